import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { AckPolicy, connect, nanos, type JetStreamClient, type JsMsg } from 'nats';
import { Pool } from 'pg';

/**
 * The worker as one writes it on a first afternoon: notes each request in a table and skips what is noted already, does
 * the work in the handler of the message, publishes, acknowledges last. It looks right, passes every test without
 * faults, and loses and doubles answers under them. The harness must notice that: this shows that it can fail.
 */
const SUBJECTS = ['generation.requested', 'character.created', 'campaign.location_added'];
const ACK_WAIT_MS = 5000;

interface Wanted {
  readonly eventId: string;
  readonly kind: string;
  readonly requestId: string | undefined;
}

const env = (name: string): string => process.env[name] ?? '';
const backend = env('STABLE_DIFFUSION_URL').split(',')[0]?.split('#')[0] ?? '';
const pool = new Pool({ connectionString: env('DATABASE_URL'), max: 4 });
pool.on('error', () => undefined);

async function handle(message: JsMsg, jetstream: JetStreamClient): Promise<void> {
  for (const wanted of wantedBy(message)) {
    const { rowCount } = await pool.query('SELECT 1 FROM naive WHERE event_id = $1 AND kind = $2', [
      wanted.eventId,
      wanted.kind,
    ]);
    if (rowCount !== 0) continue;
    await pool.query('INSERT INTO naive (event_id, kind) VALUES ($1, $2)', [wanted.eventId, wanted.kind]);
    await paint();
    const payload = { request_id: wanted.requestId, kind: wanted.kind, image_id: randomUUID() };
    const event = { id: randomUUID(), event_type: 'image.generated', causation_id: wanted.eventId, payload };
    await jetstream.publish('image.generated', JSON.stringify(event), { timeout: 2000 });
  }
  message.ack();
}

function wantedBy(message: JsMsg): Wanted[] {
  try {
    const { id, payload } = message.json<{ id?: string; payload: Record<string, unknown> }>();
    if (id === undefined) return [];
    if (message.subject === 'campaign.location_added') return [{ eventId: id, kind: 'map', requestId: undefined }];
    if (message.subject === 'character.created') {
      return ['portrait', 'token'].map((kind) => ({ eventId: id, kind, requestId: undefined }));
    }
    const requestId = String(payload.request_id);
    return [{ eventId: requestId, kind: String(payload.type), requestId }];
  } catch {
    return [];
  }
}

async function paint(): Promise<void> {
  const answer = await fetch(`${backend}/sdapi/v1/txt2img`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'a hero', width: 64, height: 64, steps: 1 }),
    signal: AbortSignal.timeout(4000),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the backend answers ${answer.status}`);
}

async function prepare(): Promise<JetStreamClient> {
  await pool.query('CREATE TABLE IF NOT EXISTS naive (event_id text, kind text)');
  const connection = await connect({
    servers: env('MESSAGE_HUB_URL'),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
  });
  const manager = await connection.jetstreamManager();
  await manager.streams.add({ name: 'IMAGE_INTAKE', subjects: SUBJECTS });
  await manager.streams.add({ name: 'IMAGE_EVENTS', subjects: ['image.generated', 'image.failed'] });
  await manager.streams.add({ name: 'IMAGE_DEAD_LETTERS', subjects: ['image.dead.>'] });
  await manager.consumers.add('IMAGE_INTAKE', {
    durable_name: 'naive',
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
  });
  return connection.jetstream();
}

async function work(jetstream: JetStreamClient): Promise<never> {
  for (;;) {
    try {
      const consumer = await jetstream.consumers.get('IMAGE_INTAKE', 'naive');
      const messages = await consumer.fetch({ max_messages: 4, expires: 1000 });
      const handling: Promise<void>[] = [];
      for await (const message of messages) handling.push(handle(message, jetstream).catch(() => message.nak(1000)));
      await Promise.all(handling);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function patiently<T>(what: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await what();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

process.on('SIGTERM', () => process.exit(0));
void patiently(prepare).then((jetstream) => {
  createServer((_, response) => response.end('{}')).listen(Number(env('PORT')), '127.0.0.1');
  return work(jetstream);
});
