import { createSecretKey, hash } from 'node:crypto';
import { errors, jwtVerify, type CryptoKey, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { LRUCache } from 'lru-cache';
import { AccessError, UnauthenticatedError } from './auth.errors';
import { principalOf } from './claims';
import type { Principal } from './principal';
import { remoteKeys } from './remote-keys';

/** Longer tokens are refused unread; real ones are a tenth of this. */
export const MAX_TOKEN_CHARS = 8192;
/** How far our clock and the auth system's may differ: an expired token counts this long, an early one this soon. */
export const CLOCK_SKEW_MS = 30_000;
/** A token once verified is taken on sight this long, never beyond its expiry: checking a signature costs more than serving a picture. */
export const REMEMBERED_MS = 60_000;
const REMEMBERED_TOKENS = 5_000;
const MIN_SECRET_BYTES = 32;

/** Where keys come from and which claims must match. */
export interface TokenSettings {
  /** HS256 key of the shared auth system, at least 32 bytes as UTF-8. Not used when `jwksUrl` is given. */
  readonly secretKey?: string;
  /** Public keys of an asymmetric issuer (RFC 7517). When given, no symmetric token counts. */
  readonly jwksUrl?: string;
  /** Required `iss`; unset accepts any. */
  readonly issuer?: string;
  /** Required member of `aud`; unset accepts any. */
  readonly audience?: string;
}

interface Remembered {
  readonly principal: Principal;
  readonly untilMs: number;
}

/**
 * Tells whom a token speaks for.
 *
 * The algorithm is pinned by the configured key source and never chosen by the token: a key set accepts RS256, ES256 and
 * EdDSA, a secret accepts HS256. So a public key can never be used as an HMAC secret.
 */
export class TokenVerifier {
  private readonly key: JWTVerifyGetKey;
  private readonly rules: JWTVerifyOptions;
  private readonly remembered = new LRUCache<string, Remembered>({ max: REMEMBERED_TOKENS });

  /** @throws TypeError when there is neither a key set nor a secret of 32 bytes */
  constructor(settings: TokenSettings) {
    this.key = keyOf(settings);
    this.rules = {
      algorithms: settings.jwksUrl === undefined ? ['HS256'] : ['RS256', 'ES256', 'EdDSA'],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: CLOCK_SKEW_MS / 1000,
      ...(settings.issuer !== undefined && { issuer: settings.issuer }),
      ...(settings.audience !== undefined && { audience: settings.audience }),
    };
  }

  /**
   * @param token in compact form, at most 8192 characters
   * @throws UnauthenticatedError when the token is not valid now; the message never holds a part of it
   * @throws AuthUnavailableError when the key set cannot be had
   */
  async verify(token: string): Promise<Principal> {
    if (token.length > MAX_TOKEN_CHARS) throw new UnauthenticatedError('The token is too long');
    const nowMs = Date.now();
    const digest = digestOf(token);
    const known = this.remembered.get(digest);
    if (known !== undefined && nowMs < known.untilMs) return known.principal;
    const claims = await this.claimsOf(token, nowMs);
    const principal = principalOf(claims);
    const untilMs = Math.min(expiryMs(claims) + CLOCK_SKEW_MS, nowMs + REMEMBERED_MS);
    this.remembered.set(digest, { principal, untilMs });
    return principal;
  }

  /** The same without waiting, for a token that was verified lately and is still valid; `undefined` says nothing about it. */
  known(token: string): Principal | undefined {
    if (token.length > MAX_TOKEN_CHARS) return undefined;
    const known = this.remembered.get(digestOf(token));
    return known !== undefined && Date.now() < known.untilMs ? known.principal : undefined;
  }

  private async claimsOf(token: string, nowMs: number): Promise<JWTPayload> {
    const rules = { ...this.rules, currentDate: new Date(nowMs) };
    try {
      return (await jwtVerify(token, this.key, rules)).payload;
    } catch (error) {
      if (error instanceof errors.JWKSMultipleMatchingKeys) return await verifiedByOneOf(error, token, rules);
      throw refusalOf(error);
    }
  }
}

/** Under which a token is remembered: so no list of good tokens lies in memory. */
const digestOf = (token: string): string => hash('sha256', token, 'base64');

function keyOf({ jwksUrl, secretKey }: TokenSettings): JWTVerifyGetKey {
  if (jwksUrl !== undefined) return remoteKeys(new URL(jwksUrl));
  const secret = Buffer.from(secretKey ?? '', 'utf8');
  if (secret.length < MIN_SECRET_BYTES) {
    throw new TypeError(`expected a key set or a secret of at least ${MIN_SECRET_BYTES} bytes`);
  }
  // One KeyObject for all calls: jose imports a key once per object.
  const key = createSecretKey(secret);
  return () => key;
}

/** A token without `kid` fits every key of its type; during a rotation there are two, and one of them signed it. */
async function verifiedByOneOf(
  keys: AsyncIterable<CryptoKey>,
  token: string,
  rules: JWTVerifyOptions,
): Promise<JWTPayload> {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, rules)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw refusalOf(error);
    }
  }
  throw new UnauthenticatedError('The token is not valid');
}

/** JSON can spell a number that is infinite (1e999): such a token would never expire. */
function expiryMs(claims: JWTPayload): number {
  const expiry = (claims.exp ?? Number.NaN) * 1000;
  if (!Number.isFinite(expiry)) throw new UnauthenticatedError('The token has no usable expiry');
  return expiry;
}

/** Says what is wrong in our own words: jose's errors carry the claims. */
function refusalOf(error: unknown): Error {
  if (error instanceof AccessError) return error;
  if (error instanceof errors.JWTExpired) return new UnauthenticatedError('The token has expired');
  if (!(error instanceof errors.JWTClaimValidationFailed)) return new UnauthenticatedError('The token is not valid');
  switch (error.claim) {
    case 'exp':
      return new UnauthenticatedError('The token has no usable expiry');
    case 'nbf':
      return new UnauthenticatedError('The token is not valid yet');
    case 'iss':
    case 'aud':
      return new UnauthenticatedError('The token was not issued for this service');
    case 'sub':
      return new UnauthenticatedError('The token names no usable subject');
    default:
      return new UnauthenticatedError('The token is not valid');
  }
}
