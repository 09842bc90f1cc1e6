import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { AckPolicy, connect, JSONCodec, type JetStreamClient, type JsMsg } from 'nats';
import { Client } from 'pg';
import sharp from 'sharp';
import { answering, programSettings } from '../harness/answering';

/** Where the script works. */
interface ByHandSettings {
  readonly hubUrl: string;
  readonly databaseUrl: string;
  readonly backendUrl: string;
  readonly folder: string;
  readonly size: readonly [number, number];
}

const SIDES = [1024, 512, 256, 128];

/**
 * The unavoidable work for one picture in one script, as somebody writes it in an afternoon: a message, a render, the same five
 * files, a row, an answer. Reference of P3: it checks nothing, shares nothing and loses everything it holds when it dies.
 */
const { hubUrl, databaseUrl, backendUrl, folder, size } = programSettings<ByHandSettings>();

async function work(jetstream: JetStreamClient, database: Client): Promise<never> {
  const consumer = await jetstream.consumers.get('BY_HAND', 'by-hand');
  const messages = await consumer.consume({ max_messages: 1 });
  for await (const message of messages) await one(message, jetstream, database);
  throw new Error('the stream ended');
}

async function one(message: JsMsg, jetstream: JetStreamClient, database: Client): Promise<void> {
  const event = message.json<{ id: string; payload: { description: string } }>();
  const picture = await rendered(event.payload.description);
  const id = randomUUID();
  const files = await encoded(picture);
  await Promise.all(files.map((bytes, index) => put(`${id}-${index}`, bytes)));
  await database.query('INSERT INTO by_hand (id, cause, sizes, sha256) VALUES ($1, $2, $3, $4)', [
    id,
    event.id,
    files.map((bytes) => bytes.length),
    files.map((bytes) => createHash('sha256').update(bytes).digest('hex')),
  ]);
  await jetstream.publish('by-hand.generated', JSONCodec().encode({ id, causation_id: event.id }));
  await message.ackAck();
}

async function rendered(prompt: string): Promise<Buffer> {
  const [width, height] = size;
  const body = JSON.stringify({ prompt, width, height, steps: 30, seed: 7, sampler_name: 'Euler' });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${backendUrl}/sdapi/v1/txt2img`, { method: 'POST', headers, body });
  const { images } = (await answer.json()) as { images: string[] };
  return Buffer.from(images[0] ?? '', 'base64');
}

async function encoded(picture: Buffer): Promise<Buffer[]> {
  const original = sharp(picture).png({ compressionLevel: 6 }).toBuffer();
  const variants = SIDES.map((side) =>
    sharp(picture).resize(side, side, { fit: 'inside' }).webp({ quality: 80, effort: 2 }).toBuffer(),
  );
  return Promise.all([original, ...variants]);
}

async function put(name: string, bytes: Buffer): Promise<void> {
  const file = await open(join(folder, 'by-hand', name), 'w');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
}

answering({
  start: async () => {
    sharp.concurrency(1);
    await mkdir(join(folder, 'by-hand'), { recursive: true });
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query('CREATE TABLE by_hand (id uuid PRIMARY KEY, cause text, sizes int[], sha256 text[])');
    const hub = await connect({ servers: hubUrl });
    const manager = await hub.jetstreamManager();
    await manager.consumers.add('BY_HAND', {
      durable_name: 'by-hand',
      ack_policy: AckPolicy.Explicit,
      filter_subject: 'by-hand.requested',
    });
    void work(hub.jetstream(), database).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
    return {};
  },
});
