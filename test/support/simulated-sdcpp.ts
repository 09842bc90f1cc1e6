import { sendJson, sendText } from './stable-diffusion/http-answers';
import { spoiledPng, type StartingPicture } from './stable-diffusion/painted-picture';
import { promptEscapes, SDCPP_DEADLY_LENGTH } from './stable-diffusion/prompt-escapes';
import { sdcppAnswers } from './stable-diffusion/sdcpp-answers';
import { readSdcppJob, refusal, serverError, typeError, type SdcppJob } from './stable-diffusion/sdcpp-job';
import { sdcppInfo, sdcppInfotext } from './stable-diffusion/sdcpp-info';
import { readSentImage, type SentImage } from './stable-diffusion/sent-image';
import { SimulatedCrash, SimulatedFailure } from './stable-diffusion/simulated-failure';
import { SimulatedServer, type Exchange, type SimulatedServerOptions } from './stable-diffusion/simulated-server';
import { sendRendered } from './stable-diffusion/webui-wire';
import { outOfMemoryOf, type SimulatedFault } from './simulated-a1111-faults';

/** How the simulated server is set up. */
export interface SimulatedSdcppOptions extends SimulatedServerOptions {
  /** The one model it was started with; default `sdxs-rand`. */
  readonly model?: string;
}

/** cpp-httplib: 8 threads, each kept by a connection for as long as it is open, idle or not. */
const THREADS = { count: 8, heldBy: 'connection' } as const;

/**
 * Starts an sd-server (stable-diffusion.cpp 97d2990) on a free loopback port, as it was observed: nulls are refused with 500, nearly
 * everything else is corrected in silence, sizes go up to the next multiple of 64, a useless starting picture is passed over, a long
 * prompt kills it, and there is no progress, no interrupt, no upscaler and no password.
 */
export async function startSimulatedSdcpp(options: SimulatedSdcppOptions = {}): Promise<SimulatedSdcpp> {
  const simulated = new SimulatedSdcpp(options);
  await simulated.start();
  return simulated;
}

/** A running simulated server; see `startSimulatedSdcpp`. */
export class SimulatedSdcpp extends SimulatedServer {
  /** LoRAs can be used only once they have been listed since the start. */
  private hasListedLoras = false;
  private readonly model: string;

  constructor(options: SimulatedSdcppOptions) {
    super(options, 'unordered', THREADS);
    this.model = options.model ?? 'sdxs-rand';
  }

  protected override async answer(exchange: Exchange): Promise<void> {
    const { method, path, headers } = exchange.asked;
    const { response } = exchange;
    response.setHeader('access-control-allow-origin', headers.origin ?? '*');
    response.setHeader('access-control-allow-credentials', 'true');
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    if (method === 'POST' && path === '/sdapi/v1/txt2img') return this.render(exchange, false);
    if (method === 'POST' && path === '/sdapi/v1/img2img') return this.render(exchange, true);
    const answer = method === 'GET' ? sdcppAnswers(this.model)[path] : undefined;
    if (answer === undefined) throw new SimulatedFailure(404, undefined);
    if (path === '/sdapi/v1/loras') this.hasListedLoras = true;
    if (typeof answer === 'string') return void response.writeHead(200, { 'content-type': 'text/html' }).end(answer);
    sendJson(exchange, 200, answer);
  }

  protected override sendFailure(exchange: Exchange, { status, body }: SimulatedFailure): void {
    if (body === undefined) return void exchange.response.writeHead(status, { 'content-length': 0 }).end();
    if (typeof body === 'string') return sendText(exchange, status, body);
    sendJson(exchange, status, body);
  }

  protected override failureOf(_error: string, message: string): SimulatedFailure {
    return serverError(message);
  }

  protected override forget(): void {
    this.hasListedLoras = false;
  }

  private async render(exchange: Exchange, isImg2img: boolean): Promise<void> {
    const body = bodyOf(exchange);
    this.dieOfLength(body);
    const init = isImg2img ? await initOf(body) : null;
    const job = readSdcppJob(body, init ?? undefined);
    this.escapes.push(
      ...promptEscapes('sdcpp', body.prompt as string),
      ...promptEscapes('sdcpp', job.negativePrompt, 'negative'),
    );
    this.refuseLoras(body);
    const start = init === null ? undefined : await startOf(init, body, job);
    const rendered = await this.line.alone(async () => {
      const fault = this.takeFault(job.prompt);
      await this.renderWith(fault, job.steps);
      breakDown(fault);
      // Numbers that are none end as black pixels, and as 200.
      const isNan = fault === 'nan' || job.cfgScale >= 1e5;
      const images = await this.paint(job, start, isNan ? 'black' : fault);
      return { fault, images, info: sdcppInfo(job, this.model, isImg2img, fault), echo: body };
    });
    sendRendered(exchange, rendered, {});
  }

  private async paint(
    job: SdcppJob,
    start: StartingPicture | undefined,
    fault: SimulatedFault | undefined,
  ): Promise<Buffer[]> {
    const isTiny = this.common.tiny === true;
    const size = isTiny ? { widthPx: 8, heightPx: 8 } : job;
    const order = {
      widthPx: size.widthPx,
      heightPx: size.heightPx,
      words: [job.prompt, job.negativePrompt, job.samplerName, job.steps, job.cfgScale].join('\n'),
      start,
    };
    const seeds = fault === 'wrong-count' ? [...job.seeds, 1] : job.seeds;
    const texts = seeds.map((seed) => sdcppInfotext(job, this.model, seed));
    return Promise.all(seeds.map((seed, index) => spoiledPng(fault, { ...order, seed, text: texts[index] })));
  }

  /** Its regular expressions recurse: a long text overflows the stack, and every client loses its connection. */
  private dieOfLength(body: Record<string, unknown>): void {
    const counts = body.cfg_scale === 1 ? [body.prompt] : [body.prompt, body.negative_prompt];
    if (!counts.some((text) => typeof text === 'string' && Buffer.byteLength(text) > SDCPP_DEADLY_LENGTH)) return;
    this.escapes.push('crash: a prompt that is too long');
    void this.crash();
    throw new SimulatedCrash();
  }

  private refuseLoras({ lora }: Record<string, unknown>): void {
    if (!Array.isArray(lora)) return;
    for (const { path } of lora.filter((entry) => typeof entry === 'object' && entry !== null) as { path?: string }[]) {
      if (path === undefined) throw refusal('lora.path required');
      if (!this.hasListedLoras || path !== 'randlora.safetensors') throw refusal(`invalid lora path: ${path}`);
    }
  }
}

/** @throws SimulatedFailure as the JSON library sees it */
function bodyOf({ asked }: Exchange): Record<string, unknown> {
  const type = String(asked.headers['content-type']);
  if (asked.headers['content-encoding'] === 'gzip') throw new SimulatedFailure(415, undefined);
  if (type.startsWith('application/x-www-form-urlencoded') && asked.raw.length > 8192) {
    throw new SimulatedFailure(413, undefined);
  }
  if (asked.raw.length === 0 || type.startsWith('multipart/')) throw refusal('empty body');
  const text = asked.raw.toString('utf8');
  if (text.includes('\uFFFD')) throw new SimulatedFailure(500, undefined);
  // A lone surrogate is no text for it.
  const isBroken =
    /\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]/.test(text);
  if (asked.body === undefined || isBroken) throw serverError('[json.exception.parse_error.101] parse error');
  if (typeof asked.body !== 'object' || asked.body === null || Array.isArray(asked.body))
    throw typeError('object', asked.body);
  return asked.body as Record<string, unknown>;
}

/** Missing, broken, grey or no picture at all: passed over in silence, and painted from the words alone. */
async function initOf({ init_images: images }: Record<string, unknown>): Promise<SentImage | null> {
  if (!Array.isArray(images)) return null;
  if (images.includes(null)) throw typeError('string', null);
  const image = await readSentImage(images[0]);
  return image === null || image.channels < 3 ? null : image;
}

async function startOf(init: SentImage, body: Record<string, unknown>, job: SdcppJob): Promise<StartingPicture> {
  const mask = await readSentImage(body.mask);
  return {
    bytes: init.bytes,
    fit: 'fill',
    strength: job.denoisingStrength,
    ...(mask !== null && { mask: mask.bytes, invertsMask: job.invertsMask }),
    keepsRest: false,
  };
}

function breakDown(fault: SimulatedFault | undefined): void {
  if (fault === 'oom') throw new SimulatedFailure(500, { error: 'generate_image returned no results' });
  const memory = outOfMemoryOf(fault);
  if (memory !== undefined) throw serverError(fault === 'oom-alloc' ? 'std::bad_alloc' : memory[1]);
  if (fault === 'http500') throw serverError('something is wrong');
  if (fault === 'http503') throw new SimulatedFailure(503, undefined);
  if (fault === 'plain500') throw new SimulatedFailure(500, 'Internal Server Error');
}
