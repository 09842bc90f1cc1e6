import { ValidationFailedError } from './common/errors';
import { ConfigError, readConfig, type ServiceConfig } from './config/service-config';
import { parseStorageUrl } from './storage/storage-url';

/**
 * The configuration, checked also where only an adapter can judge.
 * @throws ConfigError with every fault in one list, by name, never by value
 */
export function checkedConfig(env: NodeJS.ProcessEnv): ServiceConfig {
  const adapterFaults = storageFaults(env);
  try {
    const config = readConfig(env);
    if (adapterFaults.length === 0) return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const known = error.faults.some((fault) => fault.startsWith('STORAGE_URL'));
    throw new ConfigError(known ? error.faults : [...error.faults, ...adapterFaults]);
  }
  throw new ConfigError(adapterFaults);
}

function storageFaults(env: NodeJS.ProcessEnv): string[] {
  try {
    parseStorageUrl(env.STORAGE_URL ?? '', env.STORAGE_BUCKET ?? 'images');
    return [];
  } catch (error) {
    if (!(error instanceof ValidationFailedError)) throw error;
    return error.faults.map(({ path, message }) => `${path}: ${message}`);
  }
}
