import type { DatabaseSignals } from '../database/database-signals';
import type { ImageEntity } from './image.entity';
import type { ImagesReader } from './images.reader';
import { REMEMBERED_MS, RememberedImages } from './remembered-images';

const ID = '5d4c5a0e-6f0c-5f0e-9a39-6a3f3a4c7b21';
const row = (version: number, status = 'active'): ImageEntity =>
  ({ id: ID, image_version: version, status }) as unknown as ImageEntity;

/** A database whose answers wait until they are let go, and the signals of one replica. */
class Surroundings {
  stored: ImageEntity | null = row(1);
  isListening = true;
  looks = 0;
  failure?: Error;
  hear: (text: string) => void = () => undefined;
  held?: { readonly let: Promise<void>; readonly go: () => void };

  readonly remembered = new RememberedImages(this.reader(), this as unknown as DatabaseSignals);

  on(_name: string, listener: (text: string) => void): () => void {
    this.hear = listener;
    return () => undefined;
  }

  hold(): void {
    let go: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (go = resolve));
    this.held = { let: opened, go };
  }

  private reader(): ImagesReader {
    const find = async (): Promise<ImageEntity | null> => {
      this.looks += 1;
      const seen = this.stored;
      await this.held?.let;
      if (this.failure !== undefined) throw this.failure;
      return seen;
    };
    return { find } as unknown as ImagesReader;
  }
}

describe('RememberedImages', () => {
  let around: Surroundings;

  beforeEach(() => {
    jest.useFakeTimers();
    around = new Surroundings();
    around.remembered.onModuleInit();
  });
  afterEach(() => jest.useRealTimers());

  it('asks the database once for a picture that many want', async () => {
    await around.remembered.find(ID);

    const image = await around.remembered.find(ID);

    expect([image?.image_version, around.looks]).toEqual([1, 1]);
  });

  it('asks the database once for all who come while it is being asked', async () => {
    around.hold();
    const asked = [around.remembered.find(ID), around.remembered.find(ID)];
    around.held?.go();

    const images = await Promise.all(asked);

    expect([images.map((image) => image?.image_version), around.looks]).toEqual([[1, 1], 1]);
  });

  it('asks anew for who comes after the signal of a change, whoever still waits', async () => {
    around.hold();
    const early = around.remembered.find(ID);
    around.stored = row(2);
    around.hear(ID);
    const late = around.remembered.find(ID);
    around.held?.go();

    const images = await Promise.all([early, late]);

    expect(images.map((image) => image?.image_version)).toEqual([1, 2]);
  });

  it('passes a failure on and asks again', async () => {
    around.failure = new Error('the database is away');
    await expect(around.remembered.find(ID)).rejects.toThrow('away');
    around.failure = undefined;

    const image = await around.remembered.find(ID);

    expect(image?.image_version).toBe(1);
  });

  it.each([
    ['the signal of a change', (it: Surroundings) => it.hear(ID)],
    ['a new connection, before which signals may have been lost', (it: Surroundings) => it.hear('')],
    ['a change of our own', (it: Surroundings) => it.remembered.forget([ID])],
    ['five seconds', () => jest.advanceTimersByTime(REMEMBERED_MS)],
  ])('asks again after %s', async (_what, happens) => {
    await around.remembered.find(ID);
    around.stored = row(2, 'deleted');
    happens(around);

    const image = await around.remembered.find(ID);

    expect(image?.image_version).toBe(2);
  });

  it('remembers others when one changes', async () => {
    await around.remembered.find(ID);
    around.hear('5d4c5a0e-6f0c-5f0e-9a39-6a3f3a4c7b22');

    await around.remembered.find(ID);

    expect(around.looks).toBe(1);
  });

  it('asks the database every time while no signals can be heard', async () => {
    await around.remembered.find(ID);
    around.isListening = false;
    around.stored = row(2);

    const image = await around.remembered.find(ID);

    expect(image?.image_version).toBe(2);
  });

  it.each([
    ['its signal', (it: Surroundings) => it.hear(ID)],
    ['a new connection', (it: Surroundings) => it.hear('')],
    ['the loss of the connection', (it: Surroundings) => (it.isListening = false)],
  ])('does not keep what it saw before %s came', async (_what, happens) => {
    around.hold();
    const early = around.remembered.find(ID);
    around.stored = row(2);
    happens(around);
    around.held?.go();
    await early;
    around.isListening = true;

    const image = await around.remembered.find(ID);

    expect(image?.image_version).toBe(2);
  });

  it.each([
    ['is deleted', row(1, 'deleted')],
    ['is unknown', null],
  ])('asks every time for an image that %s', async (_what, stored) => {
    around.stored = stored;
    await around.remembered.find(ID);

    await around.remembered.find(ID);

    expect(around.looks).toBe(2);
  });
});
