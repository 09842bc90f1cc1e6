import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InternalError } from '../common/errors';
import { Public } from '../common/http/public';
import { AuthUnavailableError, ForbiddenError, UnauthenticatedError } from './auth.errors';
import { mayDo, type Permission, type Principal } from './principal';
import { TokenVerifier } from './token-verifier';

/** The permission a controller or handler asks for, besides a valid token; see `mayDo`. */
export const RequiresPermission = Reflector.createDecorator<Permission>();

/** The `Principal` of the request, as a handler's parameter. Not for `@Public()` handlers: they have none. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (principal === undefined) throw new InternalError('principal-of-public-route');
  return principal;
});

/** The part of a Fastify request that the guard reads and writes. */
export interface AuthenticatedRequest {
  readonly headers: { readonly authorization?: string };
  /** Set by the guard on every route that is not public. */
  principal?: Principal;
}

/** The part of a Fastify reply that the guard writes. */
interface ReplyHeaders {
  header(name: string, value: string | number): unknown;
}

/** What a handler asks of who calls it. */
interface Demand {
  readonly isPublic: boolean;
  readonly permission: Permission | undefined;
}

const CHALLENGE = 'Bearer realm="image-service"';
/** The scheme in any case, one or more spaces, then the token68 alphabet of RFC 7235; nothing else fits a token. */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/**
 * Lets HTTP requests in that carry `Authorization: Bearer <token>`, and remembers whom they speak for in
 * `request.principal`. Closed by default: a route is open only when it says `@Public()`.
 *
 * @throws UnauthenticatedError without a valid token, ForbiddenError without the permission: both with the
 *   `WWW-Authenticate` challenge of RFC 6750 section 3 already on the reply
 * @throws AuthUnavailableError with `Retry-After` when the token cannot be checked now
 */
@Injectable()
export class AuthGuard implements CanActivate {
  /** By controller and handler: two controllers may inherit one handler. */
  private readonly demands = new WeakMap<object, WeakMap<object, Demand>>();

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // The hub authenticates its own clients by connection; its messages carry no token.
    if (context.getType() !== 'http') return true;
    const { isPublic, permission } = this.demandOf(context);
    if (isPublic) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const reply = context.switchToHttp().getResponse<ReplyHeaders>();
    const principal = await this.principalOf(request.headers.authorization, reply);
    if (permission !== undefined && !mayDo(principal, permission)) {
      reply.header('WWW-Authenticate', `${CHALLENGE}, error="insufficient_scope", scope="${permission}"`);
      throw new ForbiddenError(`The token does not permit ${permission}`);
    }
    request.principal = principal;
    return true;
  }

  /**
   * Whom a request speaks for, without waiting: when its token was verified lately, is still valid, and permits the act.
   *
   * @returns undefined when `canActivate` has to look, which then says why if it refuses
   */
  principalAtHand(authorization: string | undefined, permission: Permission): Principal | undefined {
    const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
    const principal = token === undefined ? undefined : this.verifier.known(token);
    return principal !== undefined && mayDo(principal, permission) ? principal : undefined;
  }

  /** What a handler says of itself does not change, and finding it out costs as much as checking a token. */
  private demandOf(context: ExecutionContext): Demand {
    const [handler, owner] = [context.getHandler(), context.getClass()];
    const ofOwner = this.demands.get(owner) ?? new WeakMap<object, Demand>();
    this.demands.set(owner, ofOwner);
    const known = ofOwner.get(handler);
    if (known !== undefined) return known;
    const places = [handler, owner];
    const demand = {
      isPublic: this.reflector.getAllAndOverride(Public, places) === true,
      permission: this.reflector.getAllAndOverride(RequiresPermission, places),
    };
    ofOwner.set(handler, demand);
    return demand;
  }

  private async principalOf(authorization: string | undefined, reply: ReplyHeaders): Promise<Principal> {
    const isBearer = authorization !== undefined && /^bearer\b/i.test(authorization);
    if (!isBearer) {
      // RFC 6750 section 3.1: who sent no token is told how to, and no error code.
      reply.header('WWW-Authenticate', CHALLENGE);
      throw new UnauthenticatedError('Expected Authorization: Bearer with a token');
    }
    try {
      return await this.verifier.verify(tokenOf(authorization));
    } catch (error) {
      if (error instanceof UnauthenticatedError) {
        reply.header('WWW-Authenticate', `${CHALLENGE}, error="invalid_token", error_description="${error.message}"`);
      } else if (error instanceof AuthUnavailableError) {
        reply.header('Retry-After', error.retryAfterSeconds);
      }
      throw error;
    }
  }
}

function tokenOf(authorization: string): string {
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw new UnauthenticatedError('The token is not valid');
  return token;
}
