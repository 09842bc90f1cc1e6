import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

type Connect = buildConnector.connector;
type Target = Parameters<Connect>[0];
type Done = Parameters<Connect>[1];

/** Servers wait five seconds and more for the first request of a connection. */
const LASTS_MS = 1000;

/** A connection before it is needed: on its way, with whoever has come to wait for it, or there. */
interface Ahead {
  taker?: Done;
  socket?: Socket;
}

/**
 * Makes the connections to one server, and one of them before it is needed: then the next request leaves almost in the turn of the thread
 * in which it is put together. A connection that nobody takes within a second is closed.
 */
export class ConnectionAhead {
  private target?: Target;
  private ahead?: Ahead;

  constructor(private readonly make: Connect) {}

  /**
   * To where the last one went; without effect before there was one, and while one is there that nobody took. A failure shows
   * where the connection is needed.
   */
  open(): void {
    if (this.ahead !== undefined || this.target === undefined) return;
    const ahead: Ahead = {};
    this.ahead = ahead;
    this.make(this.target, (...result) => this.made(ahead, result));
    setTimeout(() => {
      if (this.ahead === ahead) this.drop();
    }, LASTS_MS).unref();
  }

  /** In place of the connector that was given. */
  readonly connect: Connect = (target, done) => {
    const { ahead } = this;
    this.target = target;
    this.ahead = undefined;
    if (ahead === undefined) return this.make(target, done);
    const { socket } = ahead;
    if (socket === undefined) ahead.taker = done;
    // What came from the server meanwhile has its turn first: it may have closed the connection.
    else setImmediate(() => (isUnused(socket) ? done(null, socket) : this.replace(socket, target, done)));
  };

  /** Closes what nobody took. */
  drop(): void {
    this.ahead?.socket?.destroy();
    this.ahead = undefined;
  }

  private made(ahead: Ahead, result: Parameters<Done>): void {
    const [error, socket] = result;
    if (ahead.taker !== undefined) return ahead.taker(...result);
    if (this.ahead !== ahead) socket?.destroy();
    else if (error === null) ahead.socket = socket;
    else this.ahead = undefined;
  }

  private replace(socket: Socket, target: Target, done: Done): void {
    socket.destroy();
    this.make(target, done);
  }
}

/** Still open, and nothing has come: a server that speaks first is closing. */
const isUnused = (socket: Socket): boolean => socket.writable && socket.readableLength === 0;
