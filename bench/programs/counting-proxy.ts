import { Agent, createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answering, programSettings } from '../harness/answering';

/** What stands behind it: `http://host:port`. */
const { target } = programSettings<{ target: string }>();
const { hostname, port } = new URL(target);
const agent = new Agent({ keepAlive: true });
let gets: string[] = [];

/** Passes everything on as it came, the Host header too (it is signed), and remembers what was fetched. */
const server = createServer((request, response) => {
  if (request.method === 'GET') gets.push((request.url ?? '').split('?')[0] ?? '');
  const { method, url: path, headers } = request;
  const onward = ask({ hostname, port, method, path, headers, agent, setHost: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
});

answering({
  start: async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port };
  },
  /** Paths that were fetched since the last time it was asked. */
  take: () => {
    const taken = gets;
    gets = [];
    return { gets: taken };
  },
});
