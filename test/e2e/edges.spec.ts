import { sendRaw, statusesIn } from './support/raw-http';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const APP = 'https://app.example';
const token = tokenFor({ sub: 'mira' });
const authorization = { authorization: `Bearer ${token}` };
const json = { ...authorization, 'content-type': 'application/json' };

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly correlation_id: string;
}

describe('The edges of HTTP', () => {
  let service: ServiceUnderTest;

  beforeAll(async () => {
    service = await startServiceUnderTest({ CORS_ORIGINS: `${APP},http://localhost:5173` });
  }, 60_000);
  afterAll(() => service.remove());

  const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(service.url + path, init);
  const post = (body: string | Buffer | undefined, more: Record<string, string> = {}): Promise<Response> =>
    ask('/api/v1/portraits', { method: 'POST', headers: { ...json, ...more }, body });
  const problemOf = async (response: Response): Promise<Problem> => {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await response.json()) as Problem;
    expect(problem.status).toBe(response.status);
    expect(problem.correlation_id).toBe(response.headers.get('x-request-id'));
    return problem;
  };

  describe('bodies', () => {
    it.each([
      ['broken JSON', '{"description":', 400],
      ['no JSON at all', 'description=guard', 400],
      ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400],
      ['65 levels', '['.repeat(65) + ']'.repeat(65), 400],
      ['a list', '[]', 422],
      ['a number', '7', 422],
      ['null', 'null', 422],
      ['an empty object', '{}', 422],
      ['33 levels', `{"style":${'['.repeat(33)}${']'.repeat(33)}}`, 422],
      ['an unknown member', '{"description":"a guard","descripton":"x"}', 422],
    ])('are refused with a problem: %s', async (_name, body, status) => {
      const response = await post(body);

      expect(response.status).toBe(status);
      expect(await problemOf(response)).toMatchObject({ code: 'VALIDATION_FAILED' });
    });

    it('that are missing are refused where one is needed, and no trouble where none is', async () => {
      const missing = await post(undefined);
      const deleted = await ask(`/api/v1/jobs/${UNKNOWN}`, { method: 'DELETE', headers: json });

      expect(missing.status).toBe(422);
      expect(deleted.status).toBe(404);
    });

    it('larger than 1 MiB are refused, with or without a length', async () => {
      const large = JSON.stringify({ description: 'x'.repeat(1_048_576) });
      const chunked = new ReadableStream({
        pull(controller) {
          controller.enqueue(Buffer.from(large));
          controller.close();
        },
      });

      const told = await post(large);
      const untold = await ask('/api/v1/portraits', {
        method: 'POST',
        headers: json,
        body: chunked,
        duplex: 'half',
      });

      expect(await problemOf(told)).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
      expect(untold.status).toBe(413);
    });

    it.each([
      ['text/plain', '{"description":"a guard"}'],
      ['application/x-www-form-urlencoded', 'description=guard'],
      ['multipart/form-data; boundary=x', '--x--'],
      ['application/xml', '<a/>'],
      ['application/merge-patch+json', '{}'],
      ['nonsense', '{}'],
      ['application/json; charset=utf-16', '{"description":"a guard"}'],
      ['application/json; charset="ISO-8859-1"', '{"description":"a guard"}'],
      ['', '{}'],
    ])('of the type %p are refused with 415', async (type, body) => {
      const response = await post(body, { 'content-type': type });

      expect(await problemOf(response)).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    });

    it('that are compressed are refused with 415', async () => {
      const response = await post('{"description":"a guard"}', { 'content-encoding': 'gzip' });

      expect(response.status).toBe(415);
    });

    it('with twice the same name, NUL and half characters harm nobody', async () => {
      const response = await post(
        '{"description":"a","description":"a guard\\u0000\\ud800 of the \\udc00gate","tags":["gate"]}',
      );

      expect([202, 422]).toContain(response.status);
      expect((await ask('/health/live')).status).toBe(200);
    });

    it.each([
      ['names of the prototype', '{"description":"a guard","__proto__":{"admin":true}}', '__proto__'],
      ['names of the prototype further in', '{"description":"a guard","style":{"constructor":1}}', 'style.constructor'],
      ['a number beyond all numbers', '{"description":"a guard","seed":1e999}', 'seed'],
    ])('with %s are refused with 422, and it is said where', async (_what, body, path) => {
      const problem = await problemOf(await post(body));

      expect(problem).toMatchObject({ status: 422, code: 'VALIDATION_FAILED', errors: [{ path }] });
    });

    it.each(['application/json; charset=UTF-8', 'application/json;charset="utf-8"'])(
      'are taken as %s',
      async (type) => {
        expect((await post('{"description":"a guard"}', { 'content-type': type })).status).toBe(202);
      },
    );
  });

  describe('paths, queries and headers', () => {
    it.each([
      ['/api/v1/jobs/%zz', 400],
      ['/api/v1/jobs/not-a-uuid', 400],
      ['/api/v1/jobs/%00', 400],
      [`/api/v1/images/${UNKNOWN}`, 404],
      ['/api/v1/nothing', 404],
      ['/..%2f..%2fetc/passwd', 404],
      ['/api/v1/images/' + 'x'.repeat(5000), 414],
      ['/nothing?' + 'x'.repeat(9000), 414],
    ])('%.60s is answered with %i', async (path, status) => {
      const response = await ask(path, { headers: authorization });

      expect(response.status).toBe(status);
      await problemOf(response);
    });

    it.each(['tag=%00', 'cursor=%00', 'character_id=a%00b', 'kind=%ed%a0%80', 'limit=1&limit=2', 'tag=%zz'])(
      'a query with %s never reaches the database as it is',
      async (query) => {
        const response = await ask(`/api/v1/images?${query}`, { headers: authorization });

        expect(response.status).toBe(400);
        await problemOf(response);
      },
    );

    it('a known path tells which methods there are', async () => {
      const response = await ask(`/api/v1/jobs/${UNKNOWN}`, { method: 'PATCH', headers: json, body: '{}' });

      expect(await problemOf(response)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
      expect(response.headers.get('allow')).toBe('DELETE, GET, HEAD');
    });

    it('HEAD tells what GET tells, without the body', async () => {
      for (const path of ['/health/live', '/openapi.json', `/api/v1/jobs/${UNKNOWN}`]) {
        const got = await ask(path, { headers: authorization });
        const head = await ask(path, { method: 'HEAD', headers: authorization });

        expect(head.status).toBe(got.status);
        expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'));
        expect(await head.text()).toBe('');
      }
    });

    it('a good request id is taken over, on success and on failure; any other is replaced', async () => {
      const good = await ask('/health/live', { headers: { 'x-request-id': 'order:17' } });
      const failed = await ask('/api/v1/nothing', { headers: { 'x-request-id': 'order:18' } });
      const early = await ask('/api/v1/jobs/%zz', { headers: { 'x-request-id': 'order:19' } });
      const bad = await ask('/health/live', { headers: { 'x-request-id': 'a b"c' } });

      expect(good.headers.get('x-request-id')).toBe('order:17');
      expect(await problemOf(failed)).toMatchObject({ correlation_id: 'order:18' });
      expect(await problemOf(early)).toMatchObject({ correlation_id: 'order:19' });
      expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('every answer forbids browsers what it is not for, and does not say what it runs on', async () => {
      for (const path of ['/health/live', '/api/v1/nothing', '/api/v1/jobs/%zz', '/metrics', '/openapi.json']) {
        const { headers } = await ask(path);

        expect(headers.get('content-security-policy')).toContain("default-src 'none'");
        expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('referrer-policy')).toBe('no-referrer');
        expect(headers.get('x-powered-by')).toBeNull();
        expect(headers.get('server')).toBeNull();
      }
    });

    it('the pages of the documentation run scripts of ours only', async () => {
      const page = await ask('/docs');
      const html = await page.text();
      const policy = page.headers.get('content-security-policy') ?? '';

      expect(page.status).toBe(200);
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)/g)];
      expect(scripts.length).toBeGreaterThan(0);
      for (const [, attributes, inline] of scripts) {
        expect(inline?.trim()).toBe('');
        const source = /src=['"]([^'"]+)/.exec(attributes ?? '')?.[1] ?? '';
        expect((await fetch(new URL(source, `${service.url}/docs`))).status).toBe(200);
      }
    });
  });

  describe('pages of other origins', () => {
    const preflight = (origin: string): Promise<Response> =>
      ask('/api/v1/portraits', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,idempotency-key',
        },
      });

    it('are let in when they are listed, before any token', async () => {
      const asked = await preflight(APP);
      const refused = await ask('/api/v1/jobs/x', { headers: { origin: APP } });

      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe(APP);
      expect(asked.headers.get('access-control-allow-methods')).toContain('DELETE');
      expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('idempotency-key');
      expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
      expect(refused.status).toBe(401);
      expect(refused.headers.get('access-control-allow-origin')).toBe(APP);
      for (const name of [
        'ETag',
        'Location',
        'Link',
        'Retry-After',
        'Idempotency-Replayed',
        'X-Request-ID',
        'Content-Range',
      ])
        expect(refused.headers.get('access-control-expose-headers')).toContain(name);
    });

    it.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null'])(
      'are not let in when they are not: %s',
      async (origin) => {
        expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      },
    );
  });

  describe('what is hardly HTTP', () => {
    it.each([
      ['no HTTP at all', 'HELLO\r\n\r\n', 400],
      ['headers of 20 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
      ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
      [
        'a length and chunks',
        'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        400,
      ],
      [
        'an absurd length',
        `POST /api/v1/portraits HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{}`,
        413,
      ],
      ['a negative length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n', 400],
      [
        'a broken chunk',
        'POST /api/v1/portraits HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        400,
      ],
      ['a header with NUL', 'GET /health/live HTTP/1.1\r\nHost: a\r\nX-Request-ID: a\0b\r\n\r\n', 400],
      [
        'an unknown expectation',
        'POST /health/live HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nContent-Length: 0\r\n\r\n',
        417,
      ],
      ['a method nobody knows', 'BREW /health/live HTTP/1.1\r\nHost: a\r\n\r\n', 400],
      [
        'an upgrade nobody offers',
        'GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        200,
      ],
      ['two hosts', 'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
      ['HTTP/1.0', 'GET /health/live HTTP/1.0\r\n\r\n', 200],
    ])('%s is answered with %s %i', async (_name, bytes, status) => {
      const answer = await sendRaw(service.url, bytes);

      expect(statusesIn(answer)[0]).toBe(status);
      expect(answer.toLowerCase()).toContain('\r\nx-request-id: ');
      expect((await ask('/health/live')).status).toBe(200);
    });

    it('requests sent without waiting are answered in their order', async () => {
      const one = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

      const answer = await sendRaw(service.url, one('/health/live') + one('/nothing') + one('/health/live'));

      expect(statusesIn(answer)).toEqual([200, 404, 200]);
    });

    it('senders that trickle are hung up on', async () => {
      const answer = await sendRaw(service.url, 'GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ', 16_000);

      expect(statusesIn(answer)).toEqual([408]);
      expect(answer).toContain('application/problem+json');
    }, 20_000);

    it('none of it ended in a failure of ours', () => {
      expect(service.isRunning()).toBe(true);
      const failures = service
        .log()
        .split('\n')
        .filter((line) => line.includes('request failed'));
      expect(failures).toEqual([]);
    });
  });
});

describe('The limits of a principal', () => {
  let service: ServiceUnderTest;

  beforeAll(async () => {
    service = await startServiceUnderTest({ RATE_LIMIT_READS: '3', RATE_LIMIT_WRITES: '2' });
  }, 60_000);
  afterAll(() => service.remove());

  const read = (sub: string): Promise<Response> =>
    fetch(`${service.url}/api/v1/jobs/${UNKNOWN}`, { headers: { authorization: `Bearer ${tokenFor({ sub })}` } });
  const write = (sub: string): Promise<Response> =>
    fetch(`${service.url}/api/v1/jobs/${UNKNOWN}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${tokenFor({ sub })}` },
    });

  it('hold for reads and writes apart, and for each by itself', async () => {
    const reads = [];
    for (let count = 0; count < 4; count += 1) reads.push(await read('ada'));
    const last = reads[3];
    const written = [await write('ada'), await write('ada'), await write('ada')];
    const other = await read('ben');

    expect(reads.map(({ status }) => status)).toEqual([404, 404, 404, 429]);
    expect(reads[0]?.headers.get('ratelimit-policy')).toBe('"reads";q=3;w=60');
    expect(reads[0]?.headers.get('ratelimit')).toMatch(/^"reads";r=2;t=\d+$/);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(last?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await last?.json()).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    expect(written.map(({ status }) => status)).toEqual([404, 404, 429]);
    expect(other.status).toBe(404);
  });

  it('do not hold for what is open to everyone', async () => {
    for (let count = 0; count < 5; count += 1) {
      for (const path of ['/health', '/metrics', '/docs', '/openapi.json']) {
        expect((await fetch(service.url + path)).status).toBe(200);
      }
    }
  });
});
