import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SAMPLERS, SCHEDULERS } from '../../test/support/stable-diffusion/a1111-names';
import { memoryOf } from '../../test/support/stable-diffusion/a1111-answers';
import { answering, programSettings } from '../harness/answering';
import { photoLikePng } from '../harness/photo-like-png';

/** How the simulated servers are set up. */
export interface GpuSettings {
  readonly count: number;
  /** Duration of a render in milliseconds. */
  readonly renderMs: number;
  /** Sizes that are made beforehand: others cost their first request the time of making the picture. */
  readonly sizes: readonly (readonly [widthPx: number, heightPx: number])[];
}

/** One render as the simulated server saw it; milliseconds of `performance.now()` of its process. */
export interface SeenRender {
  /** The request had arrived. */
  readonly beganMs: number;
  /** The picture was painted; its reply begins to leave. */
  readonly endedMs: number;
}

/**
 * Simulated AUTOMATIC1111 servers for measurements: one picture at a time each, of the size asked for, made beforehand,
 * so that they cost next to nothing of the processor that they share with what is measured.
 */
const { count, renderMs, sizes } = programSettings<GpuSettings>();
const replies = new Map<string, Promise<Buffer>>();
const renders: SeenRender[][] = Array.from({ length: count }, () => []);
const lines: Promise<void>[] = Array.from({ length: count }, () => Promise.resolve());
let pauseMs = renderMs;

const KNOWN: Readonly<Record<string, unknown>> = {
  '/sdapi/v1/samplers': SAMPLERS,
  '/sdapi/v1/schedulers': SCHEDULERS,
  '/sdapi/v1/sd-models': [{ title: 'bench.safetensors [0123456789]', model_name: 'bench', hash: '0123456789' }],
  '/sdapi/v1/options': { sd_model_checkpoint: 'bench.safetensors [0123456789]' },
  '/sdapi/v1/upscalers': [{ name: 'None' }],
  '/sdapi/v1/memory': memoryOf(0),
  '/sdapi/v1/progress': { progress: 0.5, eta_relative: 0, state: { interrupted: false }, current_image: null },
  '/internal/progress': { active: true, queued: false, completed: false },
};

/** The picture with its base64 quotes, as it stands in a reply. */
function replyOf(widthPx: number, heightPx: number): Promise<Buffer> {
  const size = `${widthPx}x${heightPx}`;
  const known =
    replies.get(size) ??
    photoLikePng(widthPx, heightPx).then((png) => Buffer.from(`{"images":["${png.toString('base64')}"],`));
  replies.set(size, known);
  return known;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function render(gpu: number, response: ServerResponse, body: Record<string, unknown>): Promise<void> {
  const picture = await replyOf(Number(body.width), Number(body.height));
  const info = { seed: body.seed, sampler_name: body.sampler_name, sd_model_name: 'bench' };
  const rest = Buffer.from(`"parameters":{},"info":${JSON.stringify(JSON.stringify(info))}}`);
  const turn = lines[gpu]?.then(async () => {
    const beganMs = performance.now();
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    renders[gpu]?.push({ beganMs, endedMs: performance.now() });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': picture.length + rest.length });
    response.write(picture);
    response.end(rest);
  });
  lines[gpu] = turn ?? Promise.resolve();
  await turn;
}

async function answer(gpu: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path === '/sdapi/v1/txt2img' || path === '/sdapi/v1/img2img') return render(gpu, response, body);
  const known = KNOWN[path];
  response.writeHead(known === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(known ?? { detail: 'Not Found' }));
}

async function listen(gpu: number): Promise<string> {
  const server: Server = createServer((request, response) => {
    answer(gpu, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

answering({
  start: async () => {
    await Promise.all(sizes.map(([width, height]) => replyOf(width, height)));
    return { urls: await Promise.all(renders.map((_, gpu) => listen(gpu))) };
  },
  /** What was rendered since the last time it was asked, by server. */
  take: () => ({ renders: renders.map((seen) => seen.splice(0)) }),
  renderMs: ({ ms }: { ms: number }) => {
    pauseMs = ms;
  },
});
