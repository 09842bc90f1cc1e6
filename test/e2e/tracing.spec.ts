import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { eventually } from '../support/eventually';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { startTraceCollector, type CollectedSpan, type TraceCollector } from '../support/trace-collector';
import { HubStranger } from './support/hub';
import { Markers } from './support/markers';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const SENDER = '00f067aa0ba902b7';
const authorization = `Bearer ${tokenFor({ sub: 'user-7', roles: ['user'] })}`;

describe('A trace', () => {
  const markers = new Markers();
  let collector: TraceCollector;
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;

  beforeAll(async () => {
    collector = await startTraceCollector();
    server = await startSimulatedA1111({ renderMs: 5 });
    service = await startServiceUnderTest({
      ROLE: 'api',
      STABLE_DIFFUSION_URL: server.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_SERVICE_NAME: 'pictures-of-tests',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    await service.sibling({ ROLE: 'worker' });
    hub = await HubStranger.join(service.hubUrl);
    const secrets = markers.in('character', ['name', 'notes', 'backstory', 'personality']);
    const appearance = { hair: 'red', build: `a ${markers.at('appearance')} scar` };
    characters = await startSimulatedCharacterService({
      url: service.hubUrl,
      characters: [{ id: 'char-1', species: 'elf', ...secrets, appearance }],
    });
  }, 60_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
    await server?.stop();
    await collector?.stop();
  });

  const spansOf = (traceId: string): CollectedSpan[] => collector.spans.filter((span) => span.traceId === traceId);
  /** The names from a span up to the one that nobody of ours began. */
  const pathOf = (span: CollectedSpan): string[] => {
    const parent = collector.spans.find(({ spanId }) => spanId === span.parentId);
    return [span.name, ...(parent === undefined ? [span.parentId] : pathOf(parent))];
  };
  const named = (traceId: string, name: string): CollectedSpan[] => spansOf(traceId).filter((one) => one.name === name);
  const whenTold = (traceId: string, name: string, count: number): Promise<void> =>
    eventually(() => expect(named(traceId, name)).toHaveLength(count), { timeoutMs: 20_000 });

  it('leads from an event to its portrait and token and to what is announced of them, across processes', async () => {
    const traceId = 'a1'.repeat(16);
    const asked: string[] = [];
    hub.connection.subscribe('character.get', {
      callback: (_error, message) => asked.push(message.headers?.get('traceparent') ?? 'none'),
    });
    const body = { character_id: 'char-1', secret: markers.at('event') };
    const id = await hub.publish('character.created', body, { traceparent: `00-${traceId}-${SENDER}-01` });
    await hub.answers(id, 2);
    await whenTold(traceId, 'publish image.generated', 2);

    const up = new Set(named(traceId, 'publish image.generated').map((span) => pathOf(span).join(' < ')));
    const [rendered] = named(traceId, 'POST /sdapi/v1/txt2img');
    const [details] = named(traceId, 'request character.get');
    const [accepted] = named(traceId, 'accept portrait');
    const cut = named(traceId, 'compose token').find(({ links }) => links.length > 0);

    expect([...up].sort()).toEqual([
      `publish image.generated < store < compose token < accept token < process character.created < ${SENDER}`,
      `publish image.generated < store < paint portrait < accept portrait < process character.created < ${SENDER}`,
    ]);
    expect(rendered && pathOf(rendered).slice(1, 4)).toEqual(['render', 'paint portrait', 'accept portrait']);
    expect(details && pathOf(details).slice(1, 3)).toEqual(['compose portrait', 'accept portrait']);
    expect(asked).toContain(`00-${traceId}-${details?.spanId}-01`);
    expect(cut?.links).toEqual([accepted?.spanId]);
    const heard = hub.heard.filter(({ envelope }) => envelope.causation_id === id);
    expect(heard.map(({ headers }) => headers.traceparent).sort()).toEqual(
      named(traceId, 'publish image.generated')
        .map(({ spanId }) => `00-${traceId}-${spanId}-01`)
        .sort(),
    );
  }, 60_000);

  it('says what was done for which job, and in which process', () => {
    const traceId = 'a1'.repeat(16);
    const [job] = hub.heard.filter(({ envelope }) => envelope.payload.kind === 'portrait');
    const [painted] = named(traceId, 'paint portrait');
    const [accepted] = named(traceId, 'accept portrait');

    expect(painted).toMatchObject({
      attributes: {
        'image.job_id': job?.envelope.payload.job_id,
        'image.id': job?.envelope.payload.image_id,
        'image.kind': 'portrait',
        'image.attempt': 1,
        'image.outcome': 'completed',
      },
      resource: { 'service.name': 'pictures-of-tests', 'image.role': 'worker' },
      hasFailed: false,
    });
    expect(accepted?.resource).toMatchObject({ 'image.role': 'api' });
    expect(named(traceId, 'render')[0]?.attributes).toMatchObject({ 'image.dialect': 'a1111' });
    const stages = ['wait to compose', 'wait to paint', 'verify', 'process', 'store', 'publish image.generated'];
    for (const stage of stages) expect([stage, named(traceId, stage).length > 0]).toEqual([stage, true]);
    for (const span of spansOf(traceId)) expect([span.name, span.startNs <= span.endNs]).toEqual([span.name, true]);
  });

  it('leads from a request over HTTP to its picture, and from an edit to what it is made of', async () => {
    const [first, second] = ['b2'.repeat(16), 'c3'.repeat(16)];
    const post = (path: string, traceId: string, body: object): Promise<Response> =>
      fetch(`${service.url}/api/v1${path}?note=${markers.at('query')}`, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          prefer: 'wait=30',
          traceparent: `00-${traceId}-${SENDER}-01`,
        },
        body: JSON.stringify(body),
      });
    const portrait = await post('/portraits', first, { description: `a ${markers.at('description')} baker` });
    const { id } = (await portrait.json()) as { id: string };
    const styled = await post(`/images/${id}/style`, second, { theme: 'horror' });
    expect([portrait.status, styled.status]).toEqual([201, 201]);

    await whenTold(first, 'POST /api/v1/portraits', 1);
    await whenTold(second, 'publish image.generated', 1);
    const [published] = named(second, 'publish image.generated');

    expect(published && pathOf(published)).toEqual([
      ...['publish image.generated', 'store', 'paint portrait', 'accept portrait'],
      ...['POST /api/v1/images/:id/style', SENDER],
    ]);
    expect(named(second, 'compose portrait')[0]?.links).toEqual([named(first, 'accept portrait')[0]?.spanId]);
    expect(named(first, 'POST /api/v1/portraits')[0]?.attributes).toMatchObject({ 'http.response.status_code': 201 });
  }, 60_000);

  it('names the code of what failed, and no message', async () => {
    const traceId = 'd4'.repeat(16);
    const data = { character_id: `nobody ${markers.at('character id')}`.replace(' ', '-') };
    const traceparent = `00-${traceId}-${SENDER}-01`;
    const id = await hub.publish('generation.requested', { type: 'portrait', data }, { traceparent });
    await hub.answers(id);
    await whenTold(traceId, 'publish image.failed', 1);

    const [composed] = named(traceId, 'compose portrait');

    expect(composed?.attributes).toMatchObject({ 'image.outcome': 'failed', 'image.code': 'CHARACTER_NOT_FOUND' });
    expect(named(traceId, 'publish image.failed').map((span) => pathOf(span)[1])).toEqual(['compose portrait']);
  }, 30_000);

  it('holds nothing that anybody wrote', () => {
    expect(collector.spans.length).toBeGreaterThan(40);
    expect(markers.count).toBeGreaterThan(7);
    expect(markers.foundIn('a trace', collector.text())).toEqual([]);
    expect(collector.spans.filter(({ events }) => events > 0)).toEqual([]);
  });
});

describe('A collector that swallows everything', () => {
  it('is noticed by nobody, also at the end', async () => {
    const swallower = createServer((socket) => socket.on('error', () => undefined).resume());
    swallower.listen(0, '127.0.0.1');
    await once(swallower, 'listening');
    const service = await startServiceUnderTest({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(swallower.address() as AddressInfo).port}`,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_BSP_EXPORT_TIMEOUT: '500',
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
      OTEL_BSP_MAX_QUEUE_SIZE: '20',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10',
    });
    const hub = await HubStranger.join(service.hubUrl);

    const asked = await Promise.all(
      ['a cook', 'a cat', 'a queen'].map((description) =>
        hub.publish('generation.requested', { type: 'portrait', data: { description } }),
      ),
    );
    const answers = await Promise.all(asked.map((id) => hub.answers(id)));
    await eventually(() => expect(service.log()).toContain('the collector takes no traces'));
    const health = await fetch(`${service.url}/health`);
    const code = await service.end('SIGTERM');

    expect(answers.flat().map(({ event_type: type }) => type)).toEqual(Array(3).fill('image.generated'));
    expect(await health.json()).toMatchObject({ status: 'ok' });
    expect(code).toBe(0);
    expect(service.log().match(/the collector takes no traces/g)).toHaveLength(1);
    await hub.leave();
    await service.remove();
    swallower.close();
  }, 60_000);
});
