import { createHmac } from 'node:crypto';
import { Reflector } from '@nestjs/core';
import { fastify, type FastifyInstance } from 'fastify';
import { AuthGuard } from '../../auth/auth.guard';
import { RateLimitGuard } from '../../auth/rate-limit.guard';
import { CLOCK_SKEW_MS, TokenVerifier } from '../../auth/token-verifier';
import { MemoryByteCache } from '../../cache/memory.byte-cache';
import { RequestBudgets, type Budget } from '../../common/http/request-budgets';
import type { DatabaseSignals } from '../../database/database-signals';
import type { ObjectStore } from '../../storage/object-store';
import { ImageContent } from '../image-content';
import type { ImageEntity } from '../image.entity';
import type { ImagesReader } from '../images.reader';
import { REMEMBERED_MS, RememberedImages } from '../remembered-images';
import { VisibleImages } from '../visible-images';
import type { DerivedPictures } from './derived-pictures';
import { FileSender } from './file-sender';
import { ImageDelivery } from './image-delivery';
import { answerAtHand, PicturesAtHand } from './pictures-at-hand';

const SECRET = 'a secret of the shared auth system, long enough';
const ID = '0b8f1d5e-6a1c-4c3f-9d27-5f0a1c2b3d4e';
const BYTES = Buffer.from('RIFF of a picture');
const PATH = `/api/v1/images/${ID}/content`;
const THUMB = `/api/v1/images/${ID}/variants/thumb`;
const ROW = {
  id: ID,
  storage_path: 'images/one.webp',
  content_type: 'image/webp',
  size_bytes: BYTES.length,
  width: 10,
  height: 10,
  sha256: 'ab'.repeat(32),
  kind: 'portrait',
  status: 'active',
  owner_id: 'mira',
  campaign_id: 'c1',
  created_at: new Date('2026-11-22T10:01:00Z'),
  variants: [
    {
      name: 'thumb',
      storage_path: 'images/one.webp',
      content_type: 'image/webp',
      size_bytes: BYTES.length,
      sha256: 'cd'.repeat(32),
    },
  ],
} as unknown as ImageEntity;

class CountedBudgets extends RequestBudgets {
  readonly spent: string[] = [];
  budget?: Budget;
  spend(name: string, principal: string): Promise<Budget> | undefined {
    this.spent.push(`${name} ${principal}`);
    return this.budget && Promise.resolve(this.budget);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** @param expiresS seconds since 1970; in ten minutes unless given */
function aToken(claims: Record<string, unknown> = {}, expiresS = Math.floor(Date.now() / 1000) + 600): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256' })}.${part({ sub: 'mira', exp: expiresS, ...claims })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** Everything real but the database and the store; what is not answered at hand comes to a handler that says so. */
describe('PicturesAtHand', () => {
  let http: FastifyInstance;
  let row: ImageEntity;
  let signals: { isListening: boolean; changed: (imageId: string) => void; on: DatabaseSignals['on'] };
  let verifier: TokenVerifier;
  let remembered: RememberedImages;
  let budgets: CountedBudgets;

  beforeEach(async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout'] });
    row = { ...ROW };
    signals = {
      isListening: true,
      changed: () => undefined,
      on: (_channel, heard) => {
        signals.changed = heard;
        return () => undefined;
      },
    };
    verifier = new TokenVerifier({ secretKey: SECRET });
    budgets = new CountedBudgets();
    const reader = { find: () => Promise.resolve(row) } as unknown as ImagesReader;
    remembered = new RememberedImages(reader, signals as unknown as DatabaseSignals);
    remembered.onModuleInit();
    const cache = new MemoryByteCache(1_000_000, () => undefined);
    await cache.set(ROW.storage_path, BYTES, { ttlS: 3600 });
    const store = {} as ObjectStore;
    const delivery = new ImageDelivery(
      new ImageContent(reader, store, cache),
      store,
      {} as DerivedPictures,
      new FileSender(),
    );
    const reflector = new Reflector();
    const pictures = new PicturesAtHand(
      new AuthGuard(verifier, reflector),
      new RateLimitGuard(budgets),
      new VisibleImages(reader, remembered),
      delivery,
      reflector,
    );
    http = fastify();
    answerAtHand(http, () => pictures);
    for (const url of ['/api/v1/images/:id/content', '/api/v1/images/:id/variants/:name', '/api/v1/images/:id']) {
      http.get(url, () => 'the controller');
    }
    await remembered.find(ID);
  });
  afterEach(async () => {
    jest.useRealTimers();
    await http.close();
  });

  /** A token that was verified before, as it is after a first request. */
  const known = async (token: string): Promise<string> => {
    await verifier.verify(token);
    return token;
  };
  const ask = (
    token: string | undefined,
    url = PATH,
    headers: Record<string, string> = {},
    method: 'GET' | 'HEAD' = 'GET',
  ) =>
    http.inject({
      method,
      url,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    });

  it.each([PATH, THUMB, PATH.toUpperCase().replace('/API/V1/IMAGES', '/api/v1/images').replace('CONTENT', 'content')])(
    'sends what lies in memory, and counts it once (%s)',
    async (url) => {
      const answer = await ask(await known(aToken()), url);

      expect(answer.statusCode).toBe(200);
      expect(answer.rawPayload.equals(BYTES)).toBe(true);
      expect(answer.headers).toMatchObject({
        'content-type': 'image/webp',
        'content-length': String(BYTES.length),
        'cache-control': 'private, max-age=31536000, immutable',
        'last-modified': 'Sun, 22 Nov 2026 10:01:00 GMT',
        'x-content-type-options': 'nosniff',
      });
      expect(budgets.spent).toEqual(['reads mira']);
    },
  );

  it('answers 304 to who has it', async () => {
    const answer = await ask(await known(aToken()), PATH, { 'if-none-match': `"${ROW.sha256}"` });

    expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, '', `"${ROW.sha256}"`]);
    expect(answer.headers['content-type']).toBeUndefined();
    expect(budgets.spent).toEqual(['reads mira']);
  });

  it.each([
    ['no token', undefined],
    ['a token nobody has verified yet', aToken()],
    ['garbage', 'a.b.c'],
  ])('hands on %s', async (_, token) => {
    const answer = await ask(token);

    expect(answer.body).toBe('the controller');
    expect(budgets.spent).toEqual([]);
  });

  it('hands on a token from the moment on that it has expired', async () => {
    const expiresMs = Math.floor(Date.now() / 1000) * 1000 + 20_000;
    const token = await known(aToken({}, expiresMs / 1000));

    jest.setSystemTime(expiresMs + CLOCK_SKEW_MS - 1);
    await remembered.find(ID);
    const before = await ask(token);
    jest.setSystemTime(expiresMs + CLOCK_SKEW_MS);
    const after = await ask(token);

    expect([before.statusCode, before.rawPayload.equals(BYTES)]).toEqual([200, true]);
    expect(after.body).toBe('the controller');
  });

  it.each([
    ['may not read pictures', { permissions: ['image:create'] }],
    ['is a stranger to this one', { sub: 'eve' }],
    ['is a member of another campaign', { sub: 'eve', campaigns: ['c2'] }],
  ])('hands on who %s, and counts nothing', async (_, claims) => {
    const answer = await ask(await known(aToken(claims)));

    expect(answer.body).toBe('the controller');
    expect(answer.headers.etag).toBeUndefined();
    expect(budgets.spent).toEqual([]);
  });

  it('forgets with the signal of a change, without signals, and after a while', async () => {
    const token = await known(aToken());

    signals.changed(ID);
    const changed = await ask(token);
    await remembered.find(ID);
    const again = await ask(token);
    signals.isListening = false;
    const unheard = await ask(token);
    signals.isListening = true;
    jest.setSystemTime(Date.now() + REMEMBERED_MS);
    const old = await ask(token);

    expect([changed, unheard, old].map(({ body }) => body)).toEqual(Array(3).fill('the controller'));
    expect(again.rawPayload.equals(BYTES)).toBe(true);
  });

  it.each([
    ['HEAD', PATH, {}, 'HEAD'],
    ['a range', PATH, { range: 'bytes=0-3' }, 'GET'],
    ['a size that has to be made', `${PATH}?w=64`, { accept: 'image/png' }, 'GET'],
    ['a broken query', `${PATH}?w=65`, {}, 'GET'],
    ['a type that we do not have', PATH, { accept: 'text/html' }, 'GET'],
    ['an unknown variant', `${THUMB}-2`, {}, 'GET'],
    ['an id that is none', '/api/v1/images/none/content', {}, 'GET'],
    ['metadata', `/api/v1/images/${ID}`, {}, 'GET'],
  ] as const)('hands on %s', async (_, url, headers, method) => {
    const answer = await ask(await known(aToken()), url, headers, method);

    expect([answer.statusCode, answer.body]).toEqual([200, method === 'HEAD' ? '' : 'the controller']);
    expect(budgets.spent).toEqual([]);
  });

  it('turns one request too many away with what is left and when to come back', async () => {
    budgets.budget = { limit: 3, remaining: 0, resetS: 17, isExceeded: true };

    const answer = await ask(await known(aToken()));

    expect(answer.rawPayload.equals(BYTES)).toBe(false);
    expect(answer.headers).toMatchObject({ 'retry-after': '17', ratelimit: '"reads";r=0;t=17' });
    expect(answer.headers.etag).toBeUndefined();
    expect(budgets.spent).toEqual(['reads mira']);
  });
});
