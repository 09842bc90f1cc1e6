import { eventually } from '../support/eventually';
import { Api } from './support/api';
import { HubStranger, type Envelope } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

/** Lists, history, metadata and their changes, as callers with different rights meet them. */
describe('Images over HTTP', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let owner: Api;
  let member: Api;
  let stranger: Api;
  let admin: Api;

  beforeAll(async () => {
    service = await startServiceUnderTest();
    hub = await HubStranger.join(service.hubUrl);
    const as = (claims: Parameters<typeof tokenFor>[0]): Api => new Api(service.url, tokenFor(claims));
    owner = as({ sub: 'owner', campaigns: ['c-1'] });
    member = as({ sub: 'member', campaigns: ['c-1'] });
    stranger = as({ sub: 'stranger', campaigns: ['c-2'] });
    admin = as({ sub: 'root', roles: ['admin'] });
  }, 60_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
  });

  /** Has a portrait painted; resolves with its image's id. */
  const painted = async (data: object, user = 'owner'): Promise<string> => {
    const request = { type: 'portrait', data: { description: 'a quiet ranger', ...data }, user_id: user };
    const [answer] = await hub.answers(await hub.publish('generation.requested', request));
    expect(answer?.event_type).toBe('image.generated');
    return answer?.payload.image_id ?? '';
  };

  const idsIn = (answer: { json: { items: { id: string }[] } }): string[] => answer.json.items.map(({ id }) => id);

  const eventsAbout = (imageId: string, type: string): Envelope[] =>
    hub.heard
      .map(({ envelope }) => envelope)
      .filter((event) => event.event_type === type && event.payload.image_id === imageId);

  const heard = async (imageId: string, type: string): Promise<Envelope[]> => {
    await eventually(() => expect(eventsAbout(imageId, type).length).toBeGreaterThan(0));
    return eventsAbout(imageId, type);
  };

  it('lists what each caller may read, page by page, and leads on with Link', async () => {
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.unshift(await painted({ tags: ['walk', `n ${n}`], campaign_id: 'c-1' }));

    const first = await member.get('/api/v1/images?tag=walk&limit=2');
    const [, link] = /^<(\/api\/v1\/images\?.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await member.get(link ?? '');

    expect([first.status, idsIn(first), second.status, idsIn(second)]).toEqual([
      200,
      ids.slice(0, 2),
      200,
      ids.slice(2),
    ]);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(new URLSearchParams(link?.split('?')[1]).get('tag')).toBe('walk');
    expect(link).toContain(`cursor=${String(first.json.next)}`);
    expect([second.json.next, second.headers.get('link')]).toEqual([null, null]);
    expect(idsIn(await stranger.get('/api/v1/images?tag=walk'))).toEqual([]);
    expect(idsIn(await admin.get('/api/v1/images?tag=n%202'))).toEqual([ids[1]]);
  });

  it.each([
    ['cursor', 'cursor=broken'],
    ['cursor', 'cursor=AAAA&cursor=BBBB'],
    ['limit', 'limit=0'],
    ['limit', 'limit=1000'],
    ['since', 'since=yesterday'],
    ['kind', 'kind=cat'],
    ['status', 'status=deleted'],
    ['character_id', 'character_id=%00'],
    ['tag', 'tag=%ff%00'],
    ['owner_id', 'owner_id=owner'],
  ])('refuses a broken %s with 400 and its name', async (name, query) => {
    const answer = await owner.get(`/api/v1/images?${query}`);

    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: name }] });
  });

  it('answers 304 to who has the metadata already, until they change', async () => {
    const path = `/api/v1/images/${await painted({})}`;
    const first = await owner.get(path);
    const etag = first.headers.get('etag') ?? '';

    const again = await owner.get(path, { headers: { 'if-none-match': `W/${etag}` } });
    await owner.patch(`${path}/metadata`, { tags: ['new'] });
    const after = await owner.get(path, { headers: { 'if-none-match': etag } });

    expect([first.status, again.status, again.headers.get('etag'), again.bytes.length]).toEqual([200, 304, etag, 0]);
    expect([after.status, after.json.tags]).toEqual([200, ['new']]);
    expect(first.json.links).toEqual({
      self: path,
      content: `${path}/content`,
      recipe: `${path}/recipe`,
      history: `${path}/history`,
      job: `/api/v1/jobs/${String(first.json.job_id)}`,
    });
  });

  it('changes tags and metadata for the owner, with one event that everybody hears', async () => {
    const id = await painted({ tags: ['old'], campaign_id: 'c-1' });
    const path = `/api/v1/images/${id}`;
    const etag = (await owner.get(path)).headers.get('etag') ?? '';
    const change = { tags: ['a', 'b'], metadata: { name: 'Ürsula', draft: null, sheet: { page: 3 } } };

    const changed = await owner.patch(`${path}/metadata`, change, {
      headers: { 'if-match': etag, 'x-request-id': 'my-request' },
    });
    const same = await owner.patch(`${path}/metadata`, change);
    const stale = await owner.patch(`${path}/metadata`, { tags: [] }, { headers: { 'if-match': etag } });

    expect([changed.status, same.status, stale.status]).toEqual([200, 200, 412]);
    expect(changed.json).toMatchObject({
      tags: ['a', 'b'],
      metadata: { name: 'Ürsula', sheet: { page: 3 } },
      image_version: 2,
    });
    expect(same.headers.get('etag')).toBe(changed.headers.get('etag'));
    expect(stale.json.code).toBe('PRECONDITION_FAILED');
    expect((await member.get(path)).json).toEqual(changed.json);
    const events = await heard(id, 'image.updated');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      correlation_id: 'my-request',
      payload: { image_id: id, kind: 'portrait', image_version: 2, changes: ['metadata', 'name', 'tags'] },
    });
  });

  it('tells apart who may read and who may change', async () => {
    const path = `/api/v1/images/${await painted({ campaign_id: 'c-1' })}/metadata`;
    const reader = new Api(service.url, tokenFor({ sub: 'owner', permissions: ['image:read'] }));
    const change = { tags: ['x'] };

    const answers = [member, stranger, reader, new Api(service.url), admin, owner].map((api) =>
      api.patch(path, change),
    );

    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([403, 404, 403, 401, 200, 200]);
  });

  it.each<[string, unknown, string]>([
    ['an unknown member', { title: 'x' }, 'title'],
    ['tags that are no list', { tags: 'x' }, 'tags'],
    ['tags with markup', { tags: ['<b>'] }, 'tags'],
    ['metadata that are no object', { metadata: [1] }, 'metadata'],
    ['metadata that are null', { metadata: null }, 'metadata'],
    ['a key that is no name', { metadata: { 'a b': 1 } }, 'metadata.?'],
    ['a name that is no text', { metadata: { name: {} } }, 'metadata.name'],
    ['a grid', { metadata: { grid: {} } }, 'metadata.grid'],
    ['too much', { metadata: { text: 'x'.repeat(17_000) } }, 'metadata'],
    ['a list as a body', [], ''],
  ])('refuses %s with 422 and the place', async (_what, body, path) => {
    const id = await (shared ??= painted({}));

    const answer = await owner.patch(`/api/v1/images/${id}/metadata`, body);

    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path }] });
  });
  let shared: Promise<string> | undefined;

  it('refuses an If-Match that cannot be read', async () => {
    const path = `/api/v1/images/${await painted({})}/metadata`;

    const answer = await owner.patch(path, { tags: [] }, { headers: { 'if-match': 'version 3' } });

    expect([answer.status, answer.json.errors[0].path]).toEqual([400, 'If-Match']);
  });

  it('never fails on text that the database cannot keep', async () => {
    const path = `/api/v1/images/${await painted({})}/metadata`;
    const headers = { 'content-type': 'application/json' };
    const bodies = [
      '{"metadata":{"a":"\\u0000"}}',
      '{"metadata":{"a":"\\ud800"}}',
      '{"metadata":{"a":1e999}}',
      '{"metadata":{"\\u0000":1}}',
    ];

    const answers = await Promise.all(bodies.map((body) => owner.patch(path, body, { headers })));

    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
  });

  it('tells the history and the recipe of an image', async () => {
    const id = await painted({ seed: 7 });

    const history = await owner.get(`/api/v1/images/${id}/history`);
    const recipe = await owner.get(`/api/v1/images/${id}/recipe`);

    expect([history.status, idsIn(history), recipe.status]).toEqual([200, [id], 200]);
    expect(recipe.json).toMatchObject({ kind: 'portrait' });
    expect((await stranger.get(`/api/v1/images/${id}/history`)).status).toBe(404);
    expect((await owner.get('/api/v1/images/not-an-id/history')).status).toBe(400);
  });

  it('deletes an image for good: gone everywhere, its files too, and everybody hears', async () => {
    const id = await painted({ tags: ['doomed'] });
    const path = `/api/v1/images/${id}`;
    await owner.get(`${path}/content`);
    const before = await admin.post('/api/v1/storage/cleanup');

    const deleted = await owner.delete(`/api/v1/portraits/${id}`);

    expect(deleted.status).toBe(204);
    const answers = [path, `${path}/content`, `${path}/history`, `${path}/recipe`].map((place) => owner.get(place));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([410, 410, 410, 410]);
    expect((await owner.patch(`${path}/metadata`, { tags: [] })).status).toBe(410);
    expect(idsIn(await owner.get('/api/v1/images?tag=doomed&status=all'))).toEqual([]);
    expect(await heard(id, 'image.deleted')).toMatchObject([
      { payload: { image_id: id, kind: 'portrait', reason: 'requested' } },
    ]);
    const after = await admin.post('/api/v1/storage/cleanup');
    expect(after.json).toMatchObject({ retired_removed: 0, orphans_removed: 0, dangling_images: 0 });
    expect(after.json.objects).toBeLessThan(before.json.objects as number);
    expect(after.json.bytes).toBeLessThan(before.json.bytes as number);
  });

  it('fails a job that needs a deleted image, and says why', async () => {
    const id = await painted({});
    await owner.delete(`/api/v1/portraits/${id}`);

    const request = { type: 'token', data: { image_id: id }, user_id: 'owner' };
    const [answer] = await hub.answers(await hub.publish('generation.requested', request));

    expect(answer).toMatchObject({ event_type: 'image.failed', payload: { code: 'VALIDATION_FAILED' } });
  });

  it('lets only admins clean up storage and clear the cache, and loses nothing by it', async () => {
    const id = await painted({});
    const content = (): Promise<number> => owner.get(`/api/v1/images/${id}/content`).then(({ status }) => status);
    const before = await content();

    const cleared = await Promise.all(
      ['', '?pattern=*', `?pattern=images/${id.slice(0, 2)}/${id}/*`, '?pattern=images/a'].map((query) =>
        admin.delete(`/api/v1/cache${query}`),
      ),
    );
    const broken = await Promise.all(
      ['?pattern=*x', '?pattern=', '?pattern=../*', '?pattern=a*b*', '?key=x'].map((query) =>
        admin.delete(`/api/v1/cache${query}`),
      ),
    );
    const refused = [await owner.delete('/api/v1/cache'), await owner.post('/api/v1/storage/cleanup')];

    expect(cleared.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect(broken.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect(refused.map(({ status }) => status)).toEqual([403, 403]);
    expect([before, await content()]).toEqual([200, 200]);
  });
});
