/**
 * Codes that other programs see in `image.failed` and in problem documents.
 * They are part of the contract: never rename one, only add.
 */
export const FAILURE_CODES = [
  'VALIDATION_FAILED',
  'EXPIRED',
  'CHARACTER_NOT_FOUND',
  'CHARACTER_UNAVAILABLE',
  'CONTENT_REFUSED',
  'BACKEND_UNAVAILABLE',
  'BACKEND_REJECTED',
  'BACKEND_OUT_OF_MEMORY',
  'BACKEND_SUBSTITUTED',
  'BLANK_OUTPUT',
  'IMAGE_TOO_LARGE',
  'STORAGE_UNAVAILABLE',
  'CANCELLED',
  'SUPERSEDED',
  'TIMEOUT',
  'INTERNAL',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** The one decision every error carries: may the same work be tried again? */
export type Retry = 'later' | 'never';

/** One fault of an input: where (dotted path) and what was expected. Never the value itself. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/**
 * Base of every error this service throws on purpose. The message says what was expected and is safe to show
 * to a stranger: no secret, no prompt, no text from outside.
 */
export abstract class ImageServiceError extends Error {
  abstract readonly code: FailureCode;
  abstract readonly retry: Retry;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The input does not keep to the contract; `faults` names every field that is wrong. */
export class ValidationFailedError extends ImageServiceError {
  readonly code = 'VALIDATION_FAILED';
  readonly retry = 'never';

  constructor(readonly faults: readonly Fault[]) {
    super(
      faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ') ||
        'the input is not valid',
    );
  }
}

/**
 * A dependency is known to be away at this moment, before anything was tried: the job waits, and spends no attempt.
 */
export class DependencyAwayError extends Error {
  constructor(readonly dependency: string) {
    super(`${dependency} is away`);
  }
}

/** A state that cannot be; `id` is unique in the source so that one log line finds one throw. */
export class InternalError extends ImageServiceError {
  readonly code = 'INTERNAL';
  readonly retry = 'never';

  constructor(id: string, options?: ErrorOptions) {
    super(`internal error ${id}`, options);
  }
}

/** The message of whatever was thrown, for a log line (never for a stranger). */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
