import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlankOutputError, ImageTooLargeError, UnreadableImageError } from '../picture-errors';
import { PictureWorkshop, WorkshopEndedError } from './picture-workshop';

/** A program in place of ours that does what the picture says, and tells what it was asked. */
const PROGRAM = `process.on('disconnect', () => process.exit());
process.on('message', (order) => {
  const bytes = order.look ?? order.finish;
  const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString();
  if (text === 'die') process.exit(1);
  if (text === 'fail') return process.send({ failure: 'cannot' });
  if (text === 'black') return process.send({ refused: { is: 'blank', reason: 'black' } });
  if (text === 'large') return process.send({ refused: { is: 'too large', limit: 'at most 7' } });
  if (text === 'torn') return process.send({ refused: { is: 'unreadable', cause: 'torn' } });
  process.send('look' in order ? { seen: true } : { finished: { asked: text, cores: order.cores, original: {}, bytes: { bytes } } });
});`;

const PLAN = { variants: [], marking: { provenance: 'algorithmicMedia' as const } };
const LIMITS = { maxBytes: 1000 };

describe('PictureWorkshop', () => {
  let folder: string;
  let workshop: PictureWorkshop;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workshop-'));
    await writeFile(join(folder, 'program.cjs'), PROGRAM);
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    workshop = new PictureWorkshop({ processes: 2, script: join(folder, 'program.cjs') });
  });
  afterEach(() => workshop.onApplicationShutdown());

  const startWithOne = (): void => {
    workshop.onApplicationShutdown();
    workshop = new PictureWorkshop({ processes: 1, script: join(folder, 'program.cjs') });
  };
  const look = (picture: Buffer): Promise<void> => workshop.look(picture, LIMITS);
  const asked = async (picture: Buffer): Promise<unknown> =>
    ((await workshop.finish(picture, PLAN)) as unknown as { asked: string }).asked;

  it('sends a picture once that is looked at and then finished', async () => {
    const picture = Buffer.from('portrait');

    await look(picture);

    expect(await asked(picture)).toBe('last');
  });

  it('sends it again when something else was looked at in between', async () => {
    const picture = Buffer.from('portrait');
    await look(picture);
    await Promise.all([look(Buffer.from('another')), look(Buffer.from('a third'))]);

    const what = await asked(picture);

    expect(what).toBe('portrait');
  });

  it('keeps what was looked at for whoever finishes it, though others wait', async () => {
    startWithOne();
    const pictures = ['first', 'second', 'third'].map((text) => Buffer.from(text));

    const what = await Promise.all(pictures.map((picture) => look(picture).then(() => asked(picture))));

    expect(what).toEqual(['last', 'last', 'last']);
  });

  it('does not wait for a picture that nobody finishes', async () => {
    startWithOne();
    const same = Buffer.from('same');

    await Promise.all([look(same), look(same), look(Buffer.from('another'))]);

    expect(await asked(same)).toBe('same');
  });

  it('lets the others wait when more come than there are processes', async () => {
    const pictures = Array.from({ length: 9 }, (_, index) => Buffer.from(`picture ${index}`));

    const answers = await Promise.all(pictures.map(asked));

    expect(answers).toEqual(pictures.map(String));
  });

  it.each<[string, number, number, number[]]>([
    ['two for one picture', 2, 1, [2]],
    ['one for the second of two', 2, 2, [2, 1]],
    ['two each where there are as many', 4, 2, [2, 2]],
    ['one where there is one', 1, 1, [1]],
  ])('has a picture finished on two cores where there are two for each: %s', async (_case, cores, pictures, given) => {
    workshop.onApplicationShutdown();
    workshop = new PictureWorkshop({ processes: 2, cores, script: join(folder, 'program.cjs') });
    const finish = async (text: string): Promise<number> =>
      ((await workshop.finish(Buffer.from(text), PLAN)) as unknown as { cores: number }).cores;

    const answers = await Promise.all(['one', 'two'].slice(0, pictures).map(finish));

    expect(answers).toEqual(given);
  });

  it.each([
    ['black', BlankOutputError],
    ['large', ImageTooLargeError],
    ['torn', UnreadableImageError],
    ['fail', WorkshopEndedError],
  ])('says of a picture that is %s what the process says', async (text, error) => {
    await expect(look(Buffer.from(text))).rejects.toBeInstanceOf(error);
  });

  it('gives a picture up over which two processes died, and works on', async () => {
    await expect(look(Buffer.from('die'))).rejects.toBeInstanceOf(WorkshopEndedError);

    expect(await asked(Buffer.from('portrait'))).toBe('portrait');
  });
});
