import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

type Connect = buildConnector.connector;
/** Where a connection goes. */
export type Target = Parameters<Connect>[0];

/** Servers wait five seconds and more for the first request of a connection. */
const LASTS_MS = 1000;

/**
 * Makes the connections to one server, and one of them before it is needed: then the next request leaves in the turn of the thread in
 * which it is put together. A connection that nobody takes within a second is closed.
 */
export class ConnectionAhead {
  private ahead?: Promise<Socket | undefined>;

  constructor(private readonly make: Connect) {}

  /** Without effect while one is there that nobody took. A failure shows where the connection is needed. */
  open(target: Target): void {
    if (this.ahead !== undefined) return;
    const opened = new Promise<Socket | undefined>((resolve) => {
      this.make(target, (error, socket) => resolve(error === null ? socket : undefined));
    });
    this.ahead = opened;
    setTimeout(() => {
      if (this.ahead !== opened) return;
      this.drop();
    }, LASTS_MS).unref();
  }

  /** In place of the connector that was given. */
  readonly connect: Connect = (target, done) => {
    const { ahead } = this;
    this.ahead = undefined;
    if (ahead === undefined) return this.make(target, done);
    void ahead.then((socket) => {
      if (socket?.writable === true) done(null, socket);
      else this.make(target, done);
    });
  };

  /** Closes what nobody took. */
  drop(): void {
    const { ahead } = this;
    this.ahead = undefined;
    void ahead?.then((socket) => socket?.destroy());
  }
}
