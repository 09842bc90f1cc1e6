import { checkedConfig } from './checked-config';
import { ConfigError } from './config/service-config';

/** `node dist/src/check-config.js`: exit code 0, or 1 with every fault of the environment on stderr. */
try {
  checkedConfig(process.env);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
