import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { sha256 } from '../../src/common/canonical-json';
import { ReconcilePass } from '../../src/generation/reconcile/reconcile-pass';
import type { JobsReader } from '../../src/generation/jobs/jobs.reader';
import { ImageFilesReader } from '../../src/images/image-files.reader';
import { imageKeyPrefix } from '../../src/storage/object-key';
import { sharp } from '../../src/processing/sharp-settings';
import { eventually } from '../support/eventually';
import { type DeliveryApp, startDeliveryApp } from './support/image-delivery-app';
import { aNoisyPicture, aPortrait } from './support/pictures';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const MODIFIED = 'Sun, 22 Nov 2026 10:01:00 GMT';

describe('The bytes of an image', () => {
  let app: DeliveryApp;
  let original: Buffer;
  let id: string;
  let large: Buffer;
  let largeId: string;

  beforeAll(async () => {
    app = await startDeliveryApp();
    original = await aPortrait();
    id = await app.image(original);
    large = await aNoisyPicture(1000);
    largeId = await app.image(large);
  }, 30_000);

  afterAll(() => app.close());
  afterEach(() => jest.restoreAllMocks());

  /** Not `fetch`: it adds headers of its own and hides what HEAD says of lengths. */
  const ask = (path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(`${app.url}/api/v1/images/${path}`, { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      });
      request.on('error', reject).end();
    });
  const problemOf = ({ body }: Answer) => JSON.parse(String(body)) as { code: string; errors?: { path: string }[] };
  const watch = () => ({
    get: jest.spyOn(app.store, 'get'),
    stream: jest.spyOn(app.store, 'stream'),
    put: jest.spyOn(app.store, 'put'),
    derive: jest.spyOn(app.encoder, 'derive'),
  });

  it('come whole, with everything a cache and a browser need to know', async () => {
    const answer = await ask(`${id}/content`);

    expect(answer.status).toBe(200);
    expect(answer.body.equals(original)).toBe(true);
    expect(answer.headers).toMatchObject({
      etag: `"${sha256(original)}"`,
      'last-modified': MODIFIED,
      'cache-control': 'private, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      vary: 'Accept',
      'content-type': 'image/png',
      'content-length': String(original.length),
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename="portrait-${id}.png"`,
    });
  });

  it.each([
    ['the tag', () => `"${sha256(original)}"`],
    ['a list that holds it', () => `"a", "${sha256(original)}" , "b"`],
    ['the weakened tag', () => `W/"${sha256(original)}"`],
    ['a star', () => '*'],
  ])('are not sent again to who names %s, and nothing is read', async (_name, tag) => {
    const { get, derive } = watch();

    const answer = await ask(`${id}/content`, { 'If-None-Match': tag() });

    expect(answer.status).toBe(304);
    expect(answer.body).toHaveLength(0);
    expect(answer.headers).toMatchObject({ etag: `"${sha256(original)}"`, vary: 'Accept', 'last-modified': MODIFIED });
    expect(answer.headers['content-type']).toBeUndefined();
    expect([get, derive].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
  });

  it.each([
    [304, { 'If-Modified-Since': MODIFIED }],
    [304, { 'If-Modified-Since': 'Mon, 23 Nov 2026 10:01:00 GMT' }],
    [200, { 'If-Modified-Since': 'Sun, 22 Nov 2026 10:00:59 GMT' }],
    [200, { 'If-Modified-Since': '2030' }],
    [200, { 'If-Modified-Since': MODIFIED, 'If-None-Match': '"other"' }],
    [200, { 'If-None-Match': 'nonsense' }],
  ])('answer %i to %j', async (status, headers) => {
    expect((await ask(`${id}/content`, headers)).status).toBe(status);
  });

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=10-10', 10, 11],
    ['bytes=-5', -5, undefined],
    ['bytes=100-', 100, undefined],
    ['bytes=100-99999999', 100, undefined],
  ])('come in part for %s, from memory and from a stream alike', async (range, from, to) => {
    for (const [imageId, whole] of [
      [id, original],
      [largeId, large],
    ] as const) {
      const answer = await ask(`${imageId}/content`, { Range: range });

      const part = whole.subarray(from, to);
      const start = from < 0 ? whole.length + from : from;
      expect(answer.status).toBe(206);
      expect(answer.body.equals(part)).toBe(true);
      expect(answer.headers['content-length']).toBe(String(part.length));
      expect(answer.headers['content-range']).toBe(`bytes ${start}-${start + part.length - 1}/${whole.length}`);
    }
  });

  it.each(['bytes=99999999-', 'bytes=-0'])('refuse %s, name the size and read nothing', async (range) => {
    const fresh = await app.image(await aPortrait({ width: 90, height: 120 }));
    const { get, stream } = watch();

    const answers = [
      await ask(`${fresh}/content`, { Range: range }),
      await ask(`${largeId}/content`, { Range: range }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([416, 416]);
    expect(answers.map((answer) => problemOf(answer).code)).toEqual(Array(2).fill('RANGE_NOT_SATISFIABLE'));
    expect(answers[1]?.headers['content-range']).toBe(`bytes */${large.length}`);
    expect(answers[1]?.headers.etag).toBeUndefined();
    expect([get, stream].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
  });

  it.each([
    ['several ranges', { Range: 'bytes=0-1,4-5' }],
    ['nonsense', { Range: 'bytes=a-b' }],
    ['ends in the wrong order', { Range: 'bytes=9-x' }],
    ['another unit', { Range: 'pages=99999999-' }],
    ['a part of another version', { Range: 'bytes=0-1', 'If-Range': '"other"' }],
    ['a part by a weak tag', { Range: 'bytes=0-1', 'If-Range': 'W/"x"' }],
    ['a part of an older version', { Range: 'bytes=0-1', 'If-Range': 'Sun, 22 Nov 2026 10:00:00 GMT' }],
  ])('come whole to who asks for %s', async (_name, headers) => {
    const answer = await ask(`${id}/content`, headers);

    expect(answer.status).toBe(200);
    expect(answer.body.equals(original)).toBe(true);
  });

  it('come in part to who names the version that is there', async () => {
    const byTag = await ask(`${id}/content`, { Range: 'bytes=0-1', 'If-Range': `"${sha256(original)}"` });
    const byDate = await ask(`${id}/content`, { Range: 'bytes=0-1', 'If-Range': MODIFIED });

    expect([byTag.status, byDate.status]).toEqual([206, 206]);
  });

  it('are described by HEAD as by GET, without a byte being read', async () => {
    const gets = [await ask(`${id}/content`), await ask(`${largeId}/content`), await ask(`${id}/variants/thumb`)];
    const { get, stream } = watch();

    const heads = [
      await ask(`${id}/content`, {}, 'HEAD'),
      await ask(`${largeId}/content`, { Range: 'bytes=0-1' }, 'HEAD'),
      await ask(`${id}/variants/thumb`, {}, 'HEAD'),
    ];

    const comparable = ({ date: _date, connection: _connection, 'keep-alive': _alive, ...rest }: IncomingHttpHeaders) =>
      rest;
    expect(heads.map(({ status, headers }) => [status, comparable(headers)])).toEqual(
      gets.map(({ headers }) => [200, comparable(headers)]),
    );
    expect(heads.every(({ body }) => body.length === 0)).toBe(true);
    expect([get, stream].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
    const known = await ask(`${id}/content`, { 'If-None-Match': '*' }, 'HEAD');
    expect(known.status).toBe(304);
    expect(known.headers['content-length']).toBeUndefined();
  });

  it('come as the type that is wanted most, the original among equals', async () => {
    const types = async (accept: string) => (await ask(`${id}/content`, { Accept: accept })).headers['content-type'];

    expect(await types('image/webp')).toBe('image/webp');
    expect(await types('image/jpeg;q=0.5, image/png;q=0.4')).toBe('image/jpeg');
    expect(await types('image/avif, image/*;q=0.1')).toBe('image/avif');
    expect(await types('image/avif,image/webp,image/apng,image/*,*/*;q=0.8')).toBe('image/png');
    expect(await types('*/*')).toBe('image/png');
    expect(await types('image/png;q=0, */*')).toBe('image/avif');
  });

  it('are refused to who wants none of our types, with the reason and Vary', async () => {
    const answer = await ask(`${id}/content`, { Accept: 'application/json, image/gif' });

    expect(answer.status).toBe(406);
    expect(problemOf(answer).code).toBe('NOT_ACCEPTABLE');
    expect(answer.headers).toMatchObject({ vary: 'Accept', 'cache-control': 'no-store' });
  });

  it('follow the address before Accept, and then do not vary', async () => {
    const answer = await ask(`${id}/content?format=jpeg&w=128`, { Accept: 'application/json' });

    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('image/jpeg');
    expect(answer.headers.vary).toBeUndefined();
    expect(await sharp(answer.body).metadata()).toMatchObject({ format: 'jpeg', width: 128, height: 171 });
  });

  it.each([
    ['w=256', 256, 341],
    ['h=256', 192, 256],
    ['w=256&h=256', 192, 256],
    ['w=256&h=256&fit=inside', 192, 256],
    ['w=256&h=256&fit=cover', 256, 256],
    ['w=256&h=256&fit=contain', 256, 256],
    ['w=2048', 768, 1024],
    ['w=1024&h=1024&fit=cover', 768, 768],
    ['w=2048&h=2048&fit=contain', 1024, 1024],
  ])('come in the size of %s: %i × %i, and never larger than life', async (query, width, height) => {
    const answer = await ask(`${id}/content?${query}`);

    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe(String(answer.body.length));
    expect(await sharp(answer.body).metadata()).toMatchObject({ format: 'png', width, height });
  });

  it.each([
    ['w=100', ['w']],
    ['w=0x40', ['w']],
    ['w=64&w=64', ['w']],
    ['h=', ['h']],
    ['fit=fill', ['fit']],
    ['format=gif', ['format']],
    ['q=81', ['q']],
    ['width=64', ['width']],
    ['__proto__=64', ['__proto__']],
    ['w=1&h=2&x=3', ['w', 'h', 'x']],
  ])('are refused for ?%s, naming what is wrong, before anything is read', async (query, paths) => {
    const { get, derive } = watch();

    const answer = await ask(`${id}/content?${query}`);

    expect(answer.status).toBe(400);
    expect(problemOf(answer)).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(problemOf(answer).errors?.map(({ path }) => path)).toEqual(paths);
    expect([get, derive].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
  });

  it('of a made picture are known before the work: 304 makes nothing, and every picture has a tag of its own', async () => {
    const fresh = await app.image(await aPortrait({ width: 300, height: 400 }));
    const { get, derive } = watch();
    const paths = ['', '?format=webp', '?format=avif', '?format=webp&q=50', '?w=64&format=webp', '?w=64'];

    const heads = await Promise.all(paths.map((query) => ask(`${fresh}/content${query}`, {}, 'HEAD')));
    const known = await Promise.all(
      heads.map(({ headers }, turn) =>
        ask(`${fresh}/content${paths[turn]}`, { 'If-None-Match': String(headers.etag) }),
      ),
    );

    expect(new Set(heads.map(({ headers }) => headers.etag)).size).toBe(paths.length);
    expect(known.map(({ status }) => status)).toEqual(Array(paths.length).fill(304));
    expect([get, derive].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
  });

  it('of one cold picture are fetched once for 50 who ask at the same time', async () => {
    const fresh = await app.image(await aPortrait({ width: 600, height: 800 }));
    const { get, stream } = watch();

    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(`${fresh}/content`)));

    expect(new Set(answers.map(({ status, body }) => `${status} ${sha256(body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect([get, stream].map((spy) => spy.mock.calls.length)).toEqual([1, 0]);
  });

  it('of a large file are sent as a stream, and kept in no cache', async () => {
    const { get, stream } = watch();

    const answers = [await ask(`${largeId}/content`), await ask(`${largeId}/content`)];

    expect(large.length).toBeGreaterThan(2_000_000);
    expect(answers.every(({ status, body }) => status === 200 && body.equals(large))).toBe(true);
    expect(answers[0]?.headers['content-length']).toBe(String(large.length));
    expect([get, stream].map((spy) => spy.mock.calls.length)).toEqual([0, 2]);
  });

  it('are made once for 20 who ask at the same time, then kept, and made again if they get lost', async () => {
    const fresh = await app.image(await aPortrait({ width: 600, height: 800 }));
    const { derive, put } = watch();
    const path = `${fresh}/content?w=128&format=webp`;

    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(path)));
    const afterFirst = [derive.mock.calls.length, put.mock.calls.length];
    await app.cache.deleteByPrefix('');
    const kept = await ask(path);
    const afterSecond = derive.mock.calls.length;
    await app.cache.deleteByPrefix('');
    await app.store.delete(put.mock.calls.map(([key]) => key));
    const remade = await ask(path);

    expect(new Set([...answers, kept, remade].map(({ status, body }) => `${status} ${sha256(body)}`)).size).toBe(1);
    expect(afterFirst).toEqual([1, 1]);
    expect(afterSecond).toBe(1);
    expect([derive.mock.calls.length, put.mock.calls.length]).toEqual([2, 2]);
    expect((await ask(path, {}, 'HEAD')).headers['content-length']).toBe(String(kept.body.length));
  });

  it('of made pictures are kept 64 to an image, and made for whoever asks for more', async () => {
    const fresh = await app.image(await aPortrait({ width: 90, height: 120 }));
    await app.dataSource.query(
      `INSERT INTO image_derived_files (storage_path, image_id, size_bytes) SELECT 'x' || n, $1, 1 FROM generate_series(1, 64) n`,
      [fresh],
    );
    const { put } = watch();

    const answer = await ask(`${fresh}/content?w=64&format=webp`);

    expect(answer.status).toBe(200);
    expect(put).not.toHaveBeenCalled();
  });

  it('of made pictures are no orphans while their image lives, and go with it', async () => {
    const fresh = await app.image(await aPortrait({ width: 150, height: 200 }));
    await ask(`${fresh}/content?w=64`);
    await ask(`${fresh}/content?w=64&format=webp`);
    const keys = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const { key } of app.store.list(imageKeyPrefix(fresh))) found.push(key);
      return found;
    };
    const reconcile = () => {
      const jobs = { unfinishedImages: () => Promise.resolve(new Set<string>()) } as unknown as JobsReader;
      const rules = { orphanBefore: Date.now() + 60_000, retiredBefore: Date.now() + 60_000 };
      return new ReconcilePass({ objects: app.store, images: new ImageFilesReader(app.dataSource), jobs }, rules).run();
    };

    await reconcile();
    const alive = await keys();
    await app.dataSource.query(`UPDATE images SET status = 'deleted' WHERE id = $1`, [fresh]);
    await reconcile();

    expect(alive).toHaveLength(3);
    expect(await keys()).toEqual([]);
  });

  it('carry the mark of how the picture was made, in every format', async () => {
    for (const format of ['avif', 'webp', 'png', 'jpeg']) {
      const { body } = await ask(`${id}/content?format=${format}&w=128`);

      const { xmp } = await sharp(body).metadata();
      expect(String(xmp)).toContain('digitalsourcetype/algorithmicMedia');
    }
  });

  it('are refused of a deleted image, whatever caches hold, and dropped from them', async () => {
    const bytes = await aPortrait({ width: 150, height: 200 });
    const fresh = await app.image(bytes);
    const etag = (await ask(`${fresh}/content`)).headers.etag;
    await ask(`${fresh}/content?w=64`);
    const drop = jest.spyOn(app.cache, 'deleteByPrefix');

    await app.dataSource.query(`UPDATE images SET status = 'deleted' WHERE id = $1`, [fresh]);
    await app.dataSource.query(`SELECT pg_notify('image_changed', $1)`, [fresh]);
    // The signal takes a moment.
    await eventually(async () => expect((await ask(`${fresh}/content`)).status).toBe(410));
    const answers = [
      await ask(`${fresh}/content`),
      await ask(`${fresh}/content`, { 'If-None-Match': String(etag) }),
      await ask(`${fresh}/content?w=64`, {}, 'HEAD'),
      await ask(`${fresh}/variants/thumb`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([410, 410, 410, 410]);
    await eventually(() => expect(drop).toHaveBeenCalledWith(`images/${fresh.slice(0, 2)}/${fresh}/`));
  });
});
