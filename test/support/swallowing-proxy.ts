import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy that can stop passing anything on, while it keeps every connection open: the worst way to be away. */
export interface SwallowingProxy {
  readonly port: number;
  /** Connections that were made to it so far. */
  readonly connections: number;
  /** From now on nothing passes, in either direction, and new connections are taken and left alone. */
  swallow(): void;
  /** From now on everything passes; connections that lost something are cut. */
  pass(): void;
  stop(): Promise<void>;
}

/** Starts one in front of `host:port` on a free loopback port. */
export async function startSwallowingProxy(target: { host: string; port: number }): Promise<SwallowingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isSwallowing = false;
  let connections = 0;
  const join = (near: Socket): void => {
    connections += 1;
    const far = connect(target.port, target.host);
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (bytes: Buffer) => {
        if (!isSwallowing) to.write(bytes);
      });
      from.on('error', end).on('close', end);
    }
  };
  const server = createServer(join);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => pairs.forEach(([near]) => near.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    swallow: () => {
      isSwallowing = true;
    },
    pass: () => {
      isSwallowing = false;
      cut();
    },
    stop: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
