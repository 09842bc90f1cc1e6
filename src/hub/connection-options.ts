import { accessSync, constants, readFileSync } from 'node:fs';
import { credsAuthenticator, type ConnectionOptions, type TlsOptions } from 'nats';
import type { ServiceConfig } from '../config/service-config';

/** The configuration names a credentials file that cannot be read. */
export class HubCredentialsError extends Error {
  constructor(options: ErrorOptions) {
    super('MESSAGE_HUB_CREDS: expected a readable NATS credentials file', options);
  }
}

/** A server's URL names a file of certificates or keys that cannot be read. */
export class HubTlsFileError extends Error {
  constructor(option: string, options: ErrorOptions) {
    super(`MESSAGE_HUB_URL: expected a readable PEM file in its option ${option}`, options);
  }
}

/** Options of a `tls://` URL, and what the client calls them: who is trusted, and (for mutual TLS) who we are. */
const TLS_FILES = { ca: 'caFile', cert: 'certFile', key: 'keyFile' } as const;
/** An account that may hear only this hears only its own answers; the client's usual `_INBOX.>` is everybody's. */
const INBOX_PREFIX = '_INBOX.image-service';

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
    inboxPrefix: INBOX_PREFIX,
    servers: urls.map((url) => `${url.hostname}:${url.port || '4222'}`),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    reconnectJitter: 250,
    pingInterval: 20_000,
    ignoreClusterUpdates: false,
    ...(urls.some((url) => url.protocol === 'tls:') ? { tls: tlsFilesOf(urls) } : {}),
    ...(login === undefined ? {} : credentialsOf(login)),
    ...(config.MESSAGE_HUB_CREDS === undefined ? {} : { authenticator: credsFrom(config.MESSAGE_HUB_CREDS) }),
  };
}

/** By name, not by content: the client reads them at each connection, so that renewed ones count without a restart. */
function tlsFilesOf(urls: readonly URL[]): TlsOptions {
  const files: TlsOptions = {};
  for (const [option, property] of Object.entries(TLS_FILES) as [
    keyof typeof TLS_FILES,
    'caFile' | 'certFile' | 'keyFile',
  ][]) {
    const path = urls.map((url) => url.searchParams.get(option)).find((value) => value !== null && value !== '');
    if (path === undefined || path === null) continue;
    files[property] = readable(option, path);
  }
  return files;
}

function readable(option: string, path: string): string {
  try {
    accessSync(path, constants.R_OK);
    return path;
  } catch (error) {
    throw new HubTlsFileError(option, { cause: error });
  }
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
