import { customCleanEnv, EnvMissingError, type CleanedEnv } from 'envalid';
import { CONFIG_SCHEMA } from './config.schema';

/** The environment, read once, typed, with defaults filled in. */
export type ServiceConfig = Readonly<CleanedEnv<typeof CONFIG_SCHEMA>>;
/** Nest token of the one `ServiceConfig`. */
export const SERVICE_CONFIG = Symbol('ServiceConfig');

/** The environment is wrong; `faults` has one line for every wrong variable: its name and what was expected. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/**
 * Reads the configuration. An empty variable counts as unset.
 * @throws ConfigError listing every fault by name, never by value
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ServiceConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const faults: string[] = [];
  const config = customCleanEnv<typeof CONFIG_SCHEMA, ServiceConfig>(given, CONFIG_SCHEMA, (cleaned) => cleaned, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors)) {
        faults.push(`${name}: ${error instanceof EnvMissingError ? 'is required' : error.message}`);
      }
    },
  });
  faults.push(...crossFaults(given, config));
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** What no single variable can know. */
function crossFaults(given: Record<string, string | undefined>, config: ServiceConfig): string[] {
  const faults: string[] = [];
  if (given.SECRET_KEY === undefined && given.AUTH_JWKS_URL === undefined) {
    faults.push('SECRET_KEY: is required (or AUTH_JWKS_URL)');
  }
  if (config.JOB_TIMEOUT_MS !== undefined && config.JOB_LEASE_MS > config.JOB_TIMEOUT_MS) {
    faults.push('JOB_LEASE_MS: expected at most JOB_TIMEOUT_MS');
  }
  if (config.CONTENT_CLASSIFIER === 'local' && config.PREVIEWS) {
    faults.push('PREVIEWS: expected false while CONTENT_CLASSIFIER is local, which sees finished pictures only');
  }
  return faults;
}
