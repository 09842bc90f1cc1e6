import { AnswerJudge, type JudgedAnswer } from '../support/openapi-answers';
import type { PlacedOperation } from '../support/openapi-document';
import { Api } from './support/api';
import { ownIdsFor } from './support/fuzz-ground';
import { HubStranger } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const OWNER = 'reader-of-documents';

/** What the service says of itself, and whether it keeps to it. `src/openapi.spec.ts` holds it against the code. */
describe('The OpenAPI document of the running service', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let api: Api;
  let ownIds: Record<string, string[]>;

  beforeAll(async () => {
    service = await startServiceUnderTest({ RATE_LIMIT_WRITES: '0' });
    hub = await HubStranger.join(service.hubUrl);
    api = new Api(service.url, tokenFor({ sub: OWNER, roles: ['player'], campaigns: ['campaign-7'] }));
    ownIds = await ownIdsFor(OWNER, hub);
  }, 90_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
  });

  it.each(['/openapi.json', '/asyncapi.json'])('%s is open, and costs nothing for whoever has it', async (path) => {
    const stranger = new Api(service.url);

    const first = await stranger.get(path);
    const again = await stranger.get(path, { headers: { 'If-None-Match': first.headers.get('etag') ?? '' } });

    expect(first).toMatchObject({ status: 200, json: { info: { title: 'Image Service' } } });
    expect(again.status).toBe(304);
    expect(again.bytes).toHaveLength(0);
  });

  it('has pages for people', async () => {
    const page = await fetch(`${service.url}/docs`);

    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Image Service');
  });

  it('shows requests that are accepted as they stand', async () => {
    const { operations } = new AnswerJudge(await api.document());
    // Of operators too.
    const admin = new Api(service.url, tokenFor({ sub: OWNER, roles: ['admin'], campaigns: ['campaign-7'] }));
    const asked = operations.flatMap((placed) => examplesOf(placed).map((example) => ({ placed, ...example })));
    const refused: string[] = [];
    for (const { placed, name, value } of asked) {
      const { status, json } = await admin.send(placed.method.toUpperCase(), pathWith(placed, ownIds), { body: value });
      if (status >= 300) refused.push(`${placed.operation.operationId} ${name}: ${status} ${JSON.stringify(json)}`);
    }

    expect(refused).toEqual([]);
    expect(asked.length).toBeGreaterThan(8);
  }, 60_000);

  it('finds out what it does not document', async () => {
    const judge = new AnswerJudge(await api.document());
    const path = `/api/v1/images/${ownIds.images?.[0]}`;
    const { status, headers, bytes, json } = await api.get(path);
    const faultsOf = (change: Partial<JudgedAnswer>): readonly string[] =>
      judge.faultsOf({ method: 'GET', path }, { status, headers, bytes, json, ...change });

    const found = {
      nothing: faultsOf({}),
      member: faultsOf({ json: { ...json, secret: 1 } }),
      innerMember: faultsOf({ json: { ...json, links: { ...json.links, secret: 1 } } }),
      missing: faultsOf({ json: { ...json, sha256: undefined } }),
      type: faultsOf({ headers: new Headers({ 'content-type': 'text/html' }) }),
      status: faultsOf({ status: 418 }),
      operation: judge.faultsOf({ method: 'GET', path: '/nowhere' }, { status, headers, bytes, json }),
    };

    expect(found).toEqual({
      nothing: [],
      member: ['/: secret is not documented'],
      innerMember: ['/links: secret is not documented'],
      missing: [expect.stringContaining("must have required property 'sha256'")],
      type: [expect.stringContaining('content type text/html is not documented')],
      status: [expect.stringContaining('status 418 is not documented')],
      operation: ['the operation is not in the document'],
    });
  });
});

function examplesOf({ operation }: PlacedOperation): { name: string; value: unknown }[] {
  const media = operation.requestBody?.content['application/json'];
  if (media === undefined) return [];
  if (media.example !== undefined) return [{ name: 'example', value: media.example }];
  return Object.entries(media.examples ?? {}).map(([name, { value }]) => ({ name, value }));
}

/** The path with an id of the caller's: of its own kind, or of a portrait where any picture will do. */
function pathWith({ path }: PlacedOperation, ownIds: Record<string, string[]>): string {
  const group = path.split('/')[3] ?? '';
  const id = (group === 'images' ? ownIds.portraits : ownIds[group])?.[0] ?? '';
  return path.replace('{id}', id);
}
