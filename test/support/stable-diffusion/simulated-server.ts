import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import type { SimulatedFault } from '../simulated-a1111-faults';
import { RenderLine } from './render-line';
import { SimulatedCrash, SimulatedFailure } from './simulated-failure';
import { WorkerThreads } from './worker-threads';

/** How any simulated server is set up. */
export interface SimulatedServerOptions {
  /** Duration of a render; default 0. Can be changed while running. */
  readonly renderMs?: number;
  /** What a `slow` render takes on top; default 2000. */
  readonly slowMs?: number;
  /** Real 8 x 8 px pictures whatever is asked, for benchmarks of everything else; `info` still names the size asked for. */
  readonly tiny?: boolean;
  /** How long a crashed server is away; default 100. `null`: until `restart()`. */
  readonly restartMs?: number | null;
  /** How long an idle connection stays open; default 5000, as all of them have it. */
  readonly keepAliveMs?: number;
  /** Closes a connection without a word when it is used a second time: the stale sockets of a pool. */
  readonly dropsReusedSockets?: boolean;
}

/** One request as it arrived. */
export interface SimulatedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; `undefined` when there was no body or no JSON. */
  readonly body: unknown;
  /** The body as it came. */
  readonly raw: Buffer;
  /** Arrival, `performance.now()`. */
  readonly atMs: number;
}

/** A request and the place for its answer. */
export interface Exchange {
  readonly asked: SimulatedRequest;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What the threads of a server are used up by: `connection` in cpp-httplib (idle ones too), `request` in FastAPI. */
interface Threads {
  readonly count: number;
  readonly heldBy: 'connection' | 'request';
}

/** What all simulated Stable Diffusion servers have in common: the transport with its few threads, the log, the faults. */
export abstract class SimulatedServer {
  /** Base URL, without a slash at the end. */
  url = '';
  /** Every request, in order of arrival. */
  readonly requests: SimulatedRequest[] = [];
  /** Taken from the front, one for each render as it begins; a test pushes what it needs. */
  readonly faults: SimulatedFault[] = [];
  /** A render whose prompt has the word breaks in this way, every time, before any of `faults`. */
  readonly faultsByWord = new Map<string, SimulatedFault>();
  /** How often each fault happened. */
  readonly faultCounts = new Map<SimulatedFault, number>();
  /** What got out of the prompts: every piece that did more than describe; see `promptEscapes`. */
  readonly escapes: string[] = [];
  crashes = 0;
  renderMs: number;
  protected readonly line: RenderLine;
  private readonly threads: WorkerThreads;
  protected readonly http = createHttpServer((request, response) => void this.receive(request, response));
  private readonly tcp = createTcpServer({ pauseOnConnect: true }, (socket) => void this.connect(socket));
  private readonly sockets = new Set<Socket>();
  /** Those over which something was asked. */
  private readonly used = new WeakSet<Socket>();

  constructor(
    protected readonly common: SimulatedServerOptions,
    order: 'fifo' | 'unordered',
    private readonly threadUse: Threads,
  ) {
    this.renderMs = common.renderMs ?? 0;
    this.line = new RenderLine(order);
    this.threads = new WorkerThreads(threadUse.count);
    this.http.keepAliveTimeout = common.keepAliveMs ?? 5000;
    if (threadUse.heldBy === 'connection') this.http.maxRequestsPerSocket = 100;
  }

  /** Renders that ran to their end, good or bad (not those still hanging). */
  get renders(): number {
    return this.line.renders;
  }
  /** Milliseconds spent rendering, without loading checkpoints. */
  get busyMs(): number {
    return this.line.busyMs;
  }
  /** Most render calls that were ever open at once: above 1, a client queues on the server. */
  get inFlightMax(): number {
    return this.line.inFlightMax;
  }
  /** Most threads that were ever in use at once. */
  get threadsMax(): number {
    return this.threads.busyMax;
  }

  /** Listens on a free loopback port; again on the same one after a crash. */
  async start(): Promise<void> {
    const port = this.url === '' ? 0 : Number(new URL(this.url).port);
    await new Promise<void>((resolve, reject) => this.tcp.once('error', reject).listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.tcp.address() as AddressInfo).port}`;
  }

  /** Frees renders that hang: they fail, and those behind them go on. */
  revive(): void {
    this.line.revive(this.failureOf('RuntimeError', 'revived'));
  }

  /** Drops every connection, as a killed server does. */
  async stop(): Promise<void> {
    if (this.tcp.listening) await this.cut();
  }

  /** Dies with everything that runs and waits; comes back as `restartMs` says. */
  async crash(): Promise<void> {
    this.crashes += 1;
    await this.cut();
    const { restartMs = 100 } = this.common;
    if (restartMs !== null) setTimeout(() => void this.restart(), restartMs).unref();
  }

  /** Comes back after a crash, with nothing of what was. */
  async restart(): Promise<void> {
    this.forget();
    await this.start();
  }

  /** Answers a request; throws `SimulatedFailure` for what the server refuses. */
  protected abstract answer(exchange: Exchange): Promise<void>;

  /** Answers with what went wrong, in the words of this server. */
  protected abstract sendFailure(exchange: Exchange, failure: SimulatedFailure): void;

  /** An error that nobody foresaw, in the words of this server. */
  protected abstract failureOf(error: string, message: string): SimulatedFailure;

  /** What a restarted process has lost; nothing by default. */
  protected forget(): void {}

  /** The fault meant for a render with this prompt, counted. */
  protected takeFault(prompt: string): SimulatedFault | undefined {
    const byWord = [...this.faultsByWord].find(([word]) => prompt.includes(word));
    const fault = byWord?.[1] ?? this.faults.shift();
    if (fault !== undefined) this.faultCounts.set(fault, (this.faultCounts.get(fault) ?? 0) + 1);
    return fault;
  }

  /** Runs a render of `steps`, with those faults that happen before there is a picture to spoil. */
  protected async renderWith(fault: SimulatedFault | undefined, steps: number): Promise<boolean> {
    if (fault === 'hang') await this.line.hang();
    const extraMs = fault === 'slow' ? (this.common.slowMs ?? 2000) : 0;
    const isUnfinished = await this.line.render(this.renderMs + extraMs, steps);
    if (fault === 'crash') {
      void this.crash();
      throw new SimulatedCrash();
    }
    return isUnfinished;
  }

  private async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.tcp.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    this.line.clear();
    await closed;
  }

  private async connect(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => this.sockets.delete(socket));
    if (this.threadUse.heldBy === 'connection') {
      await this.threads.take();
      if (socket.destroyed) return this.threads.free();
      socket.once('close', () => this.threads.free());
    }
    this.http.emit('connection', socket);
    socket.resume();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.common.dropsReusedSockets === true && this.used.has(request.socket)) {
      request.socket.destroy();
      return;
    }
    this.used.add(request.socket);
    const asked = await logged(request).catch(() => null);
    if (asked === null) return;
    this.requests.push(asked);
    const isHeld = this.threadUse.heldBy === 'request';
    if (isHeld) await this.threads.take();
    await this.settle({ asked, request, response });
    if (isHeld) this.threads.free();
  }

  private async settle(exchange: Exchange): Promise<void> {
    try {
      await this.answer(exchange);
    } catch (error) {
      if (error instanceof SimulatedCrash || exchange.response.headersSent) return;
      const failure = error instanceof SimulatedFailure ? error : this.failureOf('RuntimeError', String(error));
      this.sendFailure(exchange, failure);
    }
  }
}

async function logged(request: IncomingMessage): Promise<SimulatedRequest> {
  const atMs = performance.now();
  const { pathname, searchParams } = new URL(`http://localhost${request.url ?? '/'}`);
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const raw = Buffer.concat(parts);
  const { headers, method = '' } = request;
  return { method, path: pathname, query: searchParams, headers, body: jsonOf(raw), raw, atMs };
}

function jsonOf(raw: Buffer): unknown {
  try {
    return raw.length === 0 ? undefined : (JSON.parse(raw.toString('utf8')) as unknown);
  } catch {
    return undefined;
  }
}
