import type { ImageContent } from '../../images/image-content';
import { sharp } from '../../processing/sharp-settings';
import { ObjectNotFoundError, StorageUnavailableError } from '../../storage/storage.errors';
import type { Recipe } from '../recipe';
import { maskKey, MaskGoneError, SourceMaterial } from './source-material';

const IMAGE_ID = '3f0c2d9e-6f5b-5c55-8a77-0d6a3b8f6c11';
const stored = { image_id: IMAGE_ID, sha256: 'ab'.repeat(32) };
const render = { width: 64, height: 128 };

const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toBuffer();

function material(file: (key: string) => Promise<Buffer>): SourceMaterial {
  const content = { original: async () => ({ bytes: await picture(100, 150) }), file };
  return new SourceMaterial(content as unknown as ImageContent);
}

const recipe = (mode: string | undefined, more: object = {}): Recipe =>
  ({ source_image_id: 'source', render: { ...render, mode }, ...more }) as unknown as Recipe;

const sizeOf = async (read: (() => Promise<Buffer>) | undefined): Promise<unknown[]> => {
  const { width, height, hasAlpha, format } = await sharp(await read?.()).metadata();
  return [width, height, hasAlpha, format];
};

describe('SourceMaterial', () => {
  const tools = material(() => picture(100, 150));
  const job = { parameters: { edit: { mask: stored } } };

  it('gives nothing to a picture that is painted from words, or cut', () => {
    const { render: _render, ...cut } = recipe(undefined);

    expect([tools.of(recipe(undefined), job), tools.of(cut, job)]).toEqual([{}, {}]);
  });

  it('gives an opaque source of the size that is to be painted', async () => {
    const { source, mask } = tools.of(recipe('img2img'), job);

    expect(await sizeOf(source)).toEqual([64, 128, false, 'png']);
    expect(mask).toBeUndefined();
  });

  it('gives an enlargement the source as large as it is', async () => {
    expect(await sizeOf(tools.of(recipe('upscale'), job).source)).toEqual([100, 150, false, 'png']);
  });

  it('gives a repaint the mask of its job, of the same size as the source', async () => {
    const keys: string[] = [];
    const watched = material((key) => {
      keys.push(key);
      return picture(100, 150);
    });

    const { source, mask } = watched.of(recipe('inpaint', { edit: {} }), job);

    expect((await sizeOf(mask)).slice(0, 2)).toEqual((await sizeOf(source)).slice(0, 2));
    expect(keys).toEqual([maskKey(stored)]);
  });

  it('tells a mask that was tidied away from a store that is away', async () => {
    const gone = material(() => Promise.reject(new ObjectNotFoundError()));
    const away = material(() => Promise.reject(new StorageUnavailableError('s3')));

    await expect(gone.mask(job)).rejects.toBeInstanceOf(MaskGoneError);
    await expect(gone.mask({ parameters: {} })).rejects.toBeInstanceOf(MaskGoneError);
    await expect(away.mask(job)).rejects.toBeInstanceOf(StorageUnavailableError);
  });
});
