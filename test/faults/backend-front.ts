import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import type { SimulatedFault } from '../support/simulated-a1111-faults';

const RENDER = '/sdapi/v1/txt2img';
/** What hangs is freed now and then, as a person restarts a server that hangs. */
const REVIVE_MS = 7000;

/**
 * Stands before a simulated Stable Diffusion server. It counts the renders whose client still waits, which is what
 * slots promise (a render whose client was killed goes on in the server, for nobody), and can be down.
 */
export class BackendFront {
  url = '';
  /** Moments at which more clients waited than there are slots, `Date.now()`. */
  readonly exceededAt: number[] = [];
  inFlightMax = 0;
  /** Renders whose connection ended before the answer: the client was killed, gave up, or we were down. */
  abandoned = 0;
  /** Renders that were answered with a fault that we ordered. */
  spoiled = 0;
  private inFlight = 0;
  private isDown = false;
  /** Answers that the server broke off, not the client. */
  private readonly broken = new WeakSet<ServerResponse>();
  private readonly server = createServer((request, response) => this.pass(request, response));
  private readonly reviving: NodeJS.Timeout;

  private constructor(
    readonly simulated: SimulatedA1111,
    readonly slots: number,
  ) {
    this.reviving = setInterval(() => simulated.revive(), REVIVE_MS);
  }

  static async start(slots: number, renderMs: number): Promise<BackendFront> {
    const front = new BackendFront(await startSimulatedA1111({ renderMs }), slots);
    await new Promise<void>((resolve) => front.server.listen(0, '127.0.0.1', resolve));
    front.url = `http://127.0.0.1:${(front.server.address() as AddressInfo).port}#slots=${slots}`;
    return front;
  }

  /** Drops every connection and takes none for a while. */
  async restart(downMs: number): Promise<void> {
    this.isDown = true;
    this.server.closeAllConnections();
    await new Promise((resolve) => setTimeout(resolve, downMs));
    this.isDown = false;
  }

  /** The next `times` renders end in `fault`. */
  spoil(fault: SimulatedFault, times: number): void {
    for (let time = 0; time < times; time += 1) this.simulated.faults.push(fault);
    if (fault !== 'hang') this.spoiled += times;
  }

  /** Nothing goes wrong from now on. */
  heal(): void {
    const left = this.simulated.faults.splice(0);
    this.spoiled -= left.filter((fault) => fault !== 'hang').length;
    this.simulated.revive();
  }

  async stop(): Promise<void> {
    clearInterval(this.reviving);
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await Promise.all([closed, this.simulated.stop()]);
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    if (this.isDown) {
      request.socket.destroy();
      return;
    }
    if (request.url === RENDER) this.count(request, response);
    const { hostname, port } = new URL(this.simulated.url);
    const { method, url: path, headers } = request;
    const upstream = forward({ hostname, port, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on('error', () => this.breakOff(response)).pipe(response);
    });
    upstream.on('error', () => this.breakOff(response));
    response.once('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  private breakOff(response: ServerResponse): void {
    if (!response.destroyed) this.broken.add(response);
    response.destroy();
  }

  private count(request: IncomingMessage, response: ServerResponse): void {
    this.inFlight += 1;
    this.inFlightMax = Math.max(this.inFlightMax, this.inFlight);
    if (this.inFlight > this.slots) this.exceededAt.push(Date.now());
    // A killed client ends its half of the connection; the other half would stay open until we write into it.
    request.socket.once('end', () => response.destroy());
    // Handed over to the last byte: its client may ask again before the connection is closed.
    let isOver = false;
    const leave = (): void => {
      if (!isOver) this.inFlight -= 1;
      isOver = true;
    };
    response.once('finish', leave);
    response.once('close', () => {
      leave();
      if (!response.writableFinished && !this.broken.has(response)) this.abandoned += 1;
    });
  }
}
