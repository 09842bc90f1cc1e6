import { memoryOf, openApiOf, progressOf } from './stable-diffusion/a1111-answers';
import { checkpointOf, titleOf } from './stable-diffusion/checkpoints';
import { sendJson, sendText } from './stable-diffusion/http-answers';
import { RequestBudget } from './stable-diffusion/request-budget';
import { SimulatedFailure } from './stable-diffusion/simulated-failure';
import type { Exchange } from './stable-diffusion/simulated-server';
import { SimulatedWebui, type SimulatedWebuiOptions, type WebuiNature } from './stable-diffusion/simulated-webui';
import { UPSCALERS } from './stable-diffusion/webui-extras';
import type { JobHabits } from './stable-diffusion/webui-job';

/** How the simulated server is set up. */
export interface SimulatedSdnextOptions extends SimulatedWebuiOptions {
  /** Cost a minute for each path, 5 for a picture and 1 for the rest; default 300, as in the original. */
  readonly budgetPerMinute?: number;
}

const SAMPLERS = ['Default', 'UniPC', 'DDIM', 'Euler', 'Euler a', 'DPM++', 'DPM++ 2M', 'DPM++ 2M SDE', 'Heun', 'LCM'];

/**
 * Starts an SD.Next server (058a7f0) on a free loopback port. Where it is not AUTOMATIC1111: an unknown sampler is 404, schedulers are
 * something else, the waiting are served in no order, an interrupted render is 200 with no picture at all, 429 when asked too often,
 * pictures are 1024 px when nothing is said, and prompts know wildcard files and `{choices}`.
 */
export async function startSimulatedSdnext(options: SimulatedSdnextOptions = {}): Promise<SimulatedSdnext> {
  const simulated = new SimulatedSdnext(options);
  await simulated.start();
  return simulated;
}

/** A running simulated server; see `startSimulatedSdnext`. */
export class SimulatedSdnext extends SimulatedWebui {
  private readonly budget: RequestBudget;

  constructor(options: SimulatedSdnextOptions) {
    super(options, NATURE);
    this.budget = new RequestBudget(options.budgetPerMinute ?? 300);
  }

  protected override async answer(exchange: Exchange): Promise<void> {
    if (!this.budget.spend(exchange.asked.path)) throw new SimulatedFailure(429, { error: 'Rate limit exceeded' });
    await super.answer(exchange);
  }

  protected override answerSmall(exchange: Exchange): void {
    const call = `${exchange.asked.method} ${exchange.asked.path}`;
    if (call === 'POST /sdapi/v1/interrupt' || call === 'POST /sdapi/v1/skip') {
      this.line.interrupt();
      exchange.response.writeHead(204).end();
      return;
    }
    if (call === 'GET /sdapi/v1/progress') {
      const progress = this.line.progress();
      void this.preview(exchange).then((preview) =>
        this.sendSmall(exchange, { id: progress.jobCount === 0 ? null : 'API-TXT', ...progressOf(progress, preview) }),
      );
      return;
    }
    const answer = this.answers(exchange.asked.body)[call];
    if (answer === undefined) throw httpError(404, 'Not Found');
    this.sendSmall(exchange, answer());
  }

  protected override afterInterrupt(): readonly Buffer[] {
    return [];
  }

  protected override undecodable(): SimulatedFailure {
    return httpError(500, 'Invalid encoded image');
  }

  protected override refuseExtras({ upscaling_resize: factor }: Record<string, unknown>): void {
    if (typeof factor !== 'number' || (factor >= 1 && factor <= 8)) return;
    const fault = { loc: ['body', 'upscaling_resize'], msg: 'Input should be less than or equal to 8' };
    throw new SimulatedFailure(422, { detail: [{ ...fault, type: 'less_than_equal' }] });
  }

  protected override failureOf(error: string, message: string): SimulatedFailure {
    // A TypeError leaves as a JSON text, everything else as an object.
    if (error === 'TypeError') return new SimulatedFailure(500, JSON.stringify(message));
    return new SimulatedFailure(500, { error, code: 500, detail: '', body: '', errors: message });
  }

  protected override sendFailure(exchange: Exchange, { status, body }: SimulatedFailure): void {
    if (status === 401) exchange.response.setHeader('WWW-Authenticate', 'Basic');
    if (body === 'Internal Server Error') return sendText(exchange, status, body);
    sendJson(exchange, status, body, this.nature.bodies);
  }

  private sendSmall(exchange: Exchange, body: unknown): void {
    sendJson(exchange, 200, body, this.nature.bodies);
  }

  /** By method and path. */
  private answers(body: unknown): Readonly<Record<string, () => unknown>> {
    const schedulers = SAMPLERS.map((name) => ({ name, cls: `${name.replace(/\W/g, '')}Scheduler`, options: {} }));
    const answers: Record<string, () => unknown> = {
      'GET /sdapi/v1/samplers': () => SAMPLERS.map((name) => ({ name, options: {} })),
      // The same path as AUTOMATIC1111's, and another thing: what diffusers calls a scheduler is the sampler.
      'GET /sdapi/v1/schedulers': () => schedulers,
      'GET /sdapi/v1/sd-models': () =>
        this.checkpoints.all.map((model) => ({ ...checkpointOf(model), type: 'safetensors' })),
      'GET /sdapi/v1/upscalers': () => UPSCALERS.map((name) => ({ name, model_name: name, model_path: '', scale: 4 })),
      'GET /sdapi/v1/loras': () => [],
      'GET /sdapi/v1/sd-vae': () => [],
      'GET /sdapi/v1/options': () => ({ sd_model_checkpoint: titleOf(this.checkpoints.chosen), samples_format: 'png' }),
      'POST /sdapi/v1/options': () => this.choose(body),
      'GET /sdapi/v1/memory': () => memoryOf(this.outOfMemoryCount),
      'POST /internal/progress': () => this.tasks.answerTo(body, 0),
      'GET /sdapi/v1/status': () => this.status(),
      'POST /sdapi/v1/unload-checkpoint': () => ({}),
      'POST /sdapi/v1/reload-checkpoint': () => ({}),
    };
    const renders = ['txt2img', 'img2img', 'extra-single-image', 'interrupt'].map((name) => `POST /sdapi/v1/${name}`);
    const described = [...Object.keys(answers), ...renders, 'GET /sdapi/v1/progress'];
    return { ...answers, 'GET /openapi.json': () => openApiOf(described) };
  }

  private choose(body: unknown): unknown {
    const settings = Object(body) as Record<string, string>;
    this.checkpoints.choose(settings.sd_model_checkpoint);
    return { updated: Object.keys(settings).map((name) => ({ [name]: true })) };
  }

  private status(): unknown {
    const { jobCount, share, step, steps, leftMs } = this.line.progress();
    const status = jobCount === 0 ? 'idle' : 'running';
    return { status, task: '', queued: 0, progress: share, step, steps, eta: leftMs / 1000 };
  }
}

function httpError(status: number, detail: string): SimulatedFailure {
  return new SimulatedFailure(status, { error: 'HTTPException', code: status, detail, body: '', errors: '' });
}

const jobs: JobHabits = {
  steps: 20,
  cfgScale: 6,
  sidePx: 1024,
  denoisingStrength: 0.5,
  inpaintsFullRes: false,
  returnsGrid: true,
  scripts: [],
  sampling: (asked) => {
    const name = SAMPLERS.find((known) => known.toLowerCase() === (asked ?? 'Default').toLowerCase());
    if (name === undefined) throw httpError(404, 'Sampler not found');
    return { name };
  },
  refuseMissingInit: ({ init_images: images }) => {
    if (images === undefined || images === null) throw new SimulatedFailure(400, { error: 'Init image is none' });
  },
};
const NATURE: WebuiNature = {
  dialect: 'sdnext',
  order: 'unordered',
  version: '058a7f0',
  jobs,
  bodies: { gzipFrom: 2048, headers: { 'x-process-time': '0.1000' } },
};
