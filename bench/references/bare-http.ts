import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answering, programSettings } from '../harness/answering';

/** Files by the path they are served at. */
interface BareHttpSettings {
  readonly files: Readonly<Record<string, string>>;
}

const { files } = programSettings<BareHttpSettings>();
const bodies = new Map(Object.entries(files).map(([path, file]) => [path, readFileSync(file)]));
const ETAG = '"bare"';

/** Reference of P6: Node's own server, bytes from memory, for everybody. */
const server = createServer((request, response) => {
  const body = bodies.get(request.url ?? '');
  if (body === undefined) {
    response.writeHead(404).end();
  } else if (request.headers['if-none-match'] === ETAG) {
    response.writeHead(304, { etag: ETAG }).end();
  } else {
    response.writeHead(200, { etag: ETAG, 'content-type': 'image/webp', 'content-length': body.length }).end(body);
  }
});

answering({
  start: async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  },
});
