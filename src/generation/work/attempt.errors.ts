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

/** What the attempt tells the worker that holds its lease. */
export interface AttemptHooks {
  readonly signal: AbortSignal;
  /** From now on the job needs no backend any more. */
  readonly painted: () => void;
}

interface Raw {
  /** What was painted: the recipe, with another seed when the first gave a blank picture. */
  readonly recipe: Recipe;
  readonly bytes: Buffer;
  readonly origin: Origin;
  readonly seed: number | null;
  readonly dialect: string;
  readonly model: string;
}

/** Every backend that was given this request broke down over it. */
export class DeadlyRequestError extends ImageServiceError {
  readonly code = 'BACKEND_UNAVAILABLE';
  readonly retry = 'never';

  constructor(crashes: number, options: ErrorOptions) {
    super(`${crashes} image backends broke down over this request`, options);
  }
}
