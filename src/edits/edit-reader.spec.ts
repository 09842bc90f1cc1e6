import { ValidationFailedError } from '../common/errors';
import { testConfig } from '../../test/integration/support/test-config';
import { sharp } from '../processing/sharp-settings';
import type { ObjectStore } from '../storage/object-store';
import { EditReader, type EditSource } from './edit-reader';
import { UploadedMask } from './uploaded-mask';

const IMAGE_ID = '3f0c2d9e-6f5b-5c55-8a77-0d6a3b8f6c11';
const source: EditSource = { id: 'source', width: 100, height: 150, size_bytes: 5000, tags: ['npc'] };

const stored: string[] = [];
const objects = { put: (key: string) => Promise.resolve(stored.push(key)) } as unknown as ObjectStore;
const reader = new EditReader(testConfig({ MAX_IMAGE_SIZE: '1000000' }), new UploadedMask(objects));

const white = async (width = 100, height = 150): Promise<string> =>
  (
    await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer()
  ).toString('base64');

const pathsOf = async (read: () => unknown): Promise<string[]> => {
  try {
    await read();
    return [];
  } catch (error) {
    if (!(error instanceof ValidationFailedError)) throw error;
    return error.faults.map(({ path }) => path);
  }
};

describe('EditReader', () => {
  it("takes the source's tags unless others are given", () => {
    const [kept, given] = [{}, { tags: ['villain'] }].map((more) => reader.upscale({ factor: 2, ...more }, source));

    expect([kept?.parameters.tags, given?.parameters.tags]).toEqual([['npc'], ['villain']]);
  });

  it('wants a style to wish for something', async () => {
    expect(await pathsOf(() => reader.style({ style: {} }, source))).toEqual(['style']);
    expect(await pathsOf(() => reader.style({ style: { mood: 'grim' } }, source))).toEqual([]);
  });

  it.each([0, 1])('takes a strength of %s', (strength) => {
    expect(reader.style({ theme: 'horror', strength }, source).parameters.edit).toMatchObject({ strength });
  });

  it.each([-0.01, 1.01, '1'])('refuses a strength of %s', async (strength) => {
    expect(await pathsOf(() => reader.style({ theme: 'horror', strength }, source))).toEqual(['strength']);
  });

  it('keeps the cleaned prompt only', async () => {
    const { parameters } = await reader.inpaint({ mask: await white(), prompt: 'A (RED:1.9) hat <lora:x:1>' }, source);

    expect(parameters.edit).toMatchObject({ prompt: 'a red, hat' });
  });

  it('stores the mask under the id the picture will have, and then names it', async () => {
    const mask = `data:image/png;base64,${await white()}`;
    const read = await reader.inpaint({ mask, prompt: 'a hat' }, source);
    expect(stored).toEqual([]);

    const parameters = await read.store?.(IMAGE_ID);

    expect(stored).toEqual([expect.stringMatching(`^images/3f/${IMAGE_ID}/mask-[0-9a-f]{32}\\.png$`)]);
    expect(parameters?.edit).toMatchObject({
      mask: { image_id: IMAGE_ID, box: { left: 0, top: 0, width: 100, height: 150 } },
    });
  });

  it.each(['', 'white', 'AAA', '====', 'data:image/svg+xml;base64,AAAA'])('refuses %p as a mask', async (mask) => {
    expect(await pathsOf(() => reader.inpaint({ mask, prompt: 'a hat' }, source))).toEqual(['mask']);
  });

  it('refuses a prompt of which nothing can be painted', async () => {
    const mask = await white();

    expect(await pathsOf(() => reader.inpaint({ mask, prompt: '((( 1234 )))' }, source))).toEqual(['prompt']);
  });

  it.each([
    ['pixels', { width: 5000, height: 2600 }, 2],
    ['a side', { width: 4100, height: 100 }, 4],
    ['bytes', { size_bytes: 500_001 }, 2],
  ])('refuses an enlargement of too many %s at once', async (_, more, factor) => {
    expect(await pathsOf(() => reader.upscale({ factor }, { ...source, ...more }))).toEqual(['factor']);
  });

  it.each([1, 3, 8, '2'])('refuses to enlarge %p times', async (factor) => {
    expect(await pathsOf(() => reader.upscale({ factor }, source))).toEqual(['factor']);
  });
});
