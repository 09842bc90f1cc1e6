import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { register } from 'prom-client';
import { eventually } from '../../test/support/eventually';
import { measureRequests } from './http-durations';

const NAME = 'http_request_duration_seconds';

describe('measureRequests', () => {
  let http: FastifyInstance;
  let port: number;

  beforeAll(async () => {
    http = fastify();
    measureRequests(http);
    http.get('/images/:id', (_request, reply) => reply.send('bytes'));
    http.get('/slow', () => new Promise(() => undefined));
    await http.listen({ port: 0, host: '127.0.0.1' });
    port = (http.server.address() as AddressInfo).port;
  });
  beforeEach(() => register.getSingleMetric(NAME)?.reset());
  afterAll(() => http.close());

  /** Over a connection: what Fastify injects is never really finished. */
  const asks = (method: string, path: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const asked = httpRequest({ port, host: '127.0.0.1', path, method }, (answer) =>
        answer.resume().on('end', resolve),
      );
      asked.on('error', reject).end();
    });
  const counts = async (): Promise<string[]> =>
    (await register.getSingleMetricAsString(NAME)).split('\n').filter((line) => line.includes('_count{'));
  const told = (...expected: string[]): Promise<void> =>
    eventually(async () => expect((await counts()).sort()).toEqual(expected.map((text) => `${NAME}_count${text}`)));

  it('names a route by its pattern, never by what stands in the path', async () => {
    await asks('GET', '/images/4711?token=secret');
    await asks('GET', '/images/4712');

    await told('{method="GET",route="/images/:id",status="200"} 2');
  });

  it('has one word for all paths that nobody serves, and one for methods nobody knows', async () => {
    await asks('GET', '/wp-admin/setup.php');
    await asks('GET', '/anything/else');
    await asks('SEARCH', '/images/1');

    await told('{method="GET",route="unknown",status="404"} 2', '{method="OTHER",route="unknown",status="404"} 1');
  });

  it('counts whoever hangs up before the answer, as 499', async () => {
    const asked = httpRequest({ port, host: '127.0.0.1', path: '/slow' }).on('error', () => undefined);
    asked.end();
    const arrived = new Promise((resolve) => http.server.once('request', resolve));

    await arrived;
    asked.destroy();

    await told('{method="GET",route="/slow",status="499"} 1');
  });
});
