import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A server on loopback that does what a test says with every connection. */
export interface PretendingServer {
  readonly port: number;
  /** Cuts all connections and takes no more. */
  readonly close: () => Promise<void>;
}

/** Starts one; errors of its connections are nobody's. */
export async function startPretending(onConnection: (socket: Socket) => void): Promise<PretendingServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** Starts one that answers `true` to every request; with its connections, in order. */
export async function startAnsweringForEver(): Promise<PretendingServer & { readonly sockets: readonly Socket[] }> {
  const sockets: Socket[] = [];
  const server = await startPretending((socket) => {
    sockets.push(socket);
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue'));
  });
  return { ...server, sockets };
}
