import { readFileSync } from 'node:fs';
import { credsAuthenticator, type ConnectionOptions } from 'nats';
import type { ServiceConfig } from '../config/service-config';

/** The configuration names a credentials file that cannot be read. */
export class HubCredentialsError extends Error {
  constructor(options: ErrorOptions) {
    super('MESSAGE_HUB_CREDS: expected a readable NATS credentials file', options);
  }
}

/**
 * How to reach the hub: cluster, TLS, user and password, token or credentials file. The `nats` client ignores
 * what stands before the `@` of a URL, so it is taken apart here.
 *
 * Reconnecting never gives up: a hub that is away only delays.
 */
export function hubConnectionOptions(config: ServiceConfig, name: string): ConnectionOptions {
  const urls = config.MESSAGE_HUB_URL.map((text) => new URL(text));
  const login = urls.find((url) => url.username !== '');
  return {
    name,
    servers: urls.map((url) => `${url.hostname}:${url.port || '4222'}`),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    reconnectJitter: 250,
    pingInterval: 20_000,
    ignoreClusterUpdates: false,
    ...(urls.some((url) => url.protocol === 'tls:') ? { tls: {} } : {}),
    ...(login === undefined ? {} : credentialsOf(login)),
    ...(config.MESSAGE_HUB_CREDS === undefined ? {} : { authenticator: credsFrom(config.MESSAGE_HUB_CREDS) }),
  };
}

function credentialsOf(url: URL): Pick<ConnectionOptions, 'user' | 'pass' | 'token'> {
  const user = decodeURIComponent(url.username);
  return url.password === '' ? { token: user } : { user, pass: decodeURIComponent(url.password) };
}

function credsFrom(path: string): ReturnType<typeof credsAuthenticator> {
  try {
    return credsAuthenticator(readFileSync(path));
  } catch (error) {
    throw new HubCredentialsError({ cause: error });
  }
}
