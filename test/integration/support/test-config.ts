import { readConfig, type ServiceConfig } from '../../../src/config/service-config';

/** The configuration of a service in a test: what is not given is unreachable, so that nothing is used by mistake. */
export function testConfig(given: Readonly<Record<string, string>>): ServiceConfig {
  return readConfig({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    MESSAGE_HUB_URL: 'nats://127.0.0.1:1',
    STORAGE_URL: 'file:///nonexistent',
    SECRET_KEY: 'a-key-of-tests-that-opens-nothing-at-all',
    ...given,
  });
}
