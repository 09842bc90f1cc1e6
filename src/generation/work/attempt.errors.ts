import { ImageServiceError } from '../../common/errors';

/** The job was to be started before a moment that has passed. */
export class ExpiredError extends ImageServiceError {
  readonly code = 'EXPIRED';
  readonly retry = 'never';

  constructor() {
    super('the request expired before its picture could be made');
  }
}

/** The last allowed attempt ended with its worker. */
export class TooManyAttemptsError extends ImageServiceError {
  readonly code = 'INTERNAL';
  readonly retry = 'never';

  constructor() {
    super('the workers that tried this job died');
  }
}

/** Every backend that was given this request broke down over it. */
export class DeadlyRequestError extends ImageServiceError {
  readonly code = 'BACKEND_UNAVAILABLE';
  readonly retry = 'never';

  constructor(crashes: number, options: ErrorOptions) {
    super(`${crashes} image backends broke down over this request`, options);
  }
}
