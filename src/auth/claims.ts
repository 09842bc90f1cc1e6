import type { JWTPayload } from 'jose';
import { isStorable } from '../common/storable';
import { UnauthenticatedError } from './auth.errors';
import { UNLIMITED_PERMISSIONS, type Principal } from './principal';

const MAX_SUBJECT_CHARS = 255;
// Anything but control characters (C0, DEL, C1): a name goes into log lines, headers and database columns.
// eslint-disable-next-line no-control-regex
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * The principal that verified claims describe.
 *
 * @param claims of a token whose signature, times, issuer and audience are already checked
 * @throws UnauthenticatedError when `sub` is not 1 to 255 visible characters, `type` is there and not `access`, or
 *   `roles`, `permissions` or `campaigns` is there and neither a text nor a list of texts
 */
export function principalOf(claims: JWTPayload): Principal {
  if (claims.type !== undefined && claims.type !== 'access') {
    throw new UnauthenticatedError('The token is not an access token');
  }
  return Object.freeze({
    sub: subjectOf(claims.sub),
    roles: textsOf(claims.roles, 'roles') ?? [],
    permissions: textsOf(claims.permissions, 'permissions') ?? UNLIMITED_PERMISSIONS,
    campaigns: textsOf(claims.campaigns, 'campaigns') ?? [],
  });
}

function subjectOf(sub: unknown): string {
  const isName =
    typeof sub === 'string' &&
    sub.trim() !== '' &&
    sub.length <= MAX_SUBJECT_CHARS &&
    !CONTROL_CHARACTER.test(sub) &&
    isStorable(sub);
  if (!isName) throw new UnauthenticatedError('The token names no usable subject');
  return sub;
}

/** Some senders write one value as a bare text. `null` is refused: nobody can tell whether it means all or nothing. */
function textsOf(claim: unknown, name: string): readonly string[] | undefined {
  if (claim === undefined) return undefined;
  const list: unknown[] = Array.isArray(claim) ? claim : [claim];
  const texts = list.filter((entry) => typeof entry === 'string');
  if (texts.length !== list.length) throw new UnauthenticatedError(`The token's ${name} are not a list of texts`);
  // What the database cannot hold names nothing in it, and would break the query that looks for it.
  return Object.freeze(texts.filter((text) => text !== '' && isStorable(text)));
}
