import { createHmac } from 'node:crypto';

/**
 * @typedef {object} TokenClaims
 * @property {string} sub whom the token speaks for
 * @property {readonly string[]} [roles] such as `admin`
 * @property {readonly string[]} [campaigns] whose pictures may be read
 * @property {readonly string[]} [permissions] such as `image:read`
 * @property {string} [issuer] `iss`, when the service checks it
 * @property {string} [audience] `aud`, when the service checks it
 * @property {number} ttlSeconds how long it is valid, from now
 */

/**
 * Makes a token as the shared auth system does: a JWT (RFC 7519) signed with HS256.
 *
 * @param {TokenClaims} claims
 * @param {string} secretKey at least 32 bytes
 * @param {Date} [now] the time of issue
 * @returns {string} compact form, three parts in base64url
 */
export function signToken(claims, secretKey, now = new Date()) {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const payload = {
    sub: claims.sub,
    roles: claims.roles ?? [],
    campaigns: claims.campaigns ?? [],
    // Without the claim the roles decide; an empty list would permit nothing.
    ...(claims.permissions?.length ? { permissions: claims.permissions } : {}),
    type: 'access',
    ...(claims.issuer ? { iss: claims.issuer } : {}),
    ...(claims.audience ? { aud: claims.audience } : {}),
    iat: issuedAt,
    exp: issuedAt + claims.ttlSeconds,
  };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`;
}

/** @param {object} part */
function encode(part) {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
