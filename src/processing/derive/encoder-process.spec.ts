import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DerivePlan } from './derive-picture';
import { EncoderEndedProblem, EncoderProcess } from './encoder-process';

const plan: DerivePlan = { format: 'webp', widthPx: 64, heightPx: 64, fit: 'cover' };

/** A program in place of ours that does what the picture says. */
const PROGRAM = `process.on('disconnect', () => process.exit());
process.on('message', ({ original }) => {
  const text = Buffer.from(original).toString();
  if (text === 'die') process.exit(1);
  if (text === 'fail') process.send({ failure: 'cannot' });
  if (text === 'answer') process.send({ picture: { bytes: original, pid: process.pid, threads: process.env.UV_THREADPOOL_SIZE, secret: process.env.SECRET_KEY } });
});`;

describe('EncoderProcess', () => {
  let folder: string;
  let script: string;
  let encoder: EncoderProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'encoder-'));
    script = join(folder, 'program.cjs');
    await writeFile(script, PROGRAM);
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    // A busy machine takes its time to start a process.
    encoder = new EncoderProcess({ script, longestMs: 30_000 });
  });
  afterEach(() => encoder.stop());

  const order = (text: string) => encoder.encode(Buffer.from(text), plan);

  it('starts with its first order and stays for the next', async () => {
    expect(encoder.pid).toBeUndefined();

    const answers = [await order('answer'), await order('answer')];

    expect(answers.map(({ bytes }) => String(bytes))).toEqual(['answer', 'answer']);
    expect(answers).toEqual(answers.map(() => expect.objectContaining({ pid: encoder.pid }) as unknown));
  });

  it('gives its process two threads and none of our secrets', async () => {
    process.env.SECRET_KEY = 'a secret';

    const answer = await order('answer');

    delete process.env.SECRET_KEY;
    expect(answer).toMatchObject({ threads: '2', secret: undefined });
  });

  it('refuses the order during which the process died, and starts another for the next', async () => {
    await expect(order('die')).rejects.toBeInstanceOf(EncoderEndedProblem);

    expect(String((await order('answer')).bytes)).toBe('answer');
  });

  it('ends a process that takes too long', async () => {
    encoder = new EncoderProcess({ script, longestMs: 500 });
    await expect(order('hang')).rejects.toBeInstanceOf(EncoderEndedProblem);

    expect(encoder.pid).toBeUndefined();
  });

  it('refuses a program that is not there', async () => {
    encoder = new EncoderProcess({ script: join(folder, 'missing.cjs') });

    await expect(order('answer')).rejects.toBeInstanceOf(EncoderEndedProblem);
  });

  it('says that a picture cannot be made, and keeps the process', async () => {
    await order('answer');
    const { pid } = encoder;

    await expect(order('fail')).rejects.toMatchObject({ code: 'INTERNAL' });

    expect(encoder.pid).toBe(pid);
  });

  it('ends when it has had nothing to do for a while', async () => {
    encoder = new EncoderProcess({ script, idleMs: 20 });
    const { pid } = Object.assign({ pid: 0 }, await order('answer'));

    await new Promise((resolve) => setTimeout(resolve, 300));

    expect(encoder.pid).toBeUndefined();
    expect(() => process.kill(pid, 0)).toThrow();
  });
});
