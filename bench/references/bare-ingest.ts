import { AckPolicy, connect, type Consumer } from 'nats';
import { Client } from 'pg';
import { answering, programSettings } from '../harness/answering';

const { hubUrl, databaseUrl } = programSettings<{ hubUrl: string; databaseUrl: string }>();
const BATCH = 50;
const STATEMENT = `WITH inbox AS (
    INSERT INTO bare_inbox (event_id) SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id)
  INSERT INTO bare_jobs (event_id, payload) SELECT event_id, payload
  FROM unnest($1::uuid[], $2::jsonb[]) AS event(event_id, payload) JOIN inbox USING (event_id)`;

let consumer: Consumer;
let database: Client;

/** Reference of P4: fifty messages, one statement for inbox and jobs, fifty acknowledgements. */
answering({
  start: async () => {
    database = new Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query(
      'CREATE TABLE bare_inbox (event_id uuid PRIMARY KEY); CREATE TABLE bare_jobs (id bigserial PRIMARY KEY, event_id uuid, payload jsonb)',
    );
    const hub = await connect({ servers: hubUrl });
    const manager = await hub.jetstreamManager();
    await manager.consumers.add('BARE', { durable_name: 'bare', ack_policy: AckPolicy.Explicit });
    consumer = await hub.jetstream().consumers.get('BARE', 'bare');
    return {};
  },
  takeIn: async ({ events }: { events: number }) => {
    const startMs = performance.now();
    for (let taken = 0; taken < events;) {
      const messages = await consumer.fetch({ max_messages: BATCH, expires: 2000 });
      const batch = [];
      for await (const message of messages) batch.push(message);
      if (batch.length === 0) throw new Error(`${taken} of ${events} events were there`);
      const read = batch.map((message) => message.json<{ id: string; payload: object }>());
      await database.query(STATEMENT, [read.map(({ id }) => id), read.map(({ payload }) => JSON.stringify(payload))]);
      await Promise.all(batch.map((message) => message.ackAck()));
      taken += batch.length;
    }
    return { perSecond: events / ((performance.now() - startMs) / 1000) };
  },
});
