import type { Retry } from '../common/errors';

/** Codes of problem documents about who asks. They never appear in `image.failed`, so they are no `FailureCode`. */
export type AccessCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'AUTH_UNAVAILABLE';

/** Base of what can go wrong between a request and its principal. Messages are ours alone: never a part of a token. */
export abstract class AccessError extends Error {
  abstract readonly code: AccessCode;
  abstract readonly httpStatus: 401 | 403 | 503;
  abstract readonly retry: Retry;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * No valid token came with the request (401).
 *
 * It keeps no `cause`: the errors of the token library carry the claims, which a logger would print.
 */
export class UnauthenticatedError extends AccessError {
  readonly code = 'UNAUTHENTICATED';
  readonly httpStatus = 401;
  readonly retry = 'never';
}

/** The caller is known and may not do this (403). */
export class ForbiddenError extends AccessError {
  readonly code = 'FORBIDDEN';
  readonly httpStatus = 403;
  readonly retry = 'never';
}

/** Whether the token is good cannot be told now: the auth system's keys cannot be had (503). */
export class AuthUnavailableError extends AccessError {
  readonly code = 'AUTH_UNAVAILABLE';
  readonly httpStatus = 503;
  readonly retry = 'later';
  /** Value for the `Retry-After` header. */
  readonly retryAfterSeconds = 5;

  constructor(options: { cause: unknown }) {
    super('The keys of the auth system cannot be had at the moment', options);
  }
}
