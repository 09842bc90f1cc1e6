import { ImageServiceError } from '../../common/errors';
import type { RenderPlan } from '../recipe';

/** What a backend painted: encoded bytes, not yet looked at. */
export interface Painting {
  readonly bytes: Buffer;
  /** Model as the backend names it. */
  readonly model: string;
  readonly origin: 'diffused' | 'drawn';
}

/** One picture to paint. */
export interface PaintRequest {
  readonly plan: RenderPlan;
  /** The kind's own drawing of the recipe, made when asked for. */
  readonly sketch: () => Promise<Buffer>;
}

/** Port of everything that paints: a Stable Diffusion server, or the embedded painter. */
export abstract class ImageBackend {
  /** Host and path, or `painter`: safe in logs, metrics and events. */
  abstract readonly name: string;
  abstract readonly dialect: string;
  /** Requests in flight at a time. */
  abstract readonly slots: number;
  /** Share of the work relative to the others. */
  abstract readonly weight: number;
  /** Whether other replicas use the same one, so that slots are counted over all of them. */
  abstract readonly isShared: boolean;

  /**
   * Paints one picture.
   * @param signal aborts the request; the server may well go on
   * @throws BackendUnavailableError, BackendRejectedError, BackendOutOfMemoryError, BackendSubstitutedError
   */
  abstract paint(request: PaintRequest, signal: AbortSignal): Promise<Painting>;

  /** Resolves when the backend could paint now; throws otherwise. */
  abstract check(signal: AbortSignal): Promise<void>;
}

/** Not reached, not answering, or failing for a reason of its own. */
export class BackendUnavailableError extends ImageServiceError {
  readonly code = 'BACKEND_UNAVAILABLE';
  readonly retry = 'later';

  constructor(reason: string, options?: ErrorOptions) {
    super(`the image backend ${reason}`, options);
  }
}

/** It understood and said no: the same request will be refused again. */
export class BackendRejectedError extends ImageServiceError {
  readonly code = 'BACKEND_REJECTED';
  readonly retry = 'never';

  constructor(reason: string, options?: ErrorOptions) {
    super(`the image backend ${reason}`, options);
  }
}

/** The picture does not fit into its memory at the moment. */
export class BackendOutOfMemoryError extends ImageServiceError {
  readonly code = 'BACKEND_OUT_OF_MEMORY';
  readonly retry = 'later';

  constructor() {
    super('the image backend ran out of memory');
  }
}

/** It painted something else than was asked, and said nothing. */
export class BackendSubstitutedError extends ImageServiceError {
  readonly code = 'BACKEND_SUBSTITUTED';
  readonly retry = 'later';

  constructor(what: 'seed') {
    super(`the image backend used another ${what} than asked`);
  }
}

/** A try took longer than JOB_TIMEOUT_MS. */
export class RenderTimeoutError extends ImageServiceError {
  readonly code = 'TIMEOUT';
  readonly retry = 'later';

  constructor(limitMs: number) {
    super(`the image backend gave no picture within ${limitMs} ms`);
  }
}
