import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What the proxy does to requests: `refuse` answers 503; `delay` holds each back; `lose-answer` lets the server do
 * it, then cuts the connection, so that the client cannot know.
 */
export type StorageFault = 'refuse' | 'delay' | 'lose-answer';

/** Stands between the service and a real S3 server. Signatures stay valid: the Host header goes through as it was. */
export class StorageProxy {
  fault?: StorageFault;
  delayMs = 1000;
  /** Requests that a fault really hit. */
  readonly hits: Record<StorageFault, number> = { refuse: 0, delay: 0, 'lose-answer': 0 };
  private readonly server = createServer((request, response) => void this.pass(request, response));

  private constructor(private readonly target: URL) {}

  /** @param s3Url of the real server */
  static async start(s3Url: string): Promise<StorageProxy> {
    const proxy = new StorageProxy(new URL(s3Url));
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The same URL with the address of the proxy, and a bucket. */
  urlOf(bucket: string): string {
    const { username, password } = this.target;
    return `s3://${username}:${password}@127.0.0.1:${(this.server.address() as AddressInfo).port}/${bucket}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Chosen on arrival: a fault that ends meanwhile still hits what came while it lasted.
    const { fault } = this;
    if (fault !== undefined) this.hits[fault] += 1;
    if (fault === 'refuse') {
      request.resume();
      response.writeHead(503, { 'content-type': 'application/xml' }).end('<Error><Code>SlowDown</Code></Error>');
      return;
    }
    if (fault === 'delay') await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const { hostname, port } = this.target;
    const { method, url: path, headers } = request;
    const upstream = forward({ hostname, port, method, path, headers, agent: false }, (answer) => {
      if (fault === 'lose-answer') {
        answer.resume().once('close', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  }
}
