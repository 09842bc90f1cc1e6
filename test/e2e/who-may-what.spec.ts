import { createHmac } from 'node:crypto';
import { eventually } from '../support/eventually';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { SECRET_KEY, tokenFor } from './support/token';

const CAMPAIGN = 'campaign-of-the-table';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const past = Math.floor(Date.now() / 1000) - 3600;

/** A token that a thief or a mistaken client would send. */
function forged(header: object, claims: object, key: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part({ exp: past + 7200, sub: 'owner', type: 'access', ...claims })}`;
  return `${signed}.${key === '' ? '' : createHmac('sha256', key).update(signed).digest('base64url')}`;
}
const HS256 = { alg: 'HS256', typ: 'JWT' };

/** Everybody who may come. Names of the columns. */
const WHO = {
  'no token': undefined,
  expired: tokenFor({ sub: 'owner', exp: past }),
  'wrong key': forged(HS256, {}, 'another-key-that-is-long-enough-for-hs256'),
  'alg none': forged({ alg: 'none' }, {}, ''),
  'refresh token': forged(HS256, { type: 'refresh' }, SECRET_KEY),
  owner: tokenFor({ sub: 'owner', campaigns: [CAMPAIGN] }),
  member: tokenFor({ sub: 'member', campaigns: [CAMPAIGN] }),
  stranger: tokenFor({ sub: 'stranger', campaigns: ['another-campaign'] }),
  service: tokenFor({ sub: 'a-service', roles: ['service'] }),
  admin: tokenFor({ sub: 'an-admin', roles: ['admin'] }),
  'owner who may only read': tokenFor({ sub: 'owner', permissions: ['image:read'] }),
  'owner who may nothing': tokenFor({ sub: 'owner', permissions: [] }),
  'owner with a wildcard': tokenFor({ sub: 'owner', permissions: ['image:*'] }),
  'owner with other permissions': tokenFor({ sub: 'owner', permissions: ['character:*', 'image'] }),
  'admin who may only read': tokenFor({ sub: 'an-admin', roles: ['admin'], permissions: ['image:read'] }),
} as const;
type Who = keyof typeof WHO;
const NOBODY: readonly Who[] = ['no token', 'expired', 'wrong key', 'alg none', 'refresh token'];

type Row = Readonly<Record<Who, number>>;
const row = (known: Omit<Row, (typeof NOBODY)[number]>): Row =>
  ({ ...Object.fromEntries(NOBODY.map((who) => [who, 401])), ...known }) as Row;

/** Open to everyone, whatever they send. */
const open = (done: number): Row => Object.fromEntries(Object.keys(WHO).map((who) => [who, done])) as Row;
const OPEN = open(200);
/** Reading one thing that belongs to the owner and to the campaign. */
const READ_ONE = row({
  ...{ owner: 200, member: 200, stranger: 404, service: 200, admin: 200 },
  ...{ 'owner who may only read': 200, 'owner who may nothing': 403, 'owner with a wildcard': 200 },
  ...{ 'owner with other permissions': 403, 'admin who may only read': 200 },
});
/** Reading what is not there: who may see the thing is told no more than who may not. */
const READ_NONE = row({
  ...{ owner: 404, member: 404, stranger: 404, service: 404, admin: 404 },
  ...{ 'owner who may only read': 404, 'owner who may nothing': 403, 'owner with a wildcard': 404 },
  ...{ 'owner with other permissions': 403, 'admin who may only read': 404 },
});
/** Reading what is everybody's, or a list of what one may read. */
const READ_ALL = row({ ...READ_ONE, stranger: 200 });
/** Changing one such thing; `done` is the answer to who may. */
const change = (done: number): Row =>
  row({
    ...{ owner: done, member: 403, stranger: 404, service: 403, admin: done },
    ...{ 'owner who may only read': 403, 'owner who may nothing': 403, 'owner with a wildcard': done },
    ...{ 'owner with other permissions': 403, 'admin who may only read': 403 },
  });
/** Making something new: the empty body gets past the door and no further. */
const CREATE = row({ ...change(422), member: 422, stranger: 422, service: 422 });
/** A batch is nobody's but whoever asked for it; its pictures may belong to a campaign. */
const READ_BATCH = row({ ...READ_ONE, member: 404 });
/** Looking at what runs the service, for those who read everything. */
const OVERSEE = row({
  ...{ owner: 403, member: 403, stranger: 403, service: 200, admin: 200 },
  ...{ 'owner who may only read': 403, 'owner who may nothing': 403, 'owner with a wildcard': 403 },
  ...{ 'owner with other permissions': 403, 'admin who may only read': 200 },
});
/** For those who run the service. */
const operate = (done: number): Row => row({ ...change(403), stranger: 403, admin: done });

interface Endpoint {
  readonly may: Row;
  readonly body?: object;
  /** The thing is gone afterwards: who succeeds gets one of their own. */
  readonly spends?: Kind;
}

/** THE table: every operation of the document, and what everybody gets. */
const TABLE: Readonly<Record<string, Endpoint>> = {
  // The page asks for a token itself; of its files there is none that is called `small`.
  'GET /': { may: OPEN },
  'GET /assets/{name}': { may: open(404) },
  'GET /health': { may: OPEN },
  'GET /health/live': { may: OPEN },
  'GET /health/ready': { may: OPEN },
  'GET /metrics': { may: OPEN },
  'GET /openapi.json': { may: OPEN },
  'GET /asyncapi.json': { may: OPEN },
  'GET /api/v1/themes': { may: READ_ALL },
  'GET /api/v1/images': { may: READ_ALL },
  'GET /api/v1/jobs': { may: READ_ALL },
  'GET /api/v1/images/{id}': { may: READ_ONE },
  'GET /api/v1/images/{id}/history': { may: READ_ONE },
  'GET /api/v1/images/{id}/recipe': { may: READ_ONE },
  'GET /api/v1/images/{id}/content': { may: READ_ONE },
  'GET /api/v1/images/{id}/variants/{name}': { may: READ_ONE },
  'PATCH /api/v1/images/{id}/metadata': { may: change(200), body: { tags: ['table'] } },
  'POST /api/v1/images/{id}/style': { may: change(202), body: { theme: 'horror' } },
  'POST /api/v1/images/{id}/inpaint': { may: change(422), body: {} },
  'POST /api/v1/images/{id}/upscale': { may: change(202), body: { factor: 2 } },
  'GET /api/v1/jobs/{id}': { may: READ_ONE },
  'GET /api/v1/jobs/{id}/events': { may: READ_ONE },
  'GET /api/v1/jobs/{id}/preview': { may: READ_NONE },
  'DELETE /api/v1/jobs/{id}': { may: change(409) },
  'POST /api/v1/jobs/{id}/retry': { may: change(409) },
  'GET /api/v1/backends': { may: OVERSEE },
  'GET /api/v1/batches/{id}': { may: READ_BATCH },
  'POST /api/v1/portraits': { may: CREATE, body: {} },
  'GET /api/v1/portraits/{id}': { may: READ_ONE },
  'POST /api/v1/portraits/{id}/regenerate': { may: change(202), body: {} },
  'DELETE /api/v1/portraits/{id}': { may: change(204), spends: 'portraits' },
  'POST /api/v1/maps': { may: CREATE, body: {} },
  'GET /api/v1/maps/{id}': { may: READ_ONE },
  'GET /api/v1/maps/{id}/uvtt': { may: READ_ONE },
  'GET /api/v1/maps/{id}/foundry': { may: READ_ONE },
  'GET /api/v1/maps/{id}/print.pdf': { may: READ_ONE },
  'GET /api/v1/maps/{id}/overlay.png': { may: READ_ONE },
  'PUT /api/v1/maps/{id}': { may: change(200), body: { name: 'The table' } },
  'DELETE /api/v1/maps/{id}': { may: change(204), spends: 'maps' },
  'POST /api/v1/tokens': { may: CREATE, body: {} },
  'POST /api/v1/tokens/batch': { may: CREATE, body: {} },
  'GET /api/v1/tokens/{id}': { may: READ_ONE },
  'GET /api/v1/tokens/{id}/pack.zip': { may: READ_ONE },
  'DELETE /api/v1/tokens/{id}': { may: change(204), spends: 'tokens' },
  'POST /api/v1/items': { may: CREATE, body: {} },
  'GET /api/v1/items/{id}': { may: READ_ONE },
  'DELETE /api/v1/items/{id}': { may: change(204), spends: 'items' },
  'DELETE /api/v1/cache': { may: operate(204) },
  'PUT /api/v1/log-level': { may: operate(200), body: { level: 'info' } },
  'POST /api/v1/storage/cleanup': { may: operate(200) },
};

const MAKE = {
  portraits: { description: 'a guard', campaign_id: CAMPAIGN },
  maps: { description: 'a cellar', dimensions: { width: 8, height: 8 }, campaign_id: CAMPAIGN },
  tokens: { description: 'a guard', campaign_id: CAMPAIGN },
  items: { name: 'a lantern', campaign_id: CAMPAIGN },
} as const;
type Kind = keyof typeof MAKE;

describe('Who may what', () => {
  let service: ServiceUnderTest;
  const made = {} as Record<Kind, { image_id: string; job_id: string }>;
  let batchId = '';

  const ask = (who: Who, method: string, path: string, body?: object): Promise<Response> => {
    const token = WHO[who];
    return fetch(service.url + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };

  /** A finished picture of the owner, shown to the campaign. */
  const make = async (kind: Kind): Promise<{ image_id: string; job_id: string }> => {
    const accepted = await ask('owner', 'POST', `/api/v1/${kind}`, MAKE[kind]);
    const job = (await accepted.json()) as { image_id: string; job_id: string };
    if (accepted.status !== 202) throw new Error(`${kind}: ${accepted.status} ${JSON.stringify(job)}`);
    await eventually(
      async () => expect((await ask('owner', 'GET', `/api/v1/images/${job.image_id}`)).status).toBe(200),
      { timeoutMs: 30_000, everyMs: 50 },
    );
    return job;
  };

  /** The path of an operation for one of the things there are. */
  const pathOf = (template: string, thing: { image_id: string; job_id: string }): string => {
    const id = template.includes('/jobs/') ? thing.job_id : template.includes('/batches/') ? batchId : thing.image_id;
    return template.replace('{id}', id).replace('{name}', 'small');
  };
  const kindOf = (template: string): Kind =>
    (/\/(maps|tokens|items)\//.exec(template)?.[1] as Kind | undefined) ?? 'portraits';

  beforeAll(async () => {
    service = await startServiceUnderTest();
    for (const kind of Object.keys(MAKE) as Kind[]) made[kind] = await make(kind);
    const batch = await ask('owner', 'POST', '/api/v1/tokens/batch', { items: [MAKE.tokens] });
    batchId = ((await batch.json()) as { batch_id: string }).batch_id;
  }, 120_000);
  afterAll(() => service.remove());

  it('has a row for every operation of the document, and no other', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, object> };
    const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((name) => methods.includes(name))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );

    expect(Object.keys(TABLE).sort()).toEqual(documented.sort());
  });

  it.each(Object.entries(TABLE))(
    '%s',
    async (operation, { may, body, spends }) => {
      const [method = '', template = ''] = operation.split(' ');
      const got: Record<string, number> = {};

      for (const who of Object.keys(WHO) as Who[]) {
        const thing = spends !== undefined && may[who] === 204 ? await make(spends) : made[kindOf(template)];
        const answer = await ask(who, method, pathOf(template, thing), body);
        await answer.body?.cancel();
        got[who] = answer.status;
      }

      expect(got).toEqual(may);
    },
    60_000,
  );

  it.each(Object.entries(TABLE).filter(([operation]) => operation.includes('{id}')))(
    'a foreign id and an unknown one cannot be told apart: %s',
    async (operation, { body }) => {
      const [method = '', template = ''] = operation.split(' ');
      const unknown = { image_id: UNKNOWN, job_id: UNKNOWN };
      const shape = async (path: string): Promise<string> => {
        const answer = await ask('stranger', method, path, body);
        const own = new Set(['date', 'x-request-id', 'keep-alive', 'connection']);
        const headers = [...answer.headers].filter(([name]) => !own.has(name));
        const text = (await answer.text()).replace(/"correlation_id":"[^"]*"/, '');
        return JSON.stringify([answer.status, headers, text]);
      };

      const foreign = await shape(pathOf(template, made[kindOf(template)]));
      const missing = await shape(
        template.includes('/batches/') ? template.replace('{id}', UNKNOWN) : pathOf(template, unknown),
      );

      expect(foreign).toBe(missing);
    },
  );
});
