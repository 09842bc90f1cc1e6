import { ImageServiceError } from '../../common/errors';
import type { RenderMode, RenderPlan } from '../recipe';

/** What a backend painted. */
export interface Painting {
  /**
   * Encoded PNG, JPEG, WebP or AVIF. From a server: one whole picture of the size asked for, nothing more is looked at; from
   * the painter: as it drew it.
   */
  readonly bytes: Buffer;
  /** Model as the backend names it; `unknown` where it does not say. At most 100 printable ASCII characters. */
  readonly model: string;
  readonly origin: 'diffused' | 'drawn';
  /** The seed that was sent and, where the server tells it, confirmed: the plan's, folded where a dialect takes fewer bits. */
  readonly seed?: number;
  /** The sampler that painted, in our spelling: another than the plan's where the server has only a near relative. */
  readonly sampler?: string;
}

/** What a server can do at the moment, as far as it tells. */
export interface Capabilities {
  /** `upscale` only with a real upscaler: ours enlarges as well as a server's Lanczos. */
  readonly modes: ReadonlySet<RenderMode>;
  /** Names a plan may use: in our spelling where we have one ('DPM++ 2M'), else in the server's. */
  readonly samplers: readonly string[];
  /** As with samplers: 'Karras', 'Automatic'. */
  readonly schedulers: readonly string[];
  /** Names a plan's `model` may use; empty where it does not tell. */
  readonly models: readonly string[];
  /** The one that is loaded, a member of `models` where it is listed. */
  readonly model?: string;
  /** Whether a plan may ask for another than the loaded one. */
  readonly canChangeModel: boolean;
  readonly progress: boolean;
  readonly previews: boolean;
  readonly interrupt: boolean;
  /** Sizes that are no multiple of this (pixels) are rounded by the server. */
  readonly sizeMultiple: number;
  /** Largest picture, width times height, where it tells. */
  readonly maxPixels?: number;
  /** Of the GPU. */
  readonly memory?: { readonly freeBytes: number; readonly totalBytes: number };
}

/** How far the picture being painted for us is. */
export interface PaintProgress {
  /** 0 to 1. */
  readonly fraction: number;
  /** Milliseconds, as the server guesses. */
  readonly etaMs?: number;
  /** Encoded picture of the unfinished work. */
  readonly preview?: Buffer;
}

/** What is wanted to be known of an unfinished picture. */
export interface ProgressWants {
  readonly preview: boolean;
}

/** What is said of a backend that does not tell: pictures from words, and nothing is known. */
const LEAST_CAPABILITIES: Capabilities = {
  modes: new Set<RenderMode>(['txt2img']),
  samplers: [],
  schedulers: [],
  models: [],
  canChangeModel: false,
  progress: false,
  previews: false,
  interrupt: false,
  sizeMultiple: 1,
};

/** One picture to paint. */
export interface PaintRequest {
  readonly plan: RenderPlan;
  /** The kind's own drawing of the recipe, made when asked for. */
  readonly sketch: () => Promise<Buffer>;
  /** PNG of the picture to start from: there for every mode but `txt2img`. */
  readonly source?: () => Promise<Buffer>;
  /** PNG of the source's size, white where it is to be repainted: there for `inpaint`. */
  readonly mask?: () => Promise<Buffer>;
  /**
   * Called at most once, when the backend has answered and will not be asked again for this picture, before its answer is read:
   * it may be given the next. A backend need not call it.
   */
  readonly answered?: () => void;
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
   * @param signal aborts the request: its reason is thrown, and the server is told to stop where it can be told without
   * stopping another's picture; it may well go on
   * @throws BackendUnavailableError (away, busy, broken, garbage, interrupted by somebody), BackendRejectedError (a mode,
   * model, sampler or size it does not have; a refusal), BackendOutOfMemoryError, BackendSubstitutedError,
   * BlankOutputError (it met numbers that are none), UnreadableImageError (not one whole picture), ImageTooLargeError
   */
  abstract paint(request: PaintRequest, signal: AbortSignal): Promise<Painting>;

  /** Resolves when the backend could paint now; throws otherwise. Cheap: no picture is made. */
  abstract check(signal: AbortSignal): Promise<void>;

  /** Tells it that the next picture is asked for as soon as one in work is there, so that it can get ready for it. */
  expectAnother(): void {
    // Most have nothing to get ready.
  }

  /**
   * What it can do; asked anew after a minute and after a failure, otherwise from memory.
   * @throws BackendUnavailableError, BackendRejectedError when it cannot be asked
   */
  capabilities(_signal: AbortSignal): Promise<Capabilities> {
    return Promise.resolve(LEAST_CAPABILITIES);
  }

  /**
   * How far the one picture is that is being painted for us; `undefined` when there is none, or it cannot be told.
   * @param wants whether a preview is wanted: making one costs the server time
   */
  progress(_signal: AbortSignal, _wants?: ProgressWants): Promise<PaintProgress | undefined> {
    return Promise.resolve(undefined);
  }

  /**
   * Stops what is being painted for us, and nothing else; `paint` then throws BackendUnavailableError. Resolves without
   * effect where nothing is, or where the server cannot be told.
   */
  interrupt(_signal: AbortSignal): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Paints a small picture and throws it away: the first one after a start pays for loading the model.
   * @throws as `paint` does
   */
  warmUp(_signal: AbortSignal): Promise<void> {
    return Promise.resolve();
  }

  /** Lets go of every connection; nothing may be asked afterwards. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Not reached, not answering, or failing for a reason of its own. */
export class BackendUnavailableError extends ImageServiceError {
  readonly code = 'BACKEND_UNAVAILABLE';
  readonly retry = 'later';
  /**
   * Whether it broke off in the middle of this request and was gone afterwards: this very request may be what kills it,
   * and must not be tried for ever.
   */
  readonly mayHaveCrashed: boolean;

  constructor(reason: string, options: ErrorOptions & { readonly mayHaveCrashed?: boolean } = {}) {
    super(`the image backend ${reason}`, options);
    this.mayHaveCrashed = options.mayHaveCrashed ?? false;
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

  constructor(what: 'seed' | 'sampler' | 'scheduler' | 'model' | 'size') {
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
