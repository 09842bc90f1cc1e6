import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentRefusedError } from '../../common/content-refused.errors';
import { DependencyAwayError } from '../../common/errors';
import { ClassifierProcess } from './classifier-process';
import { NsfwjsPictureClassifier } from './nsfwjs.picture-classifier';
import { ClassifierFailedError } from './picture-classifier';

/** A program in place of ours that does what the picture says. */
const PROGRAM = `process.on('disconnect', () => process.exit());
let busy = 0;
process.on('message', ({ picture, getReady }) => {
  if (getReady) return process.send({ ready: true });
  const text = Buffer.from(picture).toString();
  const scores = { Drawing: 1, Neutral: 0, Hentai: 0, Porn: 0, Sexy: 0, secret: process.env.SECRET_KEY, busy };
  if (text === 'die') process.exit(1);
  if (text === 'fail') process.send({ failure: 'cannot' });
  if (text === 'unfit') process.send({ scores: { ...scores, Porn: 0.3, Sexy: 0.3 } });
  if (text === 'nonsense') process.send({ scores: {} });
  if (text === 'just fit') process.send({ scores: { ...scores, Porn: 0.3, Sexy: 0.29 } });
  if (text === 'slow') { busy += 1; setTimeout(() => { process.send({ scores }); busy -= 1; }, 50); }
});`;

describe('NsfwjsPictureClassifier', () => {
  let folder: string;
  let script: string;
  let running: ClassifierProcess;
  let classifier: NsfwjsPictureClassifier;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'classifier-'));
    script = join(folder, 'program.cjs');
    await writeFile(script, PROGRAM);
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    running = new ClassifierProcess({ script, longestMs: 500 });
    classifier = new NsfwjsPictureClassifier(running);
  });
  afterEach(() => running.stop());

  const look = (text: string) => classifier.assertFit(Buffer.from(text));

  it('refuses from three fifths on, and what it cannot judge', async () => {
    await expect(look('just fit')).resolves.toBeUndefined();
    await expect(look('unfit')).rejects.toBeInstanceOf(ContentRefusedError);
    await expect(look('nonsense')).rejects.toBeInstanceOf(ContentRefusedError);
  });

  it.each(['die', 'fail', 'hang'])('lets nothing pass unseen when its process does this: %s', async (text) => {
    await expect(look(text)).rejects.toBeInstanceOf(ClassifierFailedError);

    await expect(look('just fit')).resolves.toBeUndefined();
  });

  it('says before anything is painted that it cannot look', async () => {
    const missing = new NsfwjsPictureClassifier(new ClassifierProcess({ script: join(folder, 'missing.cjs') }));

    await expect(missing.assertReady()).rejects.toBeInstanceOf(DependencyAwayError);
    await expect(classifier.assertReady()).resolves.toBeUndefined();
  });

  it('looks at one picture at a time, and keeps the process between them', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => running.ask({ picture: Buffer.from('slow') })));

    // The program says how many it was busy with when the order came.
    expect(JSON.stringify(answers)).not.toMatch(/"busy":[1-9]/);
    expect(answers).toHaveLength(3);
    expect(running.pid).toBeDefined();
  });

  it('gives its process none of our secrets', async () => {
    process.env.SECRET_KEY = 'a secret';

    const answer = await running.ask({ picture: Buffer.from('slow') });

    delete process.env.SECRET_KEY;
    expect(JSON.stringify(answer)).not.toContain('a secret');
  });

  it('ends when it has had nothing to do for a while, and when the service ends', async () => {
    running = new ClassifierProcess({ script, idleMs: 20 });
    await running.ask({ getReady: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(running.pid).toBeUndefined();

    await classifier.assertReady();
    classifier.onApplicationShutdown();

    await expect(classifier.assertReady()).resolves.toBeUndefined();
  });
});
