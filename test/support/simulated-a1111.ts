import { memoryOf, openApiOf, progressOf, upscalerList } from './stable-diffusion/a1111-answers';
import { OLD_SAMPLERS, SAMPLERS, SCHEDULERS, samplerOf, schedulerOf } from './stable-diffusion/a1111-names';
import { checkpointOf, titleOf } from './stable-diffusion/checkpoints';
import { sendJson, sendText } from './stable-diffusion/http-answers';
import { SimulatedFailure } from './stable-diffusion/simulated-failure';
import type { Exchange } from './stable-diffusion/simulated-server';
import { SimulatedWebui, type SimulatedWebuiOptions, type WebuiNature } from './stable-diffusion/simulated-webui';
import { UPSCALERS } from './stable-diffusion/webui-extras';
import { httpException, unhandled, type JobHabits, type SimulatedControlNet } from './stable-diffusion/webui-job';

export type { SimulatedRequest } from './stable-diffusion/simulated-server';

/** How the simulated server is set up. */
export interface SimulatedA1111Options extends SimulatedWebuiOptions {
  /** `forge` answers what breaks with the plain text of its bare framework; default `a1111`. */
  readonly dialect?: 'a1111' | 'forge';
  /** `1.8` knows no schedulers apart from samplers, and refuses samplers it does not know; default `1.10`. */
  readonly version?: '1.8' | '1.10';
  /** `--nowebui`: no `/internal/…`; default not. */
  readonly nowebui?: boolean;
  /** Extensions that are installed, as `alwayson_scripts` names them; default none. */
  readonly scripts?: readonly string[];
  /** What ControlNet lists, which is an extension and installed then; default not. */
  readonly controlNet?: SimulatedControlNet;
}

/**
 * Starts an AUTOMATIC1111 1.10 server in webui mode on a free loopback port, with everything its clients stumble over: one render at a
 * time in order of arrival, renders that go on when their client has gone, silent replacement of samplers and checkpoints, a global
 * interrupt that answers 200 with half a picture, and the whole prompt in the file.
 */
export async function startSimulatedA1111(options: SimulatedA1111Options = {}): Promise<SimulatedA1111> {
  const simulated = new SimulatedA1111(options);
  await simulated.start();
  return simulated;
}

/** A running simulated server; see `startSimulatedA1111`. */
export class SimulatedA1111 extends SimulatedWebui {
  constructor(private readonly own: SimulatedA1111Options) {
    super(own, natureOf(own));
  }

  protected override answerSmall(exchange: Exchange): void {
    const call = `${exchange.asked.method} ${exchange.asked.path}`;
    if (call === 'GET /sdapi/v1/progress') {
      const line = this.line.progress();
      void this.preview(exchange).then((preview) => this.sendSmall(exchange, progressOf(line, preview)));
      return;
    }
    const answers = this.answers(exchange.asked.body);
    const answer = answers[call];
    if (answer === undefined) throw new SimulatedFailure(404, { detail: 'Not Found' });
    this.sendSmall(exchange, answer());
  }

  protected override afterInterrupt(images: readonly Buffer[]): readonly Buffer[] {
    return images;
  }

  protected override undecodable(): SimulatedFailure {
    return httpException(500, 'Invalid encoded image');
  }

  protected override refuseExtras({ upscaling_resize: factor, upscaler_1: upscaler }: Record<string, unknown>): void {
    if (typeof factor === 'number' && factor <= 0) {
      const fault = { loc: ['body', 'upscaling_resize'], msg: 'ensure this value is greater than 0' };
      throw new SimulatedFailure(422, { detail: [{ ...fault, type: 'value_error.number.not_gt' }] });
    }
    if (upscaler === undefined || UPSCALERS.some((known) => known === upscaler)) return;
    throw unhandled('AssertionError', `could not find upscaler named ${JSON.stringify(upscaler)}`);
  }

  protected override failureOf(error: string, message: string): SimulatedFailure {
    return unhandled(error, message);
  }

  protected override sendFailure(exchange: Exchange, failure: SimulatedFailure): void {
    const isForge = this.own.dialect === 'forge';
    const { error: name, detail } = Object(failure.body) as { error?: string; detail?: unknown };
    if (failure.status === 401) exchange.response.setHeader('WWW-Authenticate', 'Basic');
    const isRefusal = name === 'HTTPException' || failure.status !== 500;
    if (typeof failure.body === 'string' || (isForge && !isRefusal)) {
      return sendText(exchange, failure.status, 'Internal Server Error');
    }
    const body = isForge && name === 'HTTPException' ? { detail } : failure.body;
    sendJson(exchange, failure.status, body, this.nature.bodies);
  }

  private sendSmall(exchange: Exchange, body: unknown): void {
    sendJson(exchange, 200, body, this.nature.bodies);
  }

  /** By method and path. */
  private answers(body: unknown): Readonly<Record<string, () => unknown>> {
    const isOld = this.own.version === '1.8';
    const vaes = this.own.dialect === 'forge' ? 'GET /sdapi/v1/sd-modules' : 'GET /sdapi/v1/sd-vae';
    const scripts = scriptsOf(this.own);
    const { controlNet } = this.own;
    const internal: Record<string, () => unknown> = {
      'GET /internal/ping': () => ({}),
      'GET /internal/pending-tasks': () => this.tasks.waiting,
      'POST /internal/progress': () => this.tasks.answerTo(body, this.line.progress().share),
    };
    const answers: Record<string, () => unknown> = {
      ...(this.own.nowebui !== true && internal),
      'GET /sdapi/v1/samplers': () => (isOld ? OLD_SAMPLERS : SAMPLERS),
      'GET /sdapi/v1/sd-models': () => this.checkpoints.all.map(checkpointOf),
      'GET /sdapi/v1/upscalers': upscalerList,
      'GET /sdapi/v1/loras': () => [],
      [vaes]: () => [],
      'GET /sdapi/v1/scripts': () => ({ txt2img: scripts, img2img: scripts }),
      'GET /sdapi/v1/options': () => this.settings(),
      'POST /sdapi/v1/options': () => this.choose(body),
      'GET /sdapi/v1/memory': () => memoryOf(this.outOfMemoryCount),
      'POST /sdapi/v1/interrupt': () => this.interrupt({}),
      'POST /sdapi/v1/skip': () => this.interrupt(null),
      'POST /sdapi/v1/unload-checkpoint': () => ({}),
      'POST /sdapi/v1/reload-checkpoint': () => ({}),
    };
    if (controlNet !== undefined) {
      answers['GET /controlnet/model_list'] = () => ({ model_list: controlNet.models });
      answers['GET /controlnet/module_list'] = () => ({ module_list: controlNet.modules });
    }
    if (!isOld) answers['GET /sdapi/v1/schedulers'] = () => SCHEDULERS;
    const renders = ['txt2img', 'img2img', 'extra-single-image'].map((name) => `POST /sdapi/v1/${name}`);
    const described = [...Object.keys(answers), ...renders, 'GET /sdapi/v1/progress'];
    return { ...answers, 'GET /openapi.json': () => openApiOf(described) };
  }

  private settings(): unknown {
    return {
      sd_model_checkpoint: titleOf(this.checkpoints.chosen),
      sd_vae: 'Automatic',
      CLIP_stop_at_last_layers: 1,
      samples_format: 'png',
    };
  }

  private choose(body: unknown): null {
    this.checkpoints.choose((Object(body) as { sd_model_checkpoint?: string }).sd_model_checkpoint);
    return null;
  }

  private interrupt<T>(answer: T): T {
    this.line.interrupt();
    return answer;
  }
}

function scriptsOf({ scripts = [], controlNet }: SimulatedA1111Options): string[] {
  return [...scripts, ...(controlNet === undefined ? [] : ['ControlNet'])].map((name) => name.toLowerCase());
}

function natureOf(options: SimulatedA1111Options): WebuiNature {
  const { dialect = 'a1111', version = '1.10', controlNet } = options;
  const isOld = version === '1.8';
  const jobs: JobHabits = {
    steps: 50,
    cfgScale: 7,
    sidePx: 512,
    denoisingStrength: 0.75,
    inpaintsFullRes: true,
    returnsGrid: true,
    scripts: scriptsOf(options),
    controlNet,
    sampling: isOld ? oldSampling : newSampling,
    refuseMissingInit: ({ init_images: images }) => {
      if (!Array.isArray(images) || images.length === 0) throw httpException(404, 'Init image not found');
    },
  };
  const named = { a1111: isOld ? 'v1.8.0' : 'v1.10.1', forge: 'f2.0.1v1.10.1-previous-665-gae278f79' }[dialect];
  const bodies = { gzipFrom: 1000, headers: { 'x-process-time': '0.1000' } };
  return { dialect, order: 'fifo', version: named, jobs, bodies };
}

/** Since 1.9: whatever it does not know is replaced, and only its own log says so. */
function newSampling(asked: string | undefined, scheduler: string | undefined): { name: string; scheduler: string } {
  const sampler = samplerOf(asked ?? 'Euler');
  return { name: sampler.name, scheduler: schedulerOf(scheduler ?? sampler.scheduler ?? 'Automatic') };
}

/** Before 1.9: one name for both, and an unknown one is refused. */
function oldSampling(asked: string | undefined): { name: string } {
  const name = asked ?? 'Euler';
  if (OLD_SAMPLERS.some((known) => known.name === name)) return { name };
  throw httpException(400, 'Sampler not found');
}
