import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { messageOf } from '../../common/errors';
import type { ByteRange, ObjectStream } from '../../storage/object-store';
import { type FileValidators, isKnown, RangeNotSatisfiableProblem, wantedRange } from './file-conditions';

/** A file on its way to a caller. */
export interface OutgoingFile extends FileValidators {
  readonly contentType: string;
  /** Name to save it under: letters, digits, dot and hyphen, made by us. */
  readonly filename: string;
  /** Whether a browser shows it or saves it. Default `inline`. */
  readonly disposition?: 'inline' | 'attachment';
  /** Bytes of the whole; `undefined` of a picture that was not made yet. Asked only when it matters. */
  readonly size: () => Promise<number | undefined>;
  /** Whether another Accept header could have got another file. */
  readonly isNegotiated: boolean;
  /** The whole in memory (`held`: if it lies there now), or (of a large file) a part as a stream. The signal tells that the
   * caller has gone; whoever has the bytes at hand does not ask for it, because it costs as much as sending them. */
  readonly source:
    | { readonly bytes: (gone: () => AbortSignal) => Promise<Buffer>; readonly held?: () => Buffer | undefined }
    | { readonly stream: (range: ByteRange | undefined) => Promise<ObjectStream> };
}

/** A request under way. */
interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * A year, and never asked again: what is behind one address and ETag does not change. `private`, because who may see it
 * is decided here. A deleted image is refused before any file is looked at, so only the caller's own cache outlives it.
 */
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

/** Answers GET and HEAD for a file as RFC 9110 says: conditions, ranges, and nothing read that is not sent. */
@Injectable()
export class FileSender {
  private readonly log = new Logger(FileSender.name);

  /** @throws HttpProblem 416, and whatever reading the file throws; nothing when the caller has gone meanwhile */
  async send(file: OutgoingFile, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (isKnown(request.headers, file)) return this.sendNotModified(file, request, reply);
    if (request.method === 'HEAD') return this.sendHead(file, reply);
    try {
      await this.sendBody(file, { request, reply });
    } catch (error) {
      // Nobody is there to hear of it, and it is not our failure.
      if (reply.raw.destroyed && !reply.raw.writableFinished) return void reply.hijack();
      if (error instanceof RangeNotSatisfiableProblem) void reply.header('Content-Range', `bytes */${error.sizeBytes}`);
      throw error;
    }
  }

  /**
   * The same for what takes no waiting: a 304, or the whole of a file that lies in memory.
   *
   * @returns sends it; `undefined` when only `send` can answer
   */
  atHand(file: OutgoingFile, request: FastifyRequest, reply: FastifyReply): (() => void) | undefined {
    if (isKnown(request.headers, file)) return () => this.sendNotModified(file, request, reply);
    const isWhole = request.method === 'GET' && request.headers.range === undefined;
    const bytes = isWhole && 'bytes' in file.source ? file.source.held?.() : undefined;
    return bytes && (() => sendWhole(file, bytes, reply));
  }

  private sendNotModified(file: OutgoingFile, request: FastifyRequest, reply: FastifyReply): void {
    void reply
      .headers(headsOf(file).validators)
      .status(304)
      .send(request.method === 'HEAD' ? nothing() : undefined);
  }

  private async sendHead(file: OutgoingFile, reply: FastifyReply): Promise<void> {
    const sizeBytes = await file.size();
    void reply.headers(headsOf(file).all);
    if (sizeBytes !== undefined) void reply.header('Content-Length', sizeBytes);
    await reply.send(nothing());
  }

  private async sendBody(file: OutgoingFile, exchange: Exchange): Promise<void> {
    const { headers } = exchange.request;
    // Before anything is read, when the size is known: what lies outside the file costs nothing.
    const sizeBytes = headers.range === undefined && 'bytes' in file.source ? undefined : await file.size();
    const range = sizeBytes === undefined ? undefined : wantedRange(headers, file, sizeBytes);
    if ('bytes' in file.source) sendBytes(file, await file.source.bytes(() => goneSignal(exchange.reply)), exchange);
    else await this.sendStream(file, await file.source.stream(range), { ...exchange, range });
  }

  private async sendStream(
    file: OutgoingFile,
    { body, sizeBytes }: ObjectStream,
    { reply, range }: Exchange & { readonly range?: ByteRange },
  ): Promise<void> {
    const isGone = (): boolean => reply.raw.destroyed;
    body.once('error', (error) => {
      if (!isGone()) this.log.warn({ msg: 'a file broke off on its way', error: messageOf(error) });
    });
    // From here on Fastify destroys what it sends when the caller goes. A stream that is neither read nor destroyed would
    // hold a connection to the store for good.
    if (isGone()) {
      body.destroy();
      return void reply.hijack();
    }
    void reply.headers(headsOf(file).all);
    if (range === undefined) void reply.header('Content-Length', sizeBytes);
    else partial(range, sizeBytes, reply);
    await reply.send(body);
  }
}

function sendBytes(file: OutgoingFile, bytes: Buffer, { request, reply }: Exchange): void {
  const range = wantedRange(request.headers, file, bytes.length);
  if (range === undefined) return sendWhole(file, bytes, reply);
  void reply.headers(headsOf(file).all);
  partial(range, bytes.length, reply);
  void reply.send(bytes.subarray(range.start, range.end + 1));
}

/** Nobody waits for its end: Fastify would listen to the connection for that, at the price of everything else here. */
function sendWhole(file: OutgoingFile, bytes: Buffer, reply: FastifyReply): void {
  void reply.headers(headsOf(file).all).send(bytes);
}

/** Headers of an answer. Set last: an error must not carry a picture's validator. */
interface Heads {
  /** What a 304 repeats of the 200 (RFC 9110 §15.4.5). */
  readonly validators: Readonly<Record<string, string>>;
  readonly all: Readonly<Record<string, string>>;
}

/** Written once for each file: whoever sends one often keeps the `OutgoingFile`. */
const heads = new WeakMap<OutgoingFile, Heads>();

function headsOf(file: OutgoingFile): Heads {
  const known = heads.get(file);
  if (known !== undefined) return known;
  const validators = {
    etag: file.etag,
    'last-modified': file.modifiedAt.toUTCString(),
    'cache-control': CACHE_CONTROL,
    ...(file.isNegotiated && { vary: 'Accept' }),
  };
  const all = {
    ...validators,
    'content-type': file.contentType,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-disposition': `${file.disposition ?? 'inline'}; filename="${file.filename}"`,
  };
  heads.set(file, { validators, all });
  return { validators, all };
}

function partial({ start, end }: ByteRange, sizeBytes: number, reply: FastifyReply): void {
  void reply
    .status(206)
    .header('Content-Range', `bytes ${start}-${end}/${sizeBytes}`)
    .header('Content-Length', end - start + 1);
}

/** An empty body that Fastify does not count: to HEAD it would otherwise answer `Content-Length: 0`. */
const nothing = (): Readable => Readable.from([]);

/** Aborted when the connection closes before the answer is complete. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  if (raw.destroyed) gone.abort();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
