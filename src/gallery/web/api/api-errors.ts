import type { Fault } from './api-types';

/** The service refused a request, with problem details (RFC 9457) where it gave any. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** As the contract lists them, such as `VALIDATION_FAILED`; `UNKNOWN` when the answer was no problem document. */
    readonly code: string,
    detail: string,
    readonly errors: readonly Fault[] = [],
    readonly correlationId?: string,
  ) {
    super(detail);
  }
}

/** The service cannot be reached. */
export class OfflineError extends Error {
  constructor(options: { cause: unknown }) {
    super('The service cannot be reached.', options);
  }
}

/** The token does not count (any more): the page is signed out, and nothing else has to be said where this is caught. */
export class SignedOutError extends Error {
  constructor() {
    super('You are signed out.');
  }
}

/** Whether a request was given up by ourselves. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** What a person is told about a failure. */
export function messageFor(error: unknown): string {
  if (error instanceof ApiError && error.status === 403) return `Your token does not allow this: ${error.message}.`;
  if (error instanceof ApiError && error.errors.length > 0) {
    return error.errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  }
  if (error instanceof ApiError) return sentence(error.message);
  if (error instanceof OfflineError || error instanceof SignedOutError) return error.message;
  return 'Something went wrong on this page.';
}

function sentence(text: string): string {
  const ended = /[.!?]$/.test(text) ? text : `${text}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}
