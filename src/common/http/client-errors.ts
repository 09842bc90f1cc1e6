import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { requestIdOf } from './request-id';
import { EARLY_HEADERS } from './security-headers';

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'REQUEST_TIMEOUT', detail: 'the request did not arrive in time' },
  HPE_HEADER_OVERFLOW: { status: 431, code: 'HEADERS_TOO_LARGE', detail: 'the headers are too large' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: 'PAYLOAD_TOO_LARGE', detail: 'the body is too large' },
};
const UNREADABLE: Refusal = { status: 400, code: 'VALIDATION_FAILED', detail: 'this is no HTTP request' };

/** Answers what Node cannot read as HTTP (too slow, too large, or none at all) with a problem too, and hangs up. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code !== 'ECONNRESET' && socket.writable && !answersAlready(socket)) {
    socket.write(answerTo(REFUSALS[error.code ?? ''] ?? UNREADABLE));
  }
  socket.destroy();
}

/** Node keeps the answer in the making there: bytes of ours would land in the middle of it (node:_http_server, 20.20). */
function answersAlready(socket: Socket): boolean {
  const message: unknown = Reflect.get(socket, '_httpMessage');
  return typeof message === 'object' && message !== null && Reflect.get(message, '_headerSent') === true;
}

/** Answers an `Expect` other than `100-continue` (RFC 9110, section 10.1.1). */
export function answerExpectation(request: IncomingMessage, response: ServerResponse): void {
  const detail = 'only Expect: 100-continue can be met';
  const { headers, body } = problem({ status: 417, code: 'EXPECTATION_FAILED', detail }, requestIdOf(request));
  response.writeHead(417, headers).end(body);
}

function answerTo(refusal: Refusal): string {
  const { headers, body } = problem(refusal, randomUUID());
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
}

function problem({ status, code, detail }: Refusal, id: string): { headers: Record<string, string>; body: string } {
  const title = code.toLowerCase().replaceAll('_', ' ');
  const body = JSON.stringify({ type: 'about:blank', title, status, code, detail, correlation_id: id });
  const headers = {
    ...EARLY_HEADERS,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Request-ID': id,
    Connection: 'close',
  };
  return { headers, body };
}
