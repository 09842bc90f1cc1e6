import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { InternalError } from '../common/errors';
import type { ByteRange, ObjectStream } from './object-store';
import { nameOf, statusOf } from './s3-answer';
import { MAX_CONNECTIONS, type S3Limits } from './s3-client';
import { S3Signature } from './s3-signature';
import type { S3Options } from './storage-url';

/** An error of S3 is some hundred bytes of XML; what is longer is none. */
const LONGEST_ERROR_BYTES = 64 * 1024;

/** Errors by which a server asks for fewer requests (S3 API, error responses, 2026-11). */
const THROTTLING = new Set([
  'SlowDown',
  'TooManyRequests',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
]);

type RetryStrategy = Awaited<ReturnType<S3Client['config']['retryStrategy']>>;
type Retries = Extract<RetryStrategy, { acquireInitialRetryToken: unknown }>;
type Answer = Dispatcher.ResponseData;

/**
 * Reads objects with requests of our own: the SDK's GetObject of a small one costs several times the fetch
 * itself (docs/performance.md, P7). What fails is tried again as the SDK would, out of the same budget, and thrown in the shape
 * of the SDK's errors, for `s3Answer`.
 */
export class S3Reads {
  private readonly pool: Pool;
  private readonly signature: S3Signature;
  /** How far the server's clock is ahead of ours, in milliseconds; learned when it refuses our time. */
  private skewMs = 0;

  /** @param client whose rules and budget of retries hold here, too */
  constructor(
    private readonly options: S3Options,
    limits: S3Limits,
    private readonly client: S3Client,
  ) {
    this.pool = poolOf(options, limits);
    this.signature = new S3Signature(options);
  }

  /** The whole object; one that breaks off is fetched anew. */
  get(key: string, deadline: AbortSignal): Promise<Buffer> {
    return this.retried(deadline, async () => wholeOf((await this.ask(key, {}, deadline)).body));
  }

  /** The object or a part of it; the caller may abort until this resolves, not later. */
  async stream(key: string, range: ByteRange | undefined, deadline: AbortSignal): Promise<ObjectStream> {
    const headers = range && { range: `bytes=${range.start}-${range.end}` };
    const { body, headers: facts } = await this.retried(deadline, async () => {
      const answer = await this.ask(key, headers ?? {}, deadline);
      if (staysOpen(answer)) return answer;
      return { headers: answer.headers, body: Readable.from([await wholeOf(answer.body)]) };
    });
    return { body, sizeBytes: wholeSizeOf(facts), contentType: headerOf(facts, 'content-type') };
  }

  /** Cuts all connections, also those that bytes still come over. */
  close(): Promise<void> {
    return this.pool.destroy();
  }

  /** One request, resolved when the headers are there and good. */
  private async ask(key: string, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
    const path = `/${this.options.bucket}/${key}`;
    const signed = this.signature.sign({ method: 'GET', path, headers }, new Date(Date.now() + this.skewMs));
    const answer = await this.pool.request({ method: 'GET', path, headers: signed, signal });
    // A consumer that has gone is no reason to die of a late connection error; `pipeline` still hears it.
    answer.body.on('error', () => undefined);
    if (answer.statusCode === 200 || answer.statusCode === 206) return answer;
    const error = await refusalOf(answer);
    if (error.name === 'RequestTimeTooSkewed') this.learnTime(answer);
    throw error;
  }

  private learnTime({ headers }: Answer): void {
    const serverMs = Date.parse(headerOf(headers, 'date') ?? '');
    if (Number.isFinite(serverMs)) this.skewMs = serverMs - Date.now();
  }

  private async retried<T>(deadline: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    const retries = await retriesOf(this.client);
    let token = await retries.acquireInitialRetryToken('');
    for (;;) {
      try {
        const result = await attempt();
        retries.recordSuccess(token);
        return result;
      } catch (error) {
        const errorType = faultOf(error);
        if (errorType === undefined || deadline.aborted) throw error;
        // Waits, two seconds at most, and throws an error of its own when the attempts or the budget are used up.
        token = await retries.refreshRetryTokenForRetry(token, { errorType }).catch(() => {
          throw error;
        });
        deadline.throwIfAborted();
      }
    }
  }
}

function poolOf({ endpoint }: S3Options, { connectMs, answerMs, idleMs }: S3Limits): Pool {
  const connector = buildConnector({ timeout: connectMs });
  return new Pool(endpoint, {
    connections: MAX_CONNECTIONS,
    headersTimeout: answerMs,
    // undici's own does not count while nobody reads, so that forgotten streams would keep their connections.
    bodyTimeout: 0,
    connect: (options, done) =>
      connector(options, (...result) => {
        const [, socket] = result;
        socket?.setTimeout(idleMs, () => socket.destroy(new Error('no byte in time')));
        done(...result);
      }),
  });
}

async function retriesOf(client: S3Client): Promise<Retries> {
  const strategy = await client.config.retryStrategy();
  if (!('acquireInitialRetryToken' in strategy)) throw new InternalError('s3-retries-are-of-another-kind');
  return strategy;
}

/** What the SDK's retries call it; `undefined`: asking again would not help. */
function faultOf(error: unknown): 'THROTTLING' | 'TRANSIENT' | undefined {
  const name = nameOf(error);
  const status = statusOf(error);
  if (status === 429 || THROTTLING.has(name)) return 'THROTTLING';
  const isPassing =
    status === undefined || status >= 500 || name === 'RequestTimeout' || name === 'RequestTimeTooSkewed';
  return isPassing ? 'TRANSIENT' : undefined;
}

/** An error as the SDK throws it: named by S3's code, with the status. The server's words stay behind: they may quote us. */
async function refusalOf({ statusCode, body }: Answer): Promise<Error> {
  let text = '';
  for await (const chunk of body) {
    text += String(chunk);
    if (text.length > LONGEST_ERROR_BYTES) break;
  }
  const name = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(text)?.[1] ?? '';
  return Object.assign(new Error(`S3 answers with status ${statusCode}`), {
    name,
    $metadata: { httpStatusCode: statusCode },
  });
}

/**
 * Whether bytes may lie unread: undici 6 ends the process when a server closes behind them (nodejs/undici#5360). A server, or a proxy
 * before one, that means to close says so, or sends no length.
 */
function staysOpen({ headers }: Answer): boolean {
  return headers['content-length'] !== undefined && headerOf(headers, 'connection')?.toLowerCase() !== 'close';
}

function wholeOf(body: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    body.on('end', () => resolve(Buffer.concat(chunks)));
    body.on('error', reject);
  });
}

/** `Content-Range: bytes 0-9/1234` tells the whole; without a range the length does. */
function wholeSizeOf(headers: Answer['headers']): number {
  const whole = /\/(\d+)$/.exec(headerOf(headers, 'content-range') ?? '')?.[1];
  return Number(whole ?? headerOf(headers, 'content-length') ?? 0);
}

/** A header that must not come twice; `undefined` when it does. */
function headerOf(headers: Answer['headers'], name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
