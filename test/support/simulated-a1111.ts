import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import {
  httpException,
  infoOf,
  infotextOf,
  readJob,
  SimulatedFailure,
  unhandled,
  type SimulatedJob,
  type SimulatedModel,
} from './simulated-a1111-job';
import { SimulatedA1111State } from './simulated-a1111-state';
import { jsonOf, sendJson, sendRendered, type Rendered } from './simulated-a1111-wire';
import type { SimulatedFault } from './simulated-a1111-faults';
import { bombPng, flatPng, heavyPng, seededPng, type PictureOrder } from './simulated-pictures';

/** How the simulated server is set up. */
export interface SimulatedA1111Options {
  /** Duration of a render; default 0. Can be changed while running. */
  readonly renderMs?: number;
  /** What a `slow` render takes on top; default 2000. */
  readonly slowMs?: number;
  /** `--api-auth`: Basic on `/sdapi/v1/*`; default none. */
  readonly auth?: { readonly user: string; readonly password: string };
  /** `forge` answers what breaks with the plain text of its bare framework; default `a1111`. */
  readonly dialect?: 'a1111' | 'forge';
  /** Real 8 x 8 px pictures whatever is asked, for benchmarks of everything else; `info` still names the size asked for. */
  readonly tiny?: boolean;
  /** Checkpoints on its disk, the loaded one first; default one SDXL model. */
  readonly models?: readonly SimulatedModel[];
  /** What loading another checkpoint takes; default 0. */
  readonly swapMs?: number;
}

/** One request as it arrived. */
export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; `undefined` when there was no body or no JSON. */
  readonly body: unknown;
  /** Arrival, `performance.now()`. */
  readonly atMs: number;
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
export class SimulatedA1111 {
  /** Base URL, without a slash at the end. */
  url = '';
  /** Every request, in order of arrival. */
  readonly requests: SimulatedRequest[] = [];
  /** Taken from the front, one for each render as it begins; a test pushes what it needs. */
  readonly faults: SimulatedFault[] = [];
  renderMs: number;
  private readonly state: SimulatedA1111State;
  private readonly server: Server;

  constructor(private readonly options: SimulatedA1111Options) {
    this.renderMs = options.renderMs ?? 0;
    this.state = new SimulatedA1111State(options.models, options.swapMs ?? 0);
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Renders that ran to their end, good or bad (not those still hanging). */
  get renders(): number {
    return this.state.renders;
  }
  /** Milliseconds spent rendering, without loading checkpoints. */
  get busyMs(): number {
    return this.state.busyMs;
  }
  /** Checkpoints loaded since the start, the first one not counted. */
  get swaps(): number {
    return this.state.swaps;
  }
  /** Most render calls that were ever open at once: above 1, a client queues on the server. */
  get inFlightMax(): number {
    return this.state.inFlightMax;
  }

  /** Listens; called by `startSimulatedA1111`. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Frees renders that hang: they answer 500, and those behind them go on. */
  revive(): void {
    this.state.revive();
  }

  /** Drops every connection, as a killed server does. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    this.state.revive();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const atMs = performance.now();
    try {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const body = await jsonOf(request);
      this.requests.push({ method: request.method ?? '', path: pathname, headers: request.headers, body, atMs });
      this.authenticate(request, pathname);
      const call = `${request.method} ${pathname}`;
      const kind = call === 'POST /sdapi/v1/txt2img' ? 'txt2img' : call === 'POST /sdapi/v1/img2img' ? 'img2img' : null;
      if (kind !== null) return sendRendered(request, response, await this.rendered(kind, body));
      sendJson(request, response, 200, this.state.answerTo(call, body));
    } catch (error) {
      this.sendFailure(request, response, error);
    } finally {
      request.resume();
    }
  }

  private authenticate(request: IncomingMessage, path: string): void {
    const { auth } = this.options;
    // Routes of the user interface and of extensions are not covered, as in the original.
    if (auth === undefined || !path.startsWith('/sdapi/v1/') || path === '/sdapi/v1/loras') return;
    const expected = `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`;
    if (request.headers.authorization === expected) return;
    throw new SimulatedFailure(401, { detail: 'Incorrect username or password' });
  }

  private async rendered(kind: SimulatedJob['kind'], body: unknown): Promise<Rendered> {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      const fault = { loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' };
      throw new SimulatedFailure(422, { detail: [fault] });
    }
    const echo = body as Record<string, unknown>;
    const job = readJob(kind, echo);
    await refuseUndecodable(job.initImages);
    return this.state.alone(async () => {
      const fault = this.faults.shift();
      const model = await this.state.load(job);
      if (fault === 'hang') await this.state.hang();
      const extraMs = fault === 'slow' ? (this.options.slowMs ?? 2000) : 0;
      const isUnfinished = await this.state.render(this.renderMs + extraMs, job.steps);
      if (fault !== undefined) this.breakDown(fault);
      const images = await Promise.all(job.seeds.map((seed) => this.paint(job, model, seed, { fault, isUnfinished })));
      return { job, fault, images, info: lieAbout(infoOf(job, model), fault), echo };
    });
  }

  /** Faults that give no picture at all. */
  private breakDown(fault: SimulatedFault): void {
    if (fault === 'oom') throw this.state.outOfMemory();
    if (fault === 'nan') throw unhandled('NansException', 'A tensor with all NaNs was produced in VAE.');
    if (fault === 'http500') throw unhandled('RuntimeError', 'Expected all tensors to be on the same device');
    if (fault === 'http503') throw new SimulatedFailure(503, { detail: 'Service Unavailable' });
    if (fault === 'plain500') throw new SimulatedFailure(500, 'Internal Server Error');
  }

  private async paint(
    job: SimulatedJob,
    model: SimulatedModel,
    seed: number,
    { fault, isUnfinished }: { fault: SimulatedFault | undefined; isUnfinished: boolean },
  ): Promise<Buffer> {
    const share = fault === 'wrong-size' ? 0.5 : 1;
    const order: PictureOrder = {
      widthPx: this.options.tiny === true ? 8 : Math.ceil(job.widthPx * share),
      heightPx: this.options.tiny === true ? 8 : Math.ceil(job.heightPx * share),
      seed,
      text: infotextOf(job, model, seed),
      isUnfinished,
    };
    if (fault === 'black') return flatPng(order, [0, 0, 0]);
    if (fault === 'flat') return flatPng(order, [127, 127, 127]);
    if (fault === 'not-an-image') return Buffer.from('this was meant to be a picture');
    if (fault === 'huge') return heavyPng(order, 30 * 1024 * 1024);
    if (fault === 'bomb') return bombPng();
    const png = seededPng(order);
    if (fault === 'truncated') return png.subarray(0, Math.floor(png.length / 2));
    return fault === 'jpeg' ? sharp(png).jpeg({ quality: 90 }).toBuffer() : png;
  }

  private sendFailure(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const failure = error instanceof SimulatedFailure ? error : unhandled('RuntimeError', String(error));
    const isUnhandled = failure.status === 500;
    if (failure.status === 401) response.setHeader('WWW-Authenticate', 'Basic');
    if (typeof failure.body === 'string' || (isUnhandled && this.options.dialect === 'forge')) {
      response.writeHead(failure.status, { 'content-type': 'text/plain; charset=utf-8' }).end('Internal Server Error');
    } else {
      const { error: name, detail } = failure.body as { error?: string; detail?: unknown };
      const body = this.options.dialect === 'forge' && name === 'HTTPException' ? { detail } : failure.body;
      sendJson(request, response, failure.status, body);
    }
  }
}

function lieAbout(info: Record<string, unknown>, fault: SimulatedFault | undefined): Record<string, unknown> {
  if (fault === 'wrong-sampler') return { ...info, sampler_name: info.sampler_name === 'DDIM' ? 'Euler' : 'DDIM' };
  if (fault === 'wrong-model') return { ...info, sd_model_name: 'another-model', sd_model_hash: 'deadbeef00' };
  if (fault !== 'wrong-seed') return info;
  const seeds = (info.all_seeds as number[]).map((seed) => seed + 1);
  return { ...info, seed: seeds[0], all_seeds: seeds };
}

async function refuseUndecodable(images: readonly string[]): Promise<void> {
  for (const image of images) {
    const bytes = Buffer.from(String(image).replace(/^data:image\/[a-z]+;base64,/, ''), 'base64');
    const size = await sharp(bytes)
      .metadata()
      .catch(() => null);
    if (size === null) throw httpException(500, 'Invalid encoded image');
  }
}
