import { randomUUID } from 'node:crypto';
import { connect, type NatsConnection } from 'nats';
import { eventually } from '../support/eventually';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';

interface Reply {
  readonly image_id: string;
  readonly job_id: string;
  readonly status: string;
  readonly url: string;
  readonly items: readonly Reply[];
  readonly owner_id: string;
  readonly error: { readonly code: string; readonly errors: readonly { readonly path: string }[] };
}

describe('Another service asks over the hub', () => {
  let service: ServiceUnderTest;
  let hub: NatsConnection;

  beforeAll(async () => {
    service = await startServiceUnderTest();
    hub = await connect({ servers: service.hubUrl });
  }, 60_000);
  afterAll(async () => {
    await hub.close();
    await service.remove();
  });

  const ask = async (subject: string, body: object): Promise<Reply> =>
    (await hub.request(subject, JSON.stringify(body), { timeout: 5000 })).json<Reply>();

  it.each([
    ['portrait', { description: 'a ferryman' }],
    ['map', { description: 'a cellar', dimensions: { width: 8, height: 8 } }],
    ['token', { description: 'a ferryman' }],
  ])(
    'for a %s, and finds it by its id and in the list',
    async (kind, body) => {
      const campaign = `campaign-${kind}`;

      const accepted = await ask(`image.generate_${kind}`, {
        ...body,
        campaign_id: campaign,
        user_id: 'mira',
        extra: 1,
      });
      const early = await ask('image.get', { image_id: accepted.image_id });
      const there = await eventually(
        async () => {
          const found = await ask('image.get', { image_id: accepted.image_id });
          expect(found.status).toBe('active');
          return found;
        },
        { timeoutMs: 20_000, everyMs: 50 },
      );
      const list = await ask('image.list', { campaign_id: campaign, limit: 5 });

      expect(accepted).toEqual({
        image_id: expect.any(String),
        job_id: expect.any(String),
        status: 'pending',
        url: `/api/v1/images/${accepted.image_id}/content`,
      });
      expect(early).toMatchObject({ image_id: accepted.image_id, job_id: accepted.job_id });
      expect(there).toMatchObject({ ...accepted, status: 'active', id: accepted.image_id, kind, owner_id: 'mira' });
      expect(list.items.map(({ image_id }) => image_id)).toEqual([accepted.image_id]);
    },
    30_000,
  );

  it('twice with the same request id, and gets the same job', async () => {
    const order = { description: 'a guard', request_id: `order-${randomUUID()}`, source: 'shop' };

    const first = await ask('image.generate_portrait', order);
    const second = await ask('image.generate_portrait', order);
    const other = await ask('image.generate_portrait', { ...order, source: 'market' });

    expect(second.job_id).toBe(first.job_id);
    expect(other.job_id).not.toBe(first.job_id);
  });

  it('wrongly, and is told what is wrong', async () => {
    const empty = await ask('image.generate_portrait', {});
    const name = await ask('image.generate_token', { description: 'a guard', request_id: 'a b' });
    const id = await ask('image.get', { image_id: 'seven' });
    const unknown = await ask('image.get', { image_id: randomUUID() });
    const list = await ask('image.list', { limit: 1000, cursor: '\0' });

    expect(empty.error).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'character_id' }] });
    expect(name.error).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'request_id' }] });
    expect(id.error).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'image_id' }] });
    expect(unknown.error).toMatchObject({ code: 'NOT_FOUND' });
    expect(list.error).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('a worker, and gets no answer from it', async () => {
    await service.end('SIGTERM');
    const worker = await service.sibling({ ROLE: 'worker' });

    await expect(ask('image.get', { image_id: randomUUID() })).rejects.toThrow();
    expect(worker.isRunning()).toBe(true);
  }, 30_000);
});
