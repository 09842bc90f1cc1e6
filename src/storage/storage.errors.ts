import { ImageServiceError } from '../common/errors';

/** The object store does not answer, refuses us or has no room: the same work may succeed later. */
export class StorageUnavailableError extends ImageServiceError {
  readonly code = 'STORAGE_UNAVAILABLE';
  readonly retry = 'later';

  /** @param reason what is wrong, in words a stranger may read: no address, key or secret; `cause` keeps the rest */
  constructor(reason: string, options?: ErrorOptions) {
    super(`the object store is not available: ${reason}`, options);
  }
}

/** No object has this key. A row that names it is wrong, so asking again does not help. */
export class ObjectNotFoundError extends ImageServiceError {
  readonly code = 'INTERNAL';
  readonly retry = 'never';

  constructor(options?: ErrorOptions) {
    super('no object has this key', options);
  }
}

/** The range starts behind the last byte, or is not a range: HTTP's 416. */
export class RangeNotSatisfiableError extends ImageServiceError {
  readonly code = 'VALIDATION_FAILED';
  readonly retry = 'never';

  constructor(options?: ErrorOptions) {
    super('the byte range must start inside the object and not end before it starts', options);
  }
}

/** A text that may not become a key; it is refused, never repaired, and never quoted. */
export class ObjectKeyRefusedError extends ImageServiceError {
  readonly code = 'INTERNAL';
  readonly retry = 'never';

  constructor(reason: string) {
    super(`an object key must be made of plain segments: ${reason}`);
  }
}

/** The bytes or the content type are not what the caller says they are: stored, they would be wrong for ever. */
export class ObjectFactsRefusedError extends ImageServiceError {
  readonly code = 'INTERNAL';
  readonly retry = 'never';

  constructor(reason: string) {
    super(`the object does not agree with its facts: ${reason}`);
  }
}
