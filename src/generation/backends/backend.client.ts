import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, buildConnector, request } from 'undici';
import type { BackendAddress } from '../../config/backend-address';
import { ImageTooLargeError } from '../../processing/picture-errors';
import { currentTraceparent, inSpan } from '../../tracing/spans';
import { failureOf } from './backend-failures';
import { ConnectionAhead } from './connection-ahead';
import { Departures } from './departures';
import { BackendUnavailableError } from './image-backend';
import type { FormPart } from './multipart-form';
import { multipartForm } from './multipart-form';
import { parseJson } from './parse-json';

/** What came back: status and body, already within the size limit. */
interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

interface Sending {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly signal: AbortSignal;
  readonly body?: Buffer | string;
  readonly contentType?: string;
  readonly maxBytes: number;
  /** Whether the connection is kept for another one. */
  readonly isKept?: boolean;
  /** Called when the head of a good answer is there, while the rest arrives; when it rejects the rest is dropped. */
  readonly begun?: () => Promise<void>;
}

/** JSON and base64 around a picture of the allowed size. */
const ENVELOPE_FACTOR = 3;
const RETRY_PAUSE_MS = 100;
const CONNECT_MS = 5000;
/** Shorter than the 5 s after which uvicorn, which the servers with a user interface run in, closes idle connections. */
const KEPT_MS = 3000;
/** Errors of making a connection: nothing was sent, so sending it again cannot do anything twice. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** The connection was refused, or broke off, before there was a whole answer. */
export class ConnectionFailedError extends BackendUnavailableError {
  /** Whether there was a connection: then the request may have arrived, and may even have been carried out. */
  readonly wasConnected: boolean;

  /** @param hadAnswered whether the answer had begun: whatever was asked for had been carried out */
  constructor(
    cause: unknown,
    readonly hadAnswered = false,
  ) {
    super('cannot be reached or closed the connection', { cause });
    this.wasConnected = !NEVER_SENT.has(String((cause as { code?: unknown } | undefined)?.code));
  }
}

/** Of all servers: they share the thread that requests leave from. */
const departures = new Departures();
const connector = buildConnector({ timeout: CONNECT_MS });

/**
 * HTTP to one server. Every request has a connection of its own, unless it says otherwise: sd-server closes idle ones after 5 s, and
 * each idle one holds one of its 8 workers. No time-outs but the caller's signal: nothing arrives before the picture is done, which
 * can take minutes. What was lost on the way is sent once more where that can do no harm.
 */
export class BackendClient {
  /** Requests to any server that are about to leave. */
  readonly departures = departures;
  private readonly connections = new ConnectionAhead(connector);
  private readonly agent = agentOf(this.connections.connect);
  /** Apart from the other: a picture must never be asked for over a connection that its server may just be closing. */
  private readonly keeping = agentOf(connector, { keepAliveTimeout: KEPT_MS, keepAliveMaxTimeout: KEPT_MS });

  constructor(
    readonly address: BackendAddress,
    readonly maxImageBytes: number,
  ) {}

  /** Makes the connection of the next request, which will be there within a second; without effect before the first. */
  openAhead(): void {
    this.connections.open();
  }

  async close(): Promise<void> {
    this.connections.drop();
    await Promise.all([this.agent.destroy(), this.keeping.destroy()]);
  }

  /**
   * @param path with its slash, behind the base URL
   * @returns the parsed JSON; `undefined` for an empty body
   * @throws the backend errors, by status and by what the body says; ImageTooLargeError
   */
  async post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    return parseJson(await this.postForBytes(path, body, signal));
  }

  /**
   * As `post`, with the answer as it came.
   * @param begun called when the server begins to answer well, while the rest arrives; resolves when both are over
   */
  postForBytes(path: string, body: object, signal: AbortSignal, begun?: () => Promise<void>): Promise<Buffer> {
    const text = JSON.stringify(body);
    // sd-server sends back all it was given, pictures included.
    const maxBytes = this.jsonLimit + text.length;
    const contentType = 'application/json';
    return this.answer({ method: 'POST', path, signal, body: text, contentType, maxBytes, begun });
  }

  /** As `post`. */
  async get(path: string, signal: AbortSignal): Promise<unknown> {
    return parseJson(await this.answer({ method: 'GET', path, signal, maxBytes: this.jsonLimit }));
  }

  /**
   * As `get`, over a connection that is kept for the next such question: where an answer is waited for, making one costs more than
   * asking. Only for servers that lose nothing by an idle one.
   */
  async ask(path: string, signal: AbortSignal): Promise<unknown> {
    return parseJson(await this.answer({ method: 'GET', path, signal, maxBytes: this.jsonLimit, isKept: true }));
  }

  /** As `post`, with a form of fields and files. */
  async upload(path: string, parts: readonly FormPart[], signal: AbortSignal): Promise<unknown> {
    const { body, contentType } = multipartForm(parts);
    return parseJson(await this.answer({ method: 'POST', path, signal, body, contentType, maxBytes: this.jsonLimit }));
  }

  /** The bytes of a file, at most `maxImageBytes`. */
  download(path: string, signal: AbortSignal): Promise<Buffer> {
    return this.answer({ method: 'GET', path, signal, maxBytes: this.maxImageBytes });
  }

  /**
   * Whether somebody is there who works: one look, not repeated. Who takes the connection and is only slow to answer is there: on
   * a machine that is short of time it would be taken for dead.
   */
  async isThere(path: string, signal: AbortSignal): Promise<boolean> {
    return this.send({ method: 'GET', path, signal, maxBytes: this.jsonLimit }).then(
      ({ status }) => status < 500,
      (error: unknown) => !(error instanceof ConnectionFailedError),
    );
  }

  private get jsonLimit(): number {
    return this.maxImageBytes * ENVELOPE_FACTOR + 1_000_000;
  }

  private answer(sending: Sending): Promise<Buffer> {
    const { method, path } = sending;
    // Looks how far it is come every second: they tell nothing of where the time went.
    if (method === 'GET') return this.answered(sending);
    const route = path.split('?')[0] ?? '';
    const facts = { 'http.request.method': method, 'url.path': route };
    return inSpan(`${method} ${route}`, { kind: 'client', facts }, () => this.answered(sending));
  }

  private async answered(sending: Sending): Promise<Buffer> {
    const reply = await this.send(sending).catch(async (error: unknown) => {
      if (!isWorthAnother(error, sending)) throw error;
      await pause(RETRY_PAUSE_MS, undefined, { signal: sending.signal }).catch(() => undefined);
      sending.signal.throwIfAborted();
      return this.send(sending);
    });
    if (isGood(reply.status)) return reply.body;
    throw failureOf(reply.status, reply.body.toString('utf8'));
  }

  private async send({ method, path, signal, body, contentType, maxBytes, isKept, begun }: Sending): Promise<Reply> {
    const headers: Record<string, string> = { accept: '*/*' };
    const traceparent = currentTraceparent();
    if (traceparent !== undefined) headers.traceparent = traceparent;
    if (contentType !== undefined) headers['content-type'] = contentType;
    if (this.address.authorization !== undefined) headers.authorization = this.address.authorization;
    const asked = request(`${this.address.baseUrl}${path}`, {
      method, headers, body, signal, dispatcher: isKept === true ? this.keeping : this.agent, reset: isKept !== true,
    }); // prettier-ignore
    const response = await lasting(asked, { signal, hadAnswered: false });
    // Read at once: undici 6 ends the process when a server closes behind a body that nobody reads (nodejs/undici#5360).
    const hadAnswered = isGood(response.statusCode);
    const reading = lasting(this.readWithin(response.body, maxBytes), { signal, hadAnswered });
    if (begun !== undefined && hadAnswered) await orDropped(begun(), response.body, reading);
    return { status: response.statusCode, body: await reading };
  }

  private async readWithin(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > maxBytes) throw new ImageTooLargeError(`at most ${this.maxImageBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

function agentOf(connect: typeof connector, keepAlive: Agent.Options = {}): Agent {
  return new Agent({
    ...keepAlive,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (options, done) => {
      const left = departures.begin();
      connect(options, (...result) => {
        left();
        done(...result);
      });
    },
  });
}

const isGood = (status: number): boolean => status >= 200 && status < 300;

/** @throws ConnectionFailedError when the connection did not last; the signal's reason; ImageTooLargeError */
async function lasting<T>(
  answer: Promise<T>,
  { signal, hadAnswered }: { readonly signal: AbortSignal; readonly hadAnswered: boolean },
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ImageTooLargeError) throw error;
    if (signal.aborted) throw signal.reason;
    throw new ConnectionFailedError(error, hadAnswered);
  }
}

/** Waits for `work` while a body is read; when it fails, the body is dropped. */
async function orDropped(work: Promise<void>, body: Readable, reading: Promise<unknown>): Promise<void> {
  // Told to who waits for the body, once the work is done.
  reading.catch(() => undefined);
  try {
    await work;
  } catch (error) {
    body.destroy();
    throw error;
  }
}

/** Reading can be done twice; anything else only when it did not arrive the first time. */
function isWorthAnother(error: unknown, { method, signal }: Sending): boolean {
  return !signal.aborted && error instanceof ConnectionFailedError && (method === 'GET' || !error.wasConnected);
}
