import { request } from 'node:http';
import { connect } from 'node:net';
import { pathOf, type RequestDraft } from './request-draft';

/** What came back. */
export interface FuzzAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly json: unknown;
  readonly ms: number;
}

/** Nothing came back: in time, or at all. */
export class NoAnswerError extends Error {}

/**
 * Sends a request as it is drafted, whatever a decent client would think of it.
 * @throws NoAnswerError after `limitMs`, or when the connection ends without an answer
 */
export async function sendRequest(url: URL, draft: RequestDraft, limitMs: number): Promise<FuzzAnswer> {
  const startedAt = performance.now();
  const { status, headers, bytes } = await (draft.raw === undefined
    ? asHttp(url, draft, limitMs)
    : asBytes(url, draft.raw, limitMs));
  return { status, headers, bytes, json: jsonIn(headers, bytes), ms: performance.now() - startedAt };
}

type Answer = Pick<FuzzAnswer, 'status' | 'headers' | 'bytes'>;

function asHttp(url: URL, draft: RequestDraft, limitMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, headers, body } = draft;
    const timer = setTimeout(() => sent.destroy(new NoAnswerError(`no answer within ${limitMs} ms`)), limitMs);
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error instanceof NoAnswerError ? error : new NoAnswerError(error.message));
    };
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const options = {
      host: url.hostname,
      port: url.port,
      method,
      path: pathOf(draft),
      headers: { ...headers, ...length },
    };
    const sent = request({ ...options, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      const answer = (): Answer => ({
        status: response.statusCode ?? 0,
        headers: headersOf(response.rawHeaders),
        bytes: Buffer.concat(chunks),
      });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        // Events go on as long as the job does: the first of them says enough.
        if (response.headers['content-type']?.startsWith('text/event-stream') !== true) return;
        settle(answer());
        sent.destroy();
      });
      response.once('end', () => settle(answer()));
      response.once('error', fail);
    });
    sent.once('error', fail);
    sent.end(body);
  });
}

/** Bytes as they are; the connection stays open on our side, since half of one is hung up on. */
function asBytes(url: URL, raw: string, limitMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect(Number(url.port), url.hostname, () => socket.write(Buffer.from(raw, 'latin1')));
    socket.setTimeout(limitMs, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (parsed(received)?.isWhole === true) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      const answer = parsed(received);
      if (answer === undefined) reject(new NoAnswerError('the connection ended without an answer'));
      else resolve(answer);
    });
  });
}

function parsed(bytes: Buffer): (Answer & { readonly isWhole: boolean }) | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  if (!Number.isInteger(status)) return undefined;
  const headers = headersOf(
    lines.flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = bytes.subarray(end + 4);
  // Events go on as long as their job does.
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true;
  const length = isStream ? 1 : Number(headers.get('content-length') ?? Infinity);
  return { status, headers, bytes: body, isWhole: body.length >= length };
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] ?? '', raw[at + 1] ?? '');
  return headers;
}

function jsonIn(headers: Headers, bytes: Buffer): unknown {
  if (!/^application\/([\w.-]+\+)?json\b/.test(headers.get('content-type') ?? '') || bytes.length === 0)
    return undefined;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
