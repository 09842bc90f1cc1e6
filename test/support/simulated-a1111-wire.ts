import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { SimulatedFault } from './simulated-a1111-faults';
import type { SimulatedJob } from './simulated-a1111-job';

/** A finished render on its way out. */
export interface Rendered {
  readonly job: SimulatedJob;
  readonly fault: SimulatedFault | undefined;
  readonly images: readonly Buffer[];
  readonly info: Record<string, unknown>;
  /** The body as it was sent. */
  readonly echo: Record<string, unknown>;
}

/** The body of a request; `undefined` when there is none or it is no JSON. */
export async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Answers with pictures, or with what the fault makes of them. Written piece by piece: turning megabytes of base64 into a JSON string again would cost more than the picture. */
export function sendRendered(request: IncomingMessage, response: ServerResponse, rendered: Rendered): void {
  const { fault, job } = rendered;
  if (fault === 'html') {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>Welcome</title><p>Please sign in');
    return;
  }
  const images = job.sendsImages && fault !== 'empty-images' ? rendered.images : [];
  const info = fault === 'no-info' ? '' : JSON.stringify(rendered.info);
  const parameters = JSON.stringify({ ...rendered.echo, init_images: undefined, mask: undefined });
  const pictures = images.map((image) => `"${image.toString('base64')}"`).join(',');
  const body = Buffer.from(`{"images":[${pictures}],"parameters":${parameters},"info":${JSON.stringify(info)}}`);
  if (fault === 'reset') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.resetAndDestroy());
    return;
  }
  sendBody(request, response, 200, body);
}

/** Answers with JSON. */
export function sendJson(request: IncomingMessage, response: ServerResponse, status: number, body: unknown): void {
  sendBody(request, response, status, Buffer.from(JSON.stringify(body ?? null)));
}

/** Compressed from 1000 bytes on for whoever accepts it, like the original. */
function sendBody(request: IncomingMessage, response: ServerResponse, status: number, plain: Buffer): void {
  const isCompressed = plain.length >= 1000 && /\bgzip\b/.test(String(request.headers['accept-encoding']));
  const body = isCompressed ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-process-time': '0.1000',
    ...(isCompressed && { 'content-encoding': 'gzip' }),
  });
  response.end(body);
}
