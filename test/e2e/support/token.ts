import { createHmac } from 'node:crypto';

/** The key every service of the end-to-end tests runs with. */
export const SECRET_KEY = 'end-to-end-tests-use-this-key-only-here';

/** Claims of a token; `exp` lies an hour ahead unless given. */
export interface Claims {
  readonly sub: string;
  readonly roles?: readonly string[];
  readonly campaigns?: readonly string[];
  readonly permissions?: readonly string[];
  readonly exp?: number;
}

/** Signs a token as the shared auth system does. */
export function tokenFor(claims: Claims): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ type: 'access', iat: now, exp: now + 3600, ...claims })}`;
  return `${signed}.${createHmac('sha256', SECRET_KEY).update(signed).digest('base64url')}`;
}
