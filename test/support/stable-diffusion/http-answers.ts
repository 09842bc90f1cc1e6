import { gzipSync } from 'node:zlib';
import type { Exchange } from './simulated-server';

/** How a server sends bodies. */
export interface BodyHabits {
  /** From how many bytes on it compresses for whoever accepts it; absent: never. */
  readonly gzipFrom?: number;
  /** Headers on every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with JSON. */
export function sendJson(exchange: Exchange, status: number, body: unknown, habits: BodyHabits = {}): void {
  sendBody(exchange, status, Buffer.from(JSON.stringify(body ?? null)), habits);
}

/** Answers with bytes that are JSON already. */
export function sendBody({ request, response }: Exchange, status: number, plain: Buffer, habits: BodyHabits): void {
  const accepts = /\bgzip\b/.test(String(request.headers['accept-encoding']));
  const isCompressed = accepts && plain.length >= (habits.gzipFrom ?? Infinity);
  const body = isCompressed ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    ...habits.headers,
    ...(isCompressed && { 'content-encoding': 'gzip' }),
  });
  response.end(body);
}

/** Answers with a text. */
export function sendText({ response }: Exchange, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

/** Answers 200 with the page of a proxy that stands in between. */
export function sendSignInPage({ response }: Exchange): void {
  const page = '<!doctype html><title>Welcome</title><p>Please sign in';
  response.writeHead(200, { 'content-type': 'text/html' }).end(page);
}

/** Announces the whole body, sends half of it and drops the connection. */
export function sendHalf({ response }: Exchange, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.resetAndDestroy());
}

/** An answer without an end: a picture that goes on and on, until the client has had enough. */
export function sendWithoutEnd({ response }: Exchange): void {
  const block = 'A'.repeat(1024 * 1024);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"images":["');
  const more = (): void => {
    if (response.destroyed) return;
    if (response.write(block)) setImmediate(more);
    else response.once('drain', more);
  };
  more();
}
