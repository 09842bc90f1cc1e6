import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { eventually } from '../support/eventually';
import { Api, type ApiAnswer } from './support/api';
import { HubStranger, type Payload } from './support/hub';
import { readEvents } from './support/read-events';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor, type Claims } from './support/token';

/** What the answers hold that the tests go on with. */
interface Identified {
  readonly id: string;
}
interface BatchJob {
  readonly index: number;
  readonly job_id: string;
  readonly image_id: string;
}
interface BatchPayload extends Payload {
  readonly batch_id?: string;
  readonly batch_index?: number;
}

const WAIT = { headers: { prefer: 'wait=30' } };

/** Pictures asked for over HTTP, from the request to the deletion. Every answer is held against the OpenAPI document. */
describe('Requests over HTTP', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  beforeAll(async () => {
    service = await startServiceUnderTest();
    hub = await HubStranger.join(service.hubUrl);
  }, 60_000);
  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
  });

  const as = (claims: Partial<Claims> = {}): Api => new Api(service.url, tokenFor({ sub: 'user-1', ...claims }));
  const user = (): Api => as();
  const portrait = async (more: object = {}): Promise<ApiAnswer> =>
    user().post('/api/v1/portraits', { description: 'an old elf with a staff', ...more }, WAIT);
  const heard = (type: string, { json }: ApiAnswer) =>
    hub.heard.filter(
      ({ envelope }) => envelope.event_type === type && envelope.payload.image_id === (json as Identified).id,
    );

  it('tell one story: portrait, token of it, map, change, deletion', async () => {
    const painted = await portrait();
    expect(painted.status).toBe(201);
    expect(painted.headers.get('location')).toBe(`/api/v1/images/${painted.json.id}`);
    expect(painted.headers.get('preference-applied')).toBe('wait=30');
    expect(painted.json).toMatchObject({ kind: 'portrait', owner_id: 'user-1', status: 'active' });

    const token = await user().post('/api/v1/tokens', { image_id: painted.json.id }, WAIT);
    expect(token.status).toBe(201);
    expect(token.json).toMatchObject({ kind: 'token', parent_id: painted.json.id, owner_id: 'user-1' });

    const asked = { description: 'a tavern', dimensions: { width: 12, height: 10 }, grid: { pixels_per_square: 50 } };
    const map = await user().post('/api/v1/maps', asked, WAIT);
    expect(map.json).toMatchObject({ kind: 'map', width: 600, height: 500 });

    const path = `/api/v1/maps/${map.json.id}`;
    const etag = map.headers.get('etag') ?? '';
    const overlays = [{ type: 'range', elements: [{ position: { x: 4.5, y: 3.5 }, properties: { radius: 20 } }] }];
    const details = { name: 'The Rusty Flagon', grid: { feet_per_square: 10 }, overlays };
    const changed = await user().put(path, { ...details, tags: ['inn'] }, { headers: { 'if-match': etag } });
    expect(changed.json).toMatchObject({ image_version: 2, tags: ['inn'], metadata: details });
    await eventually(() =>
      expect(heard('image.updated', map)[0]?.envelope.payload).toMatchObject({
        changes: ['grid', 'name', 'overlays', 'tags'],
      }),
    );
    const again = await user().put(path, { grid: { visible: true } });
    expect(again.json.metadata.grid).toEqual({ feet_per_square: 10, visible: true });
    const stale = await user().put(path, { name: null }, { headers: { 'if-match': etag } });
    expect(stale.status).toBe(412);

    expect((await user().delete(path, { headers: { 'if-match': etag } })).status).toBe(412);
    expect((await user().delete(path)).status).toBe(204);
    expect((await user().get(path)).status).toBe(410);
    expect((await user().delete(path)).status).toBe(410);
    expect((await user().put(path, { name: 'gone' })).status).toBe(410);
    await eventually(() =>
      expect(heard('image.deleted', map)[0]?.envelope.payload).toMatchObject({ reason: 'requested' }),
    );
  }, 60_000);

  it('show a picture as metadata or as bytes, and only once to who has it', async () => {
    const { json: image } = await portrait();
    const path = `/api/v1/portraits/${image.id}`;

    const metadata = await user().get(path);
    const known = await user().get(path, { headers: { 'if-none-match': metadata.headers.get('etag') ?? '' } });
    const picture = await user().get(path, { headers: { accept: 'image/*' } });

    expect(metadata.json).toEqual(image);
    expect(known.status).toBe(304);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.bytes.length).toBe(image.size_bytes);
  });

  it('know a picture only under its own kind', async () => {
    const { json: image } = await portrait();

    const answers = await Promise.all(
      ['maps', 'tokens'].flatMap((kind) => [
        user().get(`/api/v1/${kind}/${image.id}`),
        user().delete(`/api/v1/${kind}/${image.id}`),
      ]),
    );

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('show nothing of it to strangers, and let members of its campaign read it only', async () => {
    const owner = as({ campaigns: ['k-1'] });
    const body = { description: 'a knight', campaign_id: 'k-1' };
    const { json: image } = await owner.post('/api/v1/portraits', body, WAIT);
    const path = `/api/v1/portraits/${image.id}`;
    const stranger = as({ sub: 'user-2' });
    const member = as({ sub: 'user-3', campaigns: ['k-1'] });

    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.delete(path)).status).toBe(404);
    expect((await stranger.get(`/api/v1/jobs/${image.job_id}`)).status).toBe(404);
    expect((await stranger.get(`/api/v1/jobs/${image.job_id}/events`)).status).toBe(404);
    expect((await stranger.post('/api/v1/portraits', body)).status).toBe(403);
    const foreignCut = await stranger.post('/api/v1/tokens', { image_id: image.id });
    const unknownCut = await stranger.post('/api/v1/tokens', { image_id: randomUUID() });
    expect([foreignCut.status, unknownCut.status]).toEqual([422, 422]);
    expect(foreignCut.json.errors).toEqual(unknownCut.json.errors);
    expect((await member.get(path)).status).toBe(200);
    expect((await member.delete(path)).status).toBe(403);
    const cut = await member.post('/api/v1/tokens', { image_id: image.id }, WAIT);
    expect(cut.json).toMatchObject({ kind: 'token', owner_id: 'user-3', campaign_id: 'k-1', parent_id: image.id });
  }, 30_000);

  it('are one request under one key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { description: 'a bard' };

    const first = await user().post('/api/v1/portraits', body, { headers: key });
    const again = await user().post('/api/v1/portraits', body, { headers: { ...key, prefer: 'wait=30' } });
    const other = await user().post('/api/v1/portraits', { description: 'a monk' }, { headers: key });
    const otherPath = await user().post('/api/v1/maps', { description: 'a cave' }, { headers: key });

    expect(first.status).toBe(202);
    expect(again.json).toMatchObject({ id: first.json.image_id, job_id: first.json.job_id });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(other).toMatchObject({ status: 409, json: { code: 'CONFLICT' } });
    expect(otherPath.status).toBe(202);
  });

  it('tell who waits that a job failed, and where its picture would have been', async () => {
    const failed = await user().post('/api/v1/maps', { location_id: 'never-announced' }, WAIT);

    expect(failed).toMatchObject({ status: 200, json: { status: 'failed', error: { code: 'VALIDATION_FAILED' } } });
    const shown = await user().get(`/api/v1/maps/${failed.json.image_id}`);
    expect(shown).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
    expect(shown.json.detail).toContain('VALIDATION_FAILED');
    expect(shown.headers.get('link')).toBe(`</api/v1/jobs/${failed.json.id}>; rel="via"`);
    expect((await user().delete(`/api/v1/maps/${failed.json.image_id}`)).status).toBe(404);
  });

  it.each([
    ['portraits', {}, 'character_id'],
    ['portraits', { description: 'x', seed: -1 }, 'seed'],
    ['portraits', { description: 'x', colour: 'red' }, 'colour'],
    ['maps', { description: 'x', dimensions: { width: 0, height: 5 } }, 'dimensions.width'],
    ['tokens', { description: 'x', size: 'colossal' }, 'size'],
    ['tokens', [], ''],
    ['tokens/batch', { items: [] }, 'items'],
  ])('to %s with %j name what is wrong', async (path, body, wrong) => {
    const answer = await user().post(`/api/v1/${path}`, body);

    expect(answer.status).toBe(422);
    expect(answer.json.errors).toContainEqual({ path: wrong, message: expect.any(String) });
  });

  it.each(['image:read', 'image:update', 'image:delete'])('need image:create, not %s', async (permission) => {
    const answer = await as({ permissions: [permission] }).post('/api/v1/portraits', { description: 'x' });

    expect(answer.status).toBe(403);
  });

  it('take many tokens at once, and follow the batch to its end', async () => {
    const items = [
      { description: 'a goblin' },
      { size: 'colossal' },
      { description: 'a wolf', frame: { shape: 'hex' } },
    ];
    const shared = { description: 'a bandit', frame: { disposition: 'hostile' } };

    const taken = await user().post('/api/v1/tokens/batch', { items, shared });

    expect(taken.status).toBe(202);
    expect(taken.json.rejected).toEqual([{ index: 1, errors: [{ path: 'size', message: expect.any(String) }] }]);
    const done = await eventually(
      async () => {
        const batch = await user().get(taken.headers.get('location') ?? '');
        expect(batch.json).toMatchObject({ status: 'completed', total: 3, counts: { completed: 2, rejected: 1 } });
        return batch.json as { jobs: BatchJob[] };
      },
      { timeoutMs: 20_000, everyMs: 200 },
    );
    expect(done.jobs.map(({ index }) => index)).toEqual([0, 2]);
    const recipe = await user().get(`/api/v1/images/${done.jobs[1]?.image_id}/recipe`);
    expect(recipe.json.output).toMatchObject({ shape: 'hex', disposition: 'hostile' });
    expect((await as({ sub: 'user-2' }).get(`/api/v1/batches/${taken.json.batch_id}`)).status).toBe(404);
  }, 30_000);

  it('take a batch over the hub too, and answer each item', async () => {
    const data = { items: [{ description: 'a goblin' }, { description: 7 }, { description: 'a wolf' }] };

    const answers = await hub.answers(
      await hub.publish('generation.requested', { type: 'batch', request_id: randomUUID(), data }),
      3,
    );

    const told = answers.map(({ event_type, payload }) => ({ event_type, ...(payload as BatchPayload) }));
    expect(told.map((one) => [one.batch_index, one.event_type, one.kind]).sort()).toEqual([
      [0, 'image.generated', 'token'],
      [1, 'image.failed', 'token'],
      [2, 'image.generated', 'token'],
    ]);
    expect(new Set(told.map(({ batch_id: id }) => id)).size).toBe(1);
  });

  it('refuse a hub batch that is none, with one answer', async () => {
    const id = await hub.publish('generation.requested', { type: 'batch', data: { items: 'many' } });

    const [answer] = await hub.answers(id);

    expect(answer).toMatchObject({ event_type: 'image.failed', payload: { kind: 'token', code: 'VALIDATION_FAILED' } });
  });

  it('are listed newest first, page by page, each once, and only your own', async () => {
    const me = as({ sub: `lister-${randomUUID()}` });
    for (let count = 0; count < 5; count += 1) await me.post('/api/v1/portraits', { description: 'x' });
    await me.post('/api/v1/maps', { location_id: 'never-announced' }, WAIT);

    const pages: string[][] = [];
    let path: string | undefined = '/api/v1/jobs?kind=portrait&limit=2';
    while (path !== undefined) {
      const page: ApiAnswer = await me.get(path);
      pages.push((page.json.items as Identified[]).map(({ id }) => id));
      const link = /<(.*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      expect(link === undefined).toBe(page.json.next === null);
      path = link;
    }

    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(new Set(pages.flat()).size).toBe(5);
    const failed = await me.get('/api/v1/jobs?status=failed');
    expect(failed.json.items).toMatchObject([{ kind: 'map', error: { code: 'VALIDATION_FAILED' } }]);
    expect((await me.get('/api/v1/jobs?since=2999-01-01T00:00:00Z')).json.items).toEqual([]);
  });

  it.each(['limit=0', 'status=lost', 'since=yesterday', 'cursor=abc'])('refuse the list query %s', async (query) => {
    expect((await user().get(`/api/v1/jobs?${query}`)).status).toBe(400);
  });

  it('tell the end of a job at once to who comes late, and nothing twice', async () => {
    const { json: image } = await portrait();
    const path = `/api/v1/jobs/${image.job_id}/events`;

    const first = await user().get(path);
    const events = await readEvents(first.stream);
    const resumed = await user().get(path, { headers: { 'last-event-id': events[0]?.id ?? '' } });

    expect(events).toMatchObject([{ event: 'end', data: { id: image.job_id, status: 'completed' } }]);
    expect(resumed.status).toBe(204);
  });
});

/** Where nobody paints, jobs wait: their pictures are pending, and can be followed and called off. */
describe('Requests over HTTP that wait', () => {
  let service: ServiceUnderTest;
  beforeAll(async () => {
    service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: 'http://127.0.0.1:9', JOB_MAX_ATTEMPTS: '50' });
  }, 60_000);
  afterAll(() => service?.remove());

  const api = (sub = 'user-1'): Api => new Api(service.url, tokenFor({ sub }));
  const asked = async (): Promise<Pick<BatchJob, 'job_id' | 'image_id'>> =>
    (await api().post('/api/v1/portraits', { description: 'a knight' })).json as BatchJob;

  it('answer 202 for their pictures, and say when to come again', async () => {
    const { image_id: id, job_id: jobId } = await asked();

    const shown = await api().get(`/api/v1/portraits/${id}`);

    expect(shown).toMatchObject({ status: 202, json: { job_id: jobId, image_id: id } });
    expect(Number(shown.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api('user-2').get(`/api/v1/portraits/${id}`)).status).toBe(404);
    expect((await api().get(`/api/v1/maps/${id}`)).status).toBe(404);
  });

  it('answer 202 to who would wait for them longer than he said', async () => {
    const answer = await api().post('/api/v1/portraits', { description: 'x' }, { headers: { prefer: 'wait=1' } });

    expect(answer.status).toBe(202);
  });

  it('are called off when the picture is deleted before it is there', async () => {
    const { image_id: id, job_id: jobId } = await asked();

    expect((await api('user-2').delete(`/api/v1/portraits/${id}`)).status).toBe(404);
    expect((await api().delete(`/api/v1/portraits/${id}`)).status).toBe(204);

    expect((await api().get(`/api/v1/jobs/${jobId}`)).json).toMatchObject({ status: 'cancelled' });
    expect((await api().get(`/api/v1/portraits/${id}`)).status).toBe(404);
    expect((await api().delete(`/api/v1/jobs/${jobId}`)).status).toBe(409);
  });

  it('say why they wait', async () => {
    const { job_id: jobId } = await asked();

    await eventually(
      async () => {
        const { json: job } = await api().get(`/api/v1/jobs/${jobId}`);
        expect(job.waiting_for).toMatch(/^(every backend is busy|no backend is up|retry at \d{4}-)/);
      },
      { timeoutMs: 20_000, everyMs: 100 },
    );
  }, 30_000);

  it('are followed from where a client left off to the end', async () => {
    const { job_id: jobId } = await asked();
    const path = `/api/v1/jobs/${jobId}/events`;
    const leaving = new AbortController();
    const seen = await readEvents((await api().get(path, { signal: leaving.signal })).stream, 1);
    leaving.abort();

    const resumed = await api().get(path, { headers: { 'last-event-id': seen[0]?.id ?? '' } });
    const rest = readEvents(resumed.stream);
    await api().delete(`/api/v1/jobs/${jobId}`);

    const events = await rest;
    expect(events.at(-1)).toMatchObject({ event: 'end', data: { status: 'cancelled', error: { code: 'CANCELLED' } } });
    expect(events.map(({ id }) => id)).not.toContain(seen[0]?.id);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  }, 30_000);

  it('are followed by at most 20 streams of one caller, and free their places', async () => {
    const { job_id: jobId } = await asked();
    const path = `/api/v1/jobs/${jobId}/events`;
    const leaving = new AbortController();
    const open = await Promise.all(Array.from({ length: 20 }, () => api().get(path, { signal: leaving.signal })));

    const refused = await api().get(path);

    expect(open.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(refused).toMatchObject({ status: 429, json: { code: 'RATE_LIMITED' } });
    leaving.abort();
    await eventually(async () => {
      const next = new AbortController();
      const { status } = await api().get(path, { signal: next.signal });
      next.abort();
      expect(status).toBe(200);
    });
  }, 30_000);

  it('answer HEAD for their events without keeping a stream', async () => {
    const { job_id: jobId } = await asked();
    const path = `/api/v1/jobs/${jobId}/events`;
    const headers = { authorization: `Bearer ${tokenFor({ sub: 'user-1' })}` };

    const answers = await Promise.all(
      Array.from({ length: 25 }, () => fetch(service.url + path, { method: 'HEAD', headers })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('let nobody hang when the service stops', async () => {
    const { job_id: jobId } = await asked();
    const following = readEvents((await api().get(`/api/v1/jobs/${jobId}/events`)).stream);
    const waiting = api().post('/api/v1/portraits', { description: 'x' }, { headers: { prefer: 'wait=60' } });
    const silent = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => undefined);
    await eventually(async () => expect((await api().get('/api/v1/jobs?limit=1')).json.items[0].id).not.toBe(jobId));

    const stopped = service.end('SIGTERM');

    expect((await waiting).status).toBe(202);
    expect((await following).every(({ event }) => event !== 'end')).toBe(true);
    expect(await stopped).toBe(0);
    silent.destroy();
  }, 40_000);
});
