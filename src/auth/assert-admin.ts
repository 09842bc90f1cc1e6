import { ForbiddenError } from './auth.errors';
import { mayWrite, type Principal } from './principal';

/**
 * For acts on the service itself rather than on somebody's image.
 * @throws ForbiddenError (403) unless the principal has the role `admin`
 */
export function assertAdmin(principal: Principal): void {
  // Who may write what belongs to nobody is an admin.
  if (!mayWrite(principal, {})) throw new ForbiddenError('only the role admin may do this');
}
