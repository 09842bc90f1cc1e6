import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { ObjectStore } from './object-store';
import { S3ObjectStore } from './s3.object-store';
import type { S3Limits } from './s3-client';
import { ObjectNotFoundError, RangeNotSatisfiableError, StorageUnavailableError } from './storage.errors';
import { startPretending } from '../../test/support/pretending-server';

const LIMITS = { connectMs: 5000, answerMs: 5000, idleMs: 5000, operationMs: 20_000 };

/** What a test opened, closed after it whatever its end, last first. */
const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function opening(endpoint: string, limits: S3Limits = LIMITS): S3ObjectStore {
  const options = { kind: 's3', accessKeyId: 'key', secretAccessKey: 'secret', region: 'us-east-1' } as const;
  const store = new S3ObjectStore({ ...options, endpoint, bucket: 'images' }, limits);
  opened.push(() => store.close());
  return store;
}

/** A server that speaks no S3 by itself; its address. */
async function pretending(onConnection: (socket: Socket) => void): Promise<string> {
  const { port, close } = await startPretending(onConnection);
  opened.push(close);
  return `http://127.0.0.1:${port}`;
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A server that answers one request after the other with these texts, the last one ever after; what it was asked. */
async function scripted(answers: readonly string[]): Promise<{ endpoint: string; asked: string[] }> {
  const asked: string[] = [];
  const endpoint = await pretending((socket) => {
    socket.on('data', (request) => {
      asked.push(request.toString('latin1'));
      // What does not end like an answer ends with the connection.
      const answer = answers[Math.min(asked.length, answers.length) - 1] ?? '';
      if (answer.includes('Connection: close')) socket.end(answer);
      else socket.write(answer);
    });
  });
  return { endpoint, asked };
}

const answering = (status: string, body: string, headers = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
const refusing = (status: string, code: string, headers = ''): string =>
  answering(status, `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`, headers);
const GOOD = answering('200 OK', 'a picture', 'Content-Type: image/png\r\n');
const CUT = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\na pic';

describe('S3 reads that go wrong', () => {
  const reading = async (answers: readonly string[]) => {
    const { endpoint, asked } = await scripted(answers);
    return { asked, store: opening(endpoint) };
  };

  it.each([
    ['a server that is busy', refusing('503 Slow Down', 'SlowDown')],
    ['a server with a fault', refusing('500 Internal Server Error', 'InternalError')],
    ['a proxy without a server', answering('502 Bad Gateway', '<html></html>')],
    ['a connection that breaks off in the middle', CUT],
    ['a body that is shorter than was said', CUT.replace('a pic', '')],
    ['a connection that closes without an answer', 'Connection: close'],
  ])('get the bytes all the same after %s', async (_, fault) => {
    const { store, asked } = await reading([fault, GOOD]);

    const got = await store.get('a.png');

    expect(got.toString()).toBe('a picture');
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['get', (store: ObjectStore) => store.get('a.png')],
    ['stream', (store: ObjectStore) => store.stream('a.png')],
  ])('are given up after three attempts to %s', async (_, read) => {
    const { store, asked } = await reading([refusing('503 Service Unavailable', 'ServiceUnavailable')]);

    const failure = await failureOf(read(store));

    expect(failure).toBeInstanceOf(StorageUnavailableError);
    expect(failure).toMatchObject({ message: expect.stringContaining('status 503') });
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['an object that is missing', refusing('404 Not Found', 'NoSuchKey'), ObjectNotFoundError],
    ['a bucket that is missing', refusing('404 Not Found', 'NoSuchBucket'), StorageUnavailableError],
    ['a range outside', refusing('416 Range', 'InvalidRange'), RangeNotSatisfiableError],
    ['a key that may not', refusing('403 Forbidden', 'AccessDenied'), StorageUnavailableError],
    [
      'another place',
      refusing('301 Moved', 'PermanentRedirect', 'Location: http://127.0.0.1:9\r\n'),
      StorageUnavailableError,
    ],
    ['an error without words', answering('403 Forbidden', ''), StorageUnavailableError],
    ['endless words', answering('403 Forbidden', 'x'.repeat(3_000_000)), StorageUnavailableError],
  ])('are not tried again for %s', async (_, answer, expected) => {
    const { store, asked } = await reading([answer]);

    const failure = await failureOf(store.get('a.png'));

    expect(failure).toBeInstanceOf(expected);
    expect(asked).toHaveLength(1);
  });

  it('fail in the stream when the connection breaks off in the middle', async () => {
    let server: Socket | undefined;
    const endpoint = await pretending((socket) => {
      server = socket;
      socket.once('data', () => socket.write(CUT.replace('Connection: close\r\n', '')));
    });

    const { body, sizeBytes } = await opening(endpoint).stream('a.png');
    const failing = failureOf(body.forEach(() => undefined));
    server?.resetAndDestroy();

    expect(sizeBytes).toBe(9);
    expect(await failing).toMatchObject({ code: expect.stringMatching(/ECONNRESET|UND_ERR/) });
  });

  it('survive a server that closes behind a picture whose reader is slow', async () => {
    const picture = 'p'.repeat(64 * 1024);
    const { store } = await reading([answering('200 OK', picture, 'Connection: close\r\n')]);

    const { body, sizeBytes } = await store.stream('a.png');
    await pause(200);

    expect(sizeBytes).toBe(picture.length);
    expect((await buffer(body)).toString()).toBe(picture);
  });

  it('learn the time of a server whose clock is far ahead', async () => {
    const ahead = new Date(Date.now() + 7_200_000);
    const refused = refusing('403 Forbidden', 'RequestTimeTooSkewed', `Date: ${ahead.toUTCString()}\r\n`);
    const { store, asked } = await reading([refused, GOOD]);

    await store.get('a.png');

    const signedAt = /x-amz-date: (\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/i.exec(asked[1] ?? '');
    const [year, month, day, hour, minute, second] = (signedAt ?? []).slice(1);
    const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    expect(Math.abs(signedMs - ahead.getTime())).toBeLessThan(60_000);
  });

  it('cut a stream that nobody reads, so that others get its connection', async () => {
    const { endpoint } = await scripted([CUT.replace('Connection: close\r\n', '')]);
    const store = opening(endpoint, { ...LIMITS, idleMs: 200 });

    const { body } = await store.stream('a.png');
    const failure = await new Promise((resolve) => body.once('error', resolve));

    expect(failure).toBeInstanceOf(Error);
  });

  it('ask for one object by its signed path, and for a part by its range', async () => {
    const { store, asked } = await reading([GOOD, answering('206 Partial', 'pict', 'Content-Range: bytes 2-5/9\r\n')]);

    await store.get('a/b.png');
    const part = await store.stream('a/b.png', { start: 2, end: 5 });

    expect(asked[0]).toMatch(/^GET \/images\/a\/b\.png HTTP\/1\.1\r\n/);
    expect(asked[0]).toMatch(/authorization: AWS4-HMAC-SHA256 Credential=key\/\d{8}\/us-east-1\/s3\/aws4_request, /);
    expect(asked[1]).toMatch(/range: bytes=2-5\r\n/);
    expect(part.sizeBytes).toBe(9);
    part.body.destroy();
  });

  it('end when the store is closed', async () => {
    const { endpoint } = await scripted(['']);
    const store = opening(endpoint);
    const waiting = failureOf(store.get('a.png'));

    await store.close();

    expect(await waiting).toBeInstanceOf(StorageUnavailableError);
  });
});
