import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { describeClass, nodeClasses, type ComfyFiles, type NodeClass } from './stable-diffusion/comfyui-catalog';
import { graphEscapes, SYSTEM_STATS } from './stable-diffusion/comfyui-answers';
import { ComfyEvents } from './stable-diffusion/comfyui-events';
import { ComfyFolders, type FileName } from './stable-diffusion/comfyui-files';
import { ComfyQueue } from './stable-diffusion/comfyui-queue';
import { validateGraph, type Graph } from './stable-diffusion/comfyui-validation';
import { ComfyWorker } from './stable-diffusion/comfyui-worker';
import { sendHalf, sendJson, sendSignInPage, sendText, sendWithoutEnd } from './stable-diffusion/http-answers';
import { formParts } from './stable-diffusion/multipart-body';
import { SimulatedFailure } from './stable-diffusion/simulated-failure';
import { SimulatedServer, type Exchange, type SimulatedServerOptions } from './stable-diffusion/simulated-server';

/** How the simulated server is set up. */
export interface SimulatedComfyuiOptions extends SimulatedServerOptions {
  /** What lies on its disk; default one SDXL checkpoint, one LoRA, one VAE, one upscaler. */
  readonly files?: Partial<ComfyFiles>;
  /** What loading the models takes: before the first render, and after it ran out of memory; default 0. */
  readonly firstLoadMs?: number;
  /** Whether listeners at `/ws` get pictures of the unfinished work; default not, as when started plainly. */
  readonly showsPreviews?: boolean;
}

/** aiohttp answers on one loop: nobody waits for a thread. */
const THREADS = { count: Infinity, heldBy: 'request' } as const;
const FILES: ComfyFiles = {
  checkpoints: ['sd_xl_base_1.0.safetensors'],
  loras: ['detail.safetensors'],
  vae: ['sdxl_vae.safetensors'],
  upscaleModels: ['RealESRGAN_x4plus.pth'],
};

/**
 * Starts a ComfyUI server (0.3.64) on a free loopback port: graphs are checked node by node, wait in a queue in memory and are made one
 * at a time; what is in the cache is not made again; results are fetched from folders that everybody shares. Every route is there
 * under `/api` too. No passwords.
 */
export async function startSimulatedComfyui(options: SimulatedComfyuiOptions = {}): Promise<SimulatedComfyui> {
  const simulated = new SimulatedComfyui(options);
  await simulated.start();
  return simulated;
}

/** A running simulated server; see `startSimulatedComfyui`. */
export class SimulatedComfyui extends SimulatedServer {
  /** Times the models were loaded. */
  loads = 0;
  private readonly folders = new ComfyFolders();
  private readonly events = new ComfyEvents();
  private readonly worker: ComfyWorker;
  private readonly files: ComfyFiles;
  private isLoaded = false;

  constructor(private readonly options: SimulatedComfyuiOptions) {
    super(options, 'fifo', THREADS);
    this.files = { ...FILES, ...options.files };
    this.worker = new ComfyWorker({
      folders: this.folders,
      events: this.events,
      isTiny: options.tiny === true,
      showsPreviews: options.showsPreviews === true,
      load: () => this.load(),
      unload: () => (this.isLoaded = false),
      takeFault: (words) => this.takeFault(words),
      render: (fault, steps) => this.line.alone(() => this.renderWith(fault, steps)),
      renderMs: () => this.renderMs,
    });
    this.http.on('upgrade', (request, stream) => this.events.join(request, stream, this.worker.queue.remaining));
  }

  /** Connections open at `/ws`. */
  get listeners(): number {
    return this.events.count;
  }

  /** Cuts off everyone at `/ws`, and nothing else. */
  dropListeners(): void {
    this.events.drop();
  }

  protected override async answer(exchange: Exchange): Promise<void> {
    const { method } = exchange.asked;
    const path = exchange.asked.path.replace(/^\/api(?=\/)/, '');
    const call = `${method} ${path}`;
    if (call === 'GET /view') return this.view(exchange);
    if (call === 'POST /prompt') return this.submit(exchange);
    if (call === 'POST /upload/image' || call === 'POST /upload/mask') return this.upload(exchange);
    const answer = method === 'GET' ? this.told(path) : this.ordered(path, exchange.asked.body);
    if (answer === undefined) throw new SimulatedFailure(404, '404: Not Found');
    if (answer === null) return void exchange.response.writeHead(200, { 'content-length': 0 }).end();
    sendJson(exchange, 200, answer);
  }

  protected override sendFailure(exchange: Exchange, { status, body }: SimulatedFailure): void {
    if (body === undefined) return void exchange.response.writeHead(status, { 'content-length': 0 }).end();
    if (typeof body === 'string') return sendText(exchange, status, body);
    sendJson(exchange, status, body);
  }

  protected override failureOf(): SimulatedFailure {
    return new SimulatedFailure(500, '500 Internal Server Error\n\nServer got itself in trouble');
  }

  protected override forget(): void {
    this.isLoaded = false;
    this.worker.forget();
  }

  private classes(): Readonly<Record<string, NodeClass>> {
    return nodeClasses(this.files, this.folders.list('input'));
  }

  private submit(exchange: Exchange): void {
    const { prompt: graph, ...asked } = Object(exchange.asked.body) as Record<string, unknown>;
    const hasImage = (name: string): boolean => this.folders.find(name) !== undefined;
    const { outputs, nodeErrors } = validateGraph(graph, { classes: this.classes(), hasImage });
    this.escapes.push(...graphEscapes(graph as Graph));
    const id = typeof asked.prompt_id === 'string' ? asked.prompt_id : randomUUID();
    const clientId = typeof asked.client_id === 'string' ? asked.client_id : undefined;
    const extra = { ...Object(asked.extra_data), ...(clientId !== undefined && { client_id: clientId }) };
    const wanted = {
      ...(typeof asked.number === 'number' && { number: asked.number }),
      front: asked.front === true,
    };
    const number = this.worker.queue.add({ id, graph: graph as Graph, extra, outputs, clientId }, wanted);
    this.worker.wake();
    sendJson(exchange, 200, { prompt_id: id, number, node_errors: nodeErrors });
  }

  private async load(): Promise<void> {
    if (this.isLoaded) return;
    this.isLoaded = true;
    this.loads += 1;
    await new Promise((resolve) => setTimeout(resolve, this.options.firstLoadMs ?? 0));
  }

  private async view(exchange: Exchange): Promise<void> {
    const { query } = exchange.asked;
    const file = this.folders.get({
      filename: query.get('filename') ?? '',
      subfolder: query.get('subfolder') ?? '',
      type: query.get('type') ?? 'output',
    });
    if (file === undefined) throw new SimulatedFailure(404, undefined);
    const { fault } = file;
    if (fault === 'html') return sendSignInPage(exchange);
    if (fault === 'reset') return sendHalf(exchange, file.bytes);
    if (fault === 'endless') return sendWithoutEnd(exchange);
    if (fault === 'http503') throw new SimulatedFailure(503, 'Service Unavailable');
    if (fault === 'http500' || fault === 'plain500') throw this.failureOf();
    const isPreview = query.get('preview')?.startsWith('webp') === true;
    const bytes = isPreview ? await sharp(file.bytes).webp({ quality: 90 }).toBuffer() : file.bytes;
    const type = isPreview ? 'image/webp' : 'image/png';
    exchange.response.writeHead(200, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
  }

  private upload(exchange: Exchange): void {
    const parts = formParts(exchange.asked.raw, exchange.asked.headers['content-type']);
    const picture = parts.find(({ name }) => name === 'image');
    const filename = picture?.filename;
    if (picture === undefined || filename === undefined || filename === '') throw new SimulatedFailure(400, undefined);
    const field = (name: string): string => parts.find((part) => part.name === name)?.bytes.toString('utf8') ?? '';
    const subfolder = field('subfolder');
    if (subfolder.includes('..') || filename.includes('..')) throw new SimulatedFailure(400, undefined);
    const wanted: FileName = { filename, subfolder, type: field('type') || 'input' };
    const { filename: name, ...place } = this.folders.upload(
      wanted,
      picture.bytes,
      /^(true|1)$/.test(field('overwrite')),
    );
    sendJson(exchange, 200, { name, ...place });
  }

  /** What can be read. */
  private told(path: string): unknown {
    const { queue } = this.worker;
    const [, first = '', second, ...rest] = path.split('/').map(decodeURIComponent);
    if (first === 'object_info' && rest.length === 0) return this.describe(second);
    if (first === 'history' && rest.length === 0) {
      const entries = [...queue.history].filter(([id]) => second === undefined || id === second);
      return Object.fromEntries(entries);
    }
    if (first === 'models') return this.models(second);
    if (second !== undefined) return undefined;
    if (first === 'prompt') return { exec_info: { queue_remaining: queue.remaining } };
    if (first === 'queue') {
      const running = queue.running === null ? [] : [ComfyQueue.shown(queue.running)];
      return { queue_running: running, queue_pending: queue.pending.map((prompt) => ComfyQueue.shown(prompt)) };
    }
    if (first === 'system_stats') return SYSTEM_STATS;
    if (first === 'embeddings') return [];
    if (first === 'features') return { supports_preview_metadata: true, max_upload_size: 104_857_600 };
    return undefined;
  }

  private describe(name: string | undefined): unknown {
    const classes = Object.entries(this.classes()).filter(([known]) => name === undefined || known === name);
    return Object.fromEntries(classes.map(([known, nodeClass]) => [known, describeClass(known, nodeClass)]));
  }

  private models(folder: string | undefined): unknown {
    const { checkpoints, loras, vae, upscaleModels } = this.files;
    const folders: Record<string, readonly string[]> = { checkpoints, loras, vae, upscale_models: upscaleModels };
    return folder === undefined ? Object.keys(folders) : folders[folder];
  }

  /** What can be told to do. `null`: done, and an empty answer. */
  private ordered(path: string, body: unknown): null | undefined {
    const { queue } = this.worker;
    const {
      clear,
      delete: ids,
      prompt_id: id,
    } = Object(body) as { clear?: boolean; delete?: string[]; prompt_id?: string };
    switch (path) {
      case '/interrupt':
        // With an id: only if just that one runs. Without: whatever runs, whoever it belongs to.
        if (id === undefined || queue.running?.id === id) this.line.interrupt();
        return null;
      case '/queue':
        queue.drop(clear === true ? 'all' : (ids ?? []));
        return null;
      case '/history':
        for (const key of clear === true ? [...queue.history.keys()] : (ids ?? [])) queue.history.delete(key);
        return null;
      case '/free':
        this.isLoaded = false;
        return null;
      default:
        return undefined;
    }
  }
}
