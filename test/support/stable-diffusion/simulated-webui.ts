import { outOfMemoryOf, type SimulatedFault } from '../simulated-a1111-faults';
import { Checkpoints } from './checkpoints';
import type { BodyHabits } from './http-answers';
import { paintedPng, spoiledPng, type PaintOrder, type StartingPicture } from './painted-picture';
import { promptEscapes, type PromptDialect } from './prompt-escapes';
import { isBlankMask, readSentImage, type SentImage } from './sent-image';
import { SimulatedFailure } from './simulated-failure';
import { SimulatedServer, type Exchange, type SimulatedServerOptions } from './simulated-server';
import { TaskBook } from './task-book';
import { upscaled } from './webui-extras';
import { infoOf, infotextOf, lieAbout } from './webui-info';
import { readJob, type JobHabits, type SimulatedJob, type SimulatedModel } from './webui-job';
import { sendEnlarged, sendRendered } from './webui-wire';

/** What servers with checkpoints and passwords have on top. */
export interface SimulatedWebuiOptions extends SimulatedServerOptions {
  /** Basic on `/sdapi/v1/*`; default none. */
  readonly auth?: { readonly user: string; readonly password: string };
  /** Checkpoints on its disk, the loaded one first; default one SDXL model. */
  readonly models?: readonly SimulatedModel[];
  /** What loading another checkpoint takes; default 0. */
  readonly swapMs?: number;
  /** What the first render after a start pays on top, because only now the checkpoint is loaded; default 0. */
  readonly firstLoadMs?: number;
}

/** The lock, the threads and the prompts of one server of the family. */
export interface WebuiNature {
  readonly dialect: PromptDialect;
  readonly order: 'fifo' | 'unordered';
  readonly version: string;
  readonly jobs: JobHabits;
  readonly bodies: BodyHabits;
}

/** FastAPI runs its blocking handlers on 40 threads: the 41st request waits, whatever it asks for. */
const THREADS = { count: 40, heldBy: 'request' } as const;
const DEFAULT_MODELS: readonly SimulatedModel[] = [{ name: 'sd_xl_base_1.0', hash: '31e35c80fc' }];
const FITS = ['fill', 'cover', 'contain', 'fill'] as const;

/** A server written in Python that renders through `/sdapi/v1`: AUTOMATIC1111, Forge, SD.Next. */
export abstract class SimulatedWebui extends SimulatedServer {
  /** Pictures made for `/sdapi/v1/progress` alone: what polling costs. */
  previews = 0;
  protected readonly checkpoints: Checkpoints;
  protected readonly tasks = new TaskBook();
  protected outOfMemoryCount = 0;

  constructor(
    protected readonly options: SimulatedWebuiOptions,
    protected readonly nature: WebuiNature,
  ) {
    super(options, nature.order, THREADS);
    const loadMs = { first: options.firstLoadMs ?? 0, swap: options.swapMs ?? 0 };
    this.checkpoints = new Checkpoints(options.models ?? DEFAULT_MODELS, loadMs);
  }

  /** Checkpoints loaded since the start, the first one not counted. */
  get swaps(): number {
    return this.checkpoints.swaps;
  }

  /** Answers everything but pictures. */
  protected abstract answerSmall(exchange: Exchange): void;
  /** An interrupted render, on its way out: half a picture, or none. */
  protected abstract afterInterrupt(images: readonly Buffer[]): readonly Buffer[];
  /** What it says to bytes that are no picture. */
  protected abstract undecodable(): SimulatedFailure;
  /** @throws SimulatedFailure for a body that the upscaler does not take */
  protected abstract refuseExtras(body: Record<string, unknown>): void;

  protected override async answer(exchange: Exchange): Promise<void> {
    const { method, path } = exchange.asked;
    this.authenticate(exchange);
    if (method !== 'POST') return this.answerSmall(exchange);
    if (path === '/sdapi/v1/txt2img') return this.render('txt2img', exchange);
    if (path === '/sdapi/v1/img2img') return this.render('img2img', exchange);
    if (path === '/sdapi/v1/extra-single-image') return this.enlarge(exchange);
    this.answerSmall(exchange);
  }

  protected override forget(): void {
    this.checkpoints.forget();
    this.tasks.clear();
  }

  /** The picture of `/progress`, for whoever does not say `skip_current_image=true`. */
  protected async preview(exchange: Exchange): Promise<string | null> {
    if (exchange.asked.query.get('skip_current_image') === 'true' || this.line.progress().jobCount === 0) return null;
    this.previews += 1;
    const png = await paintedPng({ widthPx: 64, heightPx: 64, seed: 1, words: 'preview', isUnfinished: true });
    return png.toString('base64');
  }

  private authenticate({ asked }: Exchange): void {
    const { auth } = this.options;
    // Routes of the user interface and of extensions are not covered, as in the original.
    if (auth === undefined || !asked.path.startsWith('/sdapi/v1/') || asked.path === '/sdapi/v1/loras') return;
    const expected = `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`;
    if (asked.headers.authorization === expected) return;
    throw new SimulatedFailure(401, { detail: 'Incorrect username or password' });
  }

  private async render(kind: SimulatedJob['kind'], exchange: Exchange): Promise<void> {
    const body = objectOf(exchange.asked.body);
    const job = readJob(kind, body, this.nature.jobs);
    this.escapes.push(
      ...promptEscapes(this.nature.dialect, job.prompt),
      ...promptEscapes(this.nature.dialect, job.negativePrompt, 'negative'),
    );
    const start = await this.startOf(job);
    // Both image fields come back empty; everything else as it was sent.
    const echo = { ...body, init_images: undefined, mask: undefined };
    this.tasks.arrive(job.taskId);
    const rendered = await this.line.alone(async () => {
      this.tasks.start(job.taskId);
      const fault = this.takeFault(job.prompt);
      const model = await this.checkpoints.load(job.checkpoint, job.keepsCheckpoint);
      const isUnfinished = await this.renderWith(fault, job.steps);
      this.breakDown(fault);
      const orders = job.seeds.map((seed) => this.orderOf(job, model, seed, { start, isUnfinished }));
      const pictures = await Promise.all(orders.map((order) => spoiledPng(fault, order)));
      const painted = isUnfinished ? this.afterInterrupt(pictures) : pictures;
      const images = job.sendsImages ? await this.arranged(job, fault, painted) : [];
      const info = painted.length === 0 ? null : lieAbout(infoOf(job, model, this.nature.version), fault);
      this.tasks.finish(job.taskId);
      return { fault, images, info, echo };
    });
    sendRendered(exchange, rendered, this.nature.bodies);
  }

  /** Contact sheet, pictures, control maps, in the order of the original. */
  private async arranged(
    job: SimulatedJob,
    fault: SimulatedFault | undefined,
    pictures: readonly Buffer[],
  ): Promise<readonly Buffer[]> {
    const extra = (words: string): Promise<Buffer> =>
      paintedPng({ widthPx: job.widthPx, heightPx: job.heightPx, seed: 3, words });
    const sheet = job.hasGrid || fault === 'grid' ? [await extra('grid')] : [];
    const shown = job.controlUnits.filter(({ showsMap }) => showsMap);
    const maps = await Promise.all(shown.map((_, index) => extra(`map ${index}`)));
    const surplus = fault === 'wrong-count' ? [await extra('surplus')] : [];
    return [...sheet, ...pictures, ...maps, ...surplus];
  }

  private orderOf(
    job: SimulatedJob,
    model: SimulatedModel,
    seed: number,
    made: { start: StartingPicture | undefined; isUnfinished: boolean },
  ): PaintOrder {
    const isTiny = this.options.tiny === true;
    const references = job.controlUnits.map(({ model, image }) => `${model} ${image}`).join('\n');
    return {
      widthPx: isTiny ? 8 : job.widthPx,
      heightPx: isTiny ? 8 : job.heightPx,
      seed,
      words: [job.prompt, job.negativePrompt, model.name, job.samplerName, job.steps, job.cfgScale, references].join(
        '\n',
      ),
      text: infotextOf(job, model, seed, this.nature.version),
      ...made,
    };
  }

  private async startOf(job: SimulatedJob): Promise<StartingPicture | undefined> {
    const pictures = await Promise.all(job.initImages.map((image) => this.decode(image)));
    const mask = job.inpaint && (await this.decode(job.inpaint.mask));
    const [first] = pictures;
    if (first === undefined) return undefined;
    if (pictures.length > job.seeds.length) {
      const message = `bad number of images passed: ${pictures.length}; expecting ${job.seeds.length} or less`;
      throw this.failureOf('RuntimeError', message);
    }
    const plain = { bytes: first.bytes, fit: FITS[job.resizeMode] ?? 'fill', strength: job.denoisingStrength };
    const { inpaint } = job;
    if (mask === undefined || inpaint === undefined) return { ...plain, keepsRest: false };
    // "Only masked" without anything masked is quietly an ordinary img2img of the whole picture.
    const isNothing = !inpaint.isWholePicture && (await isBlankMask(mask, inpaint.invertsMask));
    return isNothing ? { ...plain, keepsRest: false } : { ...plain, ...inpaint, mask: mask.bytes, keepsRest: true };
  }

  private async decode(text: string): Promise<SentImage> {
    // The original fetches what looks like an address: a user's text must never get here.
    if (/^https?:\/\//.test(text)) this.escapes.push(`fetch: ${text.slice(0, 60)}`);
    const image = await readSentImage(text);
    if (image === null) throw this.undecodable();
    return image;
  }

  private async enlarge(exchange: Exchange): Promise<void> {
    const body = objectOf(exchange.asked.body);
    this.refuseExtras(body);
    const image = await this.decode(typeof body.image === 'string' ? body.image : '');
    const enlarged = await this.line.alone(async () => {
      const fault = this.takeFault('');
      await this.renderWith(fault, 1);
      this.breakDown(fault);
      return { fault, image: await upscaled(image, body, fault) };
    });
    sendEnlarged(exchange, enlarged, this.nature.bodies);
  }

  /** Faults that give no picture at all. */
  private breakDown(fault: SimulatedFault | undefined): void {
    const memory = outOfMemoryOf(fault);
    if (memory !== undefined) {
      this.outOfMemoryCount += 1;
      throw this.failureOf(...memory);
    }
    if (fault === 'nan') throw this.failureOf('NansException', 'A tensor with all NaNs was produced in VAE.');
    if (fault === 'http500') throw this.failureOf('RuntimeError', 'Expected all tensors to be on the same device');
    if (fault === 'http503') throw new SimulatedFailure(503, { detail: 'Service Unavailable' });
    if (fault === 'plain500') throw new SimulatedFailure(500, 'Internal Server Error');
  }
}

/** @throws SimulatedFailure 422 for anything but an object */
function objectOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  const fault = { loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' };
  throw new SimulatedFailure(422, { detail: [fault] });
}
