import sharp from 'sharp';
import { eventually } from '../support/eventually';
import type { Schema } from '../support/openapi-document';
import { strictJudge } from '../support/openapi-schemas';
import { startSimulatedA1111 } from '../support/simulated-a1111';
import { startSimulatedComfyui } from '../support/simulated-comfyui';
import { Api } from './support/api';
import { HubStranger } from './support/hub';
import { readEvents } from './support/read-events';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const RENDER_MS = 6000;

interface Document {
  readonly channels: {
    readonly 'image.progress': { readonly messages: { readonly progress: { readonly payload: Schema } } };
  };
}
interface Job {
  readonly status: string;
  readonly progress: number;
  readonly eta_seconds?: number;
  readonly preview: string;
}

const SERVERS = [
  ['AUTOMATIC1111', () => startSimulatedA1111({ renderMs: RENDER_MS })],
  ['ComfyUI', () => startSimulatedComfyui({ renderMs: RENDER_MS, showsPreviews: true })],
] as const;

describe.each(SERVERS)('While a picture is painted by %s', (_, startServer) => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let painter: Api;

  beforeAll(async () => {
    server = await startServer();
    service = await startServiceUnderTest({
      STABLE_DIFFUSION_URL: server.url,
      ROLE: 'all',
      PROGRESS_EVENTS: 'true',
      PREVIEWS: 'true',
    });
    hub = await HubStranger.join(service.hubUrl);
    painter = new Api(service.url, tokenFor({ sub: 'painter', roles: ['player'] }));
  }, 60_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
    await server?.stop();
  });

  it('everybody who may know is told how far it is, on every replica, and shown what there is', async () => {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    await service.sibling({ ROLE: 'api', PORT: String(port) });
    const elsewhere = new Api(`http://127.0.0.1:${port}`, tokenFor({ sub: 'painter', roles: ['player'] }));
    const stranger = new Api(service.url, tokenFor({ sub: 'stranger', roles: ['player'] }));
    const asked = await painter.post('/api/v1/portraits', { description: 'a glass blower', seed: 7 });
    const { job_id: id, image_id: imageId } = asked.json as { job_id: string; image_id: string };
    const events = elsewhere.get(`/api/v1/jobs/${id}/events`).then(({ stream }) => readEvents(stream));
    await eventually(async () => expect((await painter.get(`/api/v1/jobs/${id}/preview`)).status).toBe(200), {
      timeoutMs: 10_000,
      everyMs: 200,
    });

    const job = (await elsewhere.get(`/api/v1/jobs/${id}`)).json as Job;
    const listed = (await painter.get('/api/v1/jobs')).json.items[0] as Job;
    const preview = await painter.get(job.preview);
    const refused = await stranger.get(job.preview);
    const told = await events;
    const later = await painter.get(`/api/v1/jobs/${id}/preview`);

    expect(job).toMatchObject({ status: 'running', preview: `/api/v1/jobs/${id}/preview` });
    expect(job.progress).toBeGreaterThan(0);
    // Left out where nobody knows.
    expect(job.eta_seconds ?? 0).toBeLessThanOrEqual(RENDER_MS / 1000);
    expect(listed.progress).toBeGreaterThan(0);
    expect(preview.headers.get('cache-control')).toBe('no-store');
    expect(await sharp(preview.bytes).metadata()).toMatchObject({ format: 'webp', width: 64 });
    expect([refused.status, later.status]).toEqual([404, 404]);
    const fractions = told
      .filter(({ event }) => event === 'progress')
      .map(({ data }) => data.progress as number | undefined);
    const known = fractions.filter((fraction) => fraction !== undefined);
    expect(known.length).toBeGreaterThanOrEqual(3);
    expect([...known].sort((one, other) => one - other)).toEqual(known);
    expect(told.at(-1)).toMatchObject({ event: 'end', data: { status: 'completed' } });
    expect(told.at(-1)?.data).not.toHaveProperty('progress');

    const said = hub.heard.filter(({ subject }) => subject === 'image.progress').map(({ envelope }) => envelope);
    expect(said.length).toBeGreaterThanOrEqual(2);
    expect(said.length).toBeLessThanOrEqual(RENDER_MS / 2000 + 1);
    expect(said[0]).toMatchObject({
      event_type: 'image.progress',
      source: 'image-service',
      payload: { job_id: id, image_id: imageId, kind: 'portrait', owner_id: 'painter' },
    });
    const document = (await (await fetch(`${service.url}/asyncapi.json`)).json()) as Document;
    const judge = strictJudge(document, document.channels['image.progress'].messages.progress.payload);
    expect(said.flatMap((envelope) => judge(envelope))).toEqual([]);
  }, 60_000);
});
