import sharp from 'sharp';
import { eventually } from '../support/eventually';
import { SAMPLE_CHARACTERS, sampleId } from '../support/sample-characters';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { HubStranger, type Payload } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

/** The whole way over the hub and HTTP alone, with the embedded painter. */
describe('From an event to a picture', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;

  beforeAll(async () => {
    service = await startServiceUnderTest({
      STORAGE_URL: process.env.TEST_S3_URL ?? '',
      STORAGE_BUCKET: 'e2e-pictures',
    });
    hub = await HubStranger.join(service.hubUrl);
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
  }, 60_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(service.url + path, {
      headers: { authorization: `Bearer ${tokenFor({ sub: 'reader', roles: ['service'] })}`, ...headers },
    });

  const bytesOf = async (path = ''): Promise<Buffer> => Buffer.from(await (await get(path)).arrayBuffer());

  it('makes a portrait and a token of a character that was created', async () => {
    const id = await hub.publish('character.created', { character_id: sampleId(0) });

    const [first, second] = await hub.answers(id, 2);

    const kinds = [first, second].map((envelope) => envelope?.payload.kind).sort();
    expect(kinds).toEqual(['portrait', 'token']);
    const portrait = [first, second].find((envelope) => envelope?.payload.kind === 'portrait');
    expect(await sharp(await bytesOf(portrait?.payload.url)).metadata()).toMatchObject({
      format: 'png',
      width: 832,
      height: 1216,
    });
    const token = [first, second].find((envelope) => envelope?.payload.kind === 'token');
    const { data, info } = await sharp(await bytesOf(token?.payload.url))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect({ width: info.width, height: info.height, cornerAlpha: data[3] }).toEqual({
      width: 512,
      height: 512,
      cornerAlpha: 0,
    });
  });

  it('publishes the envelope and the payload that the contract spells', async () => {
    const id = await hub.publish('generation.requested', {
      request_id: 'contract-1',
      type: 'portrait',
      data: {
        description: 'a grey wizard with a long beard',
        seed: 77,
        theme: 'traditional',
        campaign_id: 'campaign-7',
      },
      user_id: 'owner-1',
      target_service: 'campaign',
    });

    const [answer] = await hub.answers(id);

    const heard = hub.heard.find(({ envelope }) => envelope.id === answer?.id);
    expect(heard?.subject).toBe('image.generated');
    expect(heard?.headers).toMatchObject({ 'Nats-Msg-Id': answer?.id, 'Content-Type': 'application/json' });
    expect(answer).toMatchObject({
      type: 'event',
      event_type: 'image.generated',
      version: 1,
      source: 'image-service',
      causation_id: id,
    });
    expect(answer?.payload).toMatchObject({
      kind: 'portrait', request_id: 'contract-1', owner_id: 'owner-1', campaign_id: 'campaign-7', target_service: 'campaign',
      image_version: 1, content_type: 'image/png', width: 832, height: 1216, seed: 77, theme: 'fantasy', attempts: 1,
      backend: { dialect: 'painter', model: 'sketch' },
    }); // prettier-ignore
    expect(answer?.payload.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(answer?.payload.variants.map((variant: { name: string }) => variant.name)).toEqual([
      'large',
      'medium',
      'small',
      'thumb',
    ]);
  });

  it('announces a picture to the service that it was made for', async () => {
    const data = { description: 'a baker with flour on her apron' };
    const id = await hub.publish('generation.requested', {
      request_id: 'ready-1',
      type: 'portrait',
      data,
      target_service: 'shop',
    });

    await hub.answers(id, 2);

    expect(
      hub.heard
        .filter(({ envelope }) => envelope.causation_id === id)
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['image.generated', 'image.ready.shop']);
  });

  it('makes a map exactly columns by rows by pixels', async () => {
    const location = {
      location_id: 'loc-1',
      campaign_id: 'campaign-7',
      name: 'Crypt',
      type: 'dungeon',
      size: { width: 12, height: 9 },
    };
    const id = await hub.publish('campaign.location_added', location);

    const [answer] = await hub.answers(id);

    expect(answer?.payload).toMatchObject({ kind: 'map', location_id: 'loc-1', width: 12 * 140, height: 9 * 140 });
    expect(await sharp(await bytesOf(answer?.payload.url)).metadata()).toMatchObject({
      format: 'webp',
      width: 1680,
      height: 1260,
    });
  });

  it('remembers a location for a later request that only names it', async () => {
    const id = await hub.publish('generation.requested', {
      request_id: 'again-1',
      type: 'map',
      data: { location_id: 'loc-1', grid: { pixels_per_square: 50 } },
    });

    const [answer] = await hub.answers(id);

    expect(answer).toMatchObject({ event_type: 'image.generated', payload: { width: 600, height: 450 } });
  });

  it('answers one request once, whatever message brings it', async () => {
    const body = { request_id: 'same-1', type: 'portrait', data: { description: 'a tall knight' } };
    const first = await hub.publish('generation.requested', body);
    const second = await hub.publish('generation.requested', body);
    const third = await hub.publish('generation.requested', { ...body, request_id: 'same-2' });

    await hub.answers(third);
    const answers = await eventually(() => {
      const found = [...hub.answersTo(first), ...hub.answersTo(second)];
      expect(found).not.toHaveLength(0);
      return found;
    });

    expect(answers).toHaveLength(1);
  });

  it.each([
    ['an unknown kind', { type: 'sculpture', data: {} }, 'VALIDATION_FAILED', 'type'],
    ['nothing to paint', { type: 'portrait', data: {} }, 'VALIDATION_FAILED', 'character_id'],
    ['a body that is no object', { type: 'map', data: 'dungeon' }, 'VALIDATION_FAILED', 'object'],
    ['a map of no squares', { type: 'map', data: { description: 'a cave', dimensions: { width: 0, height: 4 } } }, 'VALIDATION_FAILED', 'dimensions.width'],
    ['a map too large', { type: 'map', data: { description: 'a cave', dimensions: { width: 200, height: 200 }, grid: { pixels_per_square: 140 } } }, 'VALIDATION_FAILED', 'dimensions'],
    ['a location never announced', { type: 'map', data: { location_id: 'nowhere' } }, 'VALIDATION_FAILED', 'location_id'],
    ['a character that is not there', { type: 'portrait', data: { character_id: 'nobody' } }, 'CHARACTER_NOT_FOUND', 'character'],
    ['an image that is not there', { type: 'token', data: { image_id: '3f0f4f5e-0000-4000-8000-000000000000' } }, 'VALIDATION_FAILED', 'image_id'],
  ])('answers %s with its reason', async (_what, body, code, word) => {
    const id = await hub.publish('generation.requested', { request_id: `bad-${word}-${code}-${_what.length}`, ...body });

    const [answer] = await hub.answers(id);

    expect(answer).toMatchObject({ event_type: 'image.failed', payload: { code, retryable: false } });
    expect(answer?.payload.message).toContain(word);
  }); // prettier-ignore

  it('answers what came too late as expired', async () => {
    const timestamp = new Date(Date.now() - 60_000).toISOString();
    const id = await hub.publish('character.created', { character_id: sampleId(1) }, { timestamp, ttl: 5 });

    const answers = await hub.answers(id, 2);

    expect(answers.map(({ payload }) => payload.code)).toEqual(['EXPIRED', 'EXPIRED']);
  });

  it('lives on through rubbish on every subject, and keeps it as dead letters', async () => {
    const rubbish = [
      '',
      'not json',
      '[]',
      'null',
      '42',
      '"text"',
      '{',
      '{"payload":null}',
      '{}',
      new Uint8Array([0xff, 0xfe, 0]),
      'x'.repeat(100_000),
    ];
    const subjects = [
      'character.created',
      'campaign.location_added',
      'generation.requested',
      'campaign.chapter_location_added',
    ];

    for (const subject of subjects) for (const bytes of rubbish) await hub.publishBytes(subject, bytes);
    const id = await hub.publish('generation.requested', {
      request_id: 'after-rubbish',
      type: 'portrait',
      data: { description: 'a monk' },
    });
    const [answer] = await hub.answers(id);

    expect(answer?.event_type).toBe('image.generated');
    expect(service.isRunning()).toBe(true);
    const { state } = await (await hub.connection.jetstreamManager()).streams.info('IMAGE_DEAD_LETTERS');
    expect(state.messages).toBe(subjects.length * rubbish.length);
  });

  it('lets nothing of a character leave that is not to be seen', async () => {
    // Nothing that an id, a time or the bytes of a picture could hold by chance.
    const secret = 'Markerofsecrets Sevenfoldly';
    characters.put({
      ...SAMPLE_CHARACTERS[0],
      id: 'secretive',
      name: secret,
      notes: secret,
      backstory: `Nobody knows: ${secret}.`,
    });
    const id = await hub.publish('character.created', { character_id: 'secretive', details: { name: secret } });

    const answers = await hub.answers(id, 2);

    const left = [JSON.stringify(answers), service.log()];
    for (const { payload } of answers) {
      left.push(
        await (await get(`/api/v1/images/${payload.image_id}/recipe`)).text(),
        (await bytesOf(payload.url)).toString('latin1'),
      );
    }
    expect(left.filter((text) => /markerofsecrets|sevenfoldly/i.test(text))).toEqual([]);
  });

  describe('over HTTP', () => {
    let picture: Payload;

    beforeAll(async () => {
      const data = { description: 'an owl in a blue coat', campaign_id: 'campaign-http' };
      const id = await hub.publish('generation.requested', {
        request_id: 'http-1',
        type: 'portrait',
        data,
        user_id: 'owner-http',
      });
      picture = (await hub.answers(id)).map(({ payload }) => payload)[0] as Payload;
    });

    it('shows the metadata of an image', async () => {
      const answer = await get(`/api/v1/images/${picture.image_id}`);

      expect(await answer.json()).toMatchObject({
        id: picture.image_id, kind: 'portrait', status: 'active', owner_id: 'owner-http', sha256: picture.sha256,
        size_bytes: picture.size_bytes, content_type: 'image/png', links: { content: picture.url },
      }); // prettier-ignore
    });

    it('gives the bytes with a strong ETag, and a 304 to who has them', async () => {
      const first = await get(picture.url);
      const etag = first.headers.get('etag') ?? '';

      const second = await get(picture.url, { 'if-none-match': etag });

      expect(etag).toBe(`"${picture.sha256}"`);
      expect(second.status).toBe(304);
    });

    it.each([
      ['the owner', { sub: 'owner-http' }, 200],
      ['a member of the campaign', { sub: 'player', campaigns: ['campaign-http'] }, 200],
      ['a service', { sub: 'campaign-service', roles: ['service'] }, 200],
      ['a stranger', { sub: 'stranger' }, 404],
      ['a member of another campaign', { sub: 'player', campaigns: ['campaign-7'] }, 404],
      ['one without the permission', { sub: 'owner-http', permissions: ['image:create'] }, 403],
      ['an expired token', { sub: 'owner-http', exp: 1_000_000_000 }, 401],
    ])('answers %s as it should', async (_who, claims, status) => {
      const answer = await fetch(service.url + picture.url, {
        headers: { authorization: `Bearer ${tokenFor(claims)}` },
      });

      expect(answer.status).toBe(status);
    });

    it('answers errors as problem documents', async () => {
      const answers = await Promise.all([
        fetch(`${service.url}/api/v1/images/${picture.image_id}`),
        get('/api/v1/images/not-a-uuid'),
        get('/api/v1/images/3f0f4f5e-0000-4000-8000-000000000000'),
        get('/api/v1/nothing-here'),
        get('/%zz'),
      ]);

      expect(answers.map((answer) => answer.status)).toEqual([401, 400, 404, 404, 400]);
      for (const answer of answers) {
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        expect(await answer.json()).toMatchObject({ code: expect.any(String), correlation_id: expect.any(String) });
      }
    });

    it('is well, measured and documented', async () => {
      const [health, ready, live, metrics, docs, openapi] = await Promise.all(
        ['/health', '/health/ready', '/health/live', '/metrics', '/docs', '/openapi.json'].map((path) =>
          fetch(service.url + path),
        ),
      );

      expect([health, ready, live, metrics, docs, openapi].map((answer) => answer?.status)).toEqual([
        200, 200, 200, 200, 200, 200,
      ]);
      expect(Object.keys(((await health?.json()) as { dependencies: object }).dependencies).sort()).toEqual([
        'backends',
        'database',
        'hub',
        'outbox',
        'storage',
      ]);
      expect(await metrics?.text()).toContain(
        'image_generation_jobs_total{kind="portrait",outcome="completed",code=""}',
      );
      expect(Object.keys(((await openapi?.json()) as { paths: object }).paths)).toEqual(
        expect.arrayContaining(['/api/v1/images/{id}', '/api/v1/images/{id}/content', '/health']),
      );
    });
  });
});
