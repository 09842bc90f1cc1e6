import {
  SAMPLERS,
  SCHEDULERS,
  SimulatedFailure,
  unhandled,
  type SimulatedJob,
  type SimulatedModel,
} from './simulated-a1111-job';

const GIB = 1024 ** 3;
const DEFAULT_MODELS: readonly SimulatedModel[] = [{ name: 'sd_xl_base_1.0', hash: '31e35c80fc' }];

/** What a simulated server holds between requests: the queue, the loaded checkpoint, the counters; and its small answers. */
export class SimulatedA1111State {
  renders = 0;
  busyMs = 0;
  swaps = 0;
  inFlightMax = 0;
  private inFlight = 0;
  private outOfMemoryCount = 0;
  private queue: Promise<unknown> = Promise.resolve();
  private running: { startMs: number; endMs: number; steps: number; interrupt: () => void } | null = null;
  private hanging: (() => void)[] = [];
  private loaded: SimulatedModel;
  /** What is loaded when a call names no checkpoint. */
  private chosen: SimulatedModel;

  constructor(
    private readonly models: readonly SimulatedModel[] = DEFAULT_MODELS,
    private readonly swapMs: number,
  ) {
    const [first] = models;
    if (first === undefined) throw new Error('a simulated server needs a model');
    this.loaded = first;
    this.chosen = first;
  }

  /** One at a time, first come, first served. A client that goes away changes nothing. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    this.inFlight += 1;
    this.inFlightMax = Math.max(this.inFlightMax, this.inFlight);
    const result = this.queue.then(work);
    this.queue = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Loads the checkpoint the job names, or the chosen one; a name nobody knows is passed over in silence. */
  async load(job: SimulatedJob): Promise<SimulatedModel> {
    const wanted = this.find(job.checkpoint) ?? this.chosen;
    if (job.keepsCheckpoint) this.chosen = wanted;
    if (wanted.name !== this.loaded.name) {
      this.loaded = wanted;
      this.swaps += 1;
      await new Promise((resolve) => setTimeout(resolve, this.swapMs));
    }
    return wanted;
  }

  /** @returns whether it was interrupted */
  async render(ms: number, steps: number): Promise<boolean> {
    const startMs = performance.now();
    const isInterrupted = await new Promise<boolean>((resolve) => {
      const timer = ms > 0 ? setTimeout(() => resolve(false), ms) : setImmediate(() => resolve(false));
      const interrupt = (): void => {
        if (ms > 0) clearTimeout(timer as NodeJS.Timeout);
        resolve(true);
      };
      this.running = { startMs, endMs: startMs + ms, steps, interrupt };
    });
    this.running = null;
    this.renders += 1;
    this.busyMs += performance.now() - startMs;
    return isInterrupted;
  }

  /** Never ends by itself. */
  async hang(): Promise<void> {
    await new Promise<void>((_, reject) => this.hanging.push(() => reject(unhandled('RuntimeError', 'revived'))));
  }

  /** Ends what hangs, with an error. */
  revive(): void {
    for (const end of this.hanging.splice(0)) end();
  }

  outOfMemory(): SimulatedFailure {
    this.outOfMemoryCount += 1;
    return unhandled('OutOfMemoryError', 'CUDA out of memory. Tried to allocate 2.25 GiB. GPU 0 has 310.12 MiB free');
  }

  /**
   * Answers everything but renders.
   * @param call method and path
   * @throws SimulatedFailure 404 for what the server does not have
   */
  answerTo(call: string, body: unknown): unknown {
    switch (call) {
      case 'GET /internal/ping':
        return {};
      case 'GET /sdapi/v1/samplers':
        return SAMPLERS;
      case 'GET /sdapi/v1/schedulers':
        return SCHEDULERS;
      case 'GET /sdapi/v1/sd-models':
        return this.models.map(checkpointOf);
      case 'GET /sdapi/v1/upscalers':
        return ['None', 'Lanczos', 'Nearest', 'R-ESRGAN 4x+'].map((name) => upscalerOf(name));
      case 'GET /sdapi/v1/loras':
        return [];
      case 'GET /sdapi/v1/options':
        return {
          sd_model_checkpoint: titleOf(this.chosen),
          sd_vae: 'Automatic',
          CLIP_stop_at_last_layers: 1,
          samples_format: 'png',
        };
      case 'POST /sdapi/v1/options':
        return this.choose(body);
      case 'GET /sdapi/v1/progress':
        return this.progress();
      case 'GET /sdapi/v1/memory':
        return this.memory();
      case 'POST /sdapi/v1/interrupt':
        this.running?.interrupt();
        return {};
      case 'POST /sdapi/v1/unload-checkpoint':
      case 'POST /sdapi/v1/reload-checkpoint':
        return {};
      case 'GET /openapi.json':
        return OPENAPI;
      default:
        throw new SimulatedFailure(404, { detail: 'Not Found' });
    }
  }

  private find(spelling: string | undefined): SimulatedModel | undefined {
    if (spelling === undefined) return undefined;
    return this.models.find((model) =>
      [model.name, model.hash, titleOf(model), `${model.name}.safetensors`].includes(spelling),
    );
  }

  private choose(body: unknown): null {
    const { sd_model_checkpoint: wanted } = (body ?? {}) as { sd_model_checkpoint?: string };
    const model = this.find(wanted);
    if (wanted !== undefined && model === undefined) throw unhandled('RuntimeError', `Unknown checkpoint: ${wanted}`);
    this.chosen = model ?? this.chosen;
    return null;
  }

  private progress(): unknown {
    const { running } = this;
    const durationMs = running === null ? 0 : running.endMs - running.startMs;
    const share =
      running === null ? 0 : Math.min(0.99, (performance.now() - running.startMs) / Math.max(1, durationMs));
    const steps = running?.steps ?? 0;
    return {
      progress: share,
      eta_relative: ((1 - share) * durationMs) / 1000,
      state: {
        skipped: false,
        interrupted: false,
        stopping_generation: false,
        job: running === null ? '' : 'scripts_txt2img',
        job_count: running === null && this.hanging.length === 0 ? 0 : 1,
        job_timestamp: '20261122100000',
        job_no: 0,
        sampling_step: Math.floor(share * steps),
        sampling_steps: steps,
      },
      current_image: null,
      textinfo: null,
    };
  }

  private memory(): unknown {
    const peak = { current: 7 * GIB, peak: 9 * GIB };
    return {
      ram: { free: 20 * GIB, used: 12 * GIB, total: 32 * GIB },
      cuda: {
        system: { free: 15 * GIB, used: 9 * GIB, total: 24 * GIB },
        active: peak,
        allocated: peak,
        reserved: peak,
        inactive: peak,
        events: { retries: this.outOfMemoryCount, oom: this.outOfMemoryCount },
      },
    };
  }
}

function titleOf({ name, hash }: SimulatedModel): string {
  return `${name}.safetensors [${hash}]`;
}

function checkpointOf(model: SimulatedModel): unknown {
  return {
    title: titleOf(model),
    model_name: model.name,
    hash: model.hash,
    sha256: model.hash.padEnd(64, '0'),
    filename: `/models/Stable-diffusion/${model.name}.safetensors`,
    config: null,
  };
}

function upscalerOf(name: string): unknown {
  return { name, model_name: null, model_path: null, model_url: null, scale: 4 };
}

const operation = { responses: { 200: { description: 'Successful Response' } } };
/** The little of the description that tells versions and dialects apart. */
const OPENAPI = {
  openapi: '3.1.0',
  info: { title: 'FastAPI', version: '0.1.0' },
  paths: {
    '/internal/ping': { get: operation },
    '/sdapi/v1/txt2img': { post: operation },
    '/sdapi/v1/img2img': { post: operation },
    '/sdapi/v1/samplers': { get: operation },
    '/sdapi/v1/schedulers': { get: operation },
    '/sdapi/v1/sd-models': { get: operation },
    '/sdapi/v1/options': { get: operation, post: operation },
    '/sdapi/v1/progress': { get: operation },
    '/sdapi/v1/interrupt': { post: operation },
    '/sdapi/v1/memory': { get: operation },
    '/sdapi/v1/upscalers': { get: operation },
  },
};
