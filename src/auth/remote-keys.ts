import { createRemoteJWKSet, customFetch, errors, type FlattenedJWSInput, type JWTHeaderParameters } from 'jose';
import { AuthUnavailableError } from './auth.errors';

/** Finds the public key that a token's header names. */
export type KeyFinder = ReturnType<typeof createRemoteJWKSet>;
/** What `remoteKeys` gives: a finder whose failures are either about the token or `AuthUnavailableError`. */
export type RemoteKeys = (
  header: JWTHeaderParameters,
  token: FlattenedJWSInput,
) => Promise<Awaited<ReturnType<KeyFinder>>>;

/** Keys are asked for again after this long, so a key withdrawn by the auth system stops counting. */
export const KEYS_MAX_AGE_MS = 600_000;
/** A token that names an unknown key causes one request at most this often: rotation works, flooding does not. */
export const KEYS_COOLDOWN_MS = 30_000;
/** After a failed request the auth system is left alone this long; callers get `AuthUnavailableError` at once. */
export const KEYS_OUTAGE_MS = 5_000;
const REQUEST_TIMEOUT_MS = 3_000;

/**
 * The key set at `url`, cached and rotated.
 *
 * @returns a finder that throws `JWKSNoMatchingKey` or `JWKSMultipleMatchingKeys` of jose for what the token did wrong,
 *   and `AuthUnavailableError` when the set cannot be had or read
 */
export function remoteKeys(url: URL): RemoteKeys {
  const find = createRemoteJWKSet(url, {
    timeoutDuration: REQUEST_TIMEOUT_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
    [customFetch]: sparingFetch(),
  });
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new AuthUnavailableError({ cause: error });
    }
  };
}

/** jose's own cooldown counts from the last *success*: without this, every request of an outage would wait for one more. */
function sparingFetch(): (url: string, init: RequestInit) => Promise<Response> {
  let failedAtMs = -Infinity;
  return async (url, init) => {
    if (Date.now() < failedAtMs + KEYS_OUTAGE_MS) throw new Error('the auth system failed a moment ago');
    try {
      const response = await fetch(url, init);
      if (response.status !== 200) failedAtMs = Date.now();
      return response;
    } catch (error) {
      failedAtMs = Date.now();
      throw error;
    }
  };
}
