import sharp from 'sharp';
import { PICTURE_VARIANTS } from './encode-variants';
import { finishPicture, finishPixels } from './finish-picture';
import { UnreadableImageError } from './picture-errors';
import { decodePixels } from './pixels';

const PLAN = { variants: PICTURE_VARIANTS, marking: { provenance: 'trainedAlgorithmicMedia' as const } };

const painted = (): Promise<Buffer> =>
  sharp({
    create: {
      width: 640,
      height: 300,
      channels: 3,
      background: 'teal',
      noise: { type: 'gaussian', mean: 120, sigma: 30 },
    },
  })
    .png()
    .withExif({ IFD0: { ImageDescription: 'the whole prompt' } })
    .toBuffer();

describe('finishPicture', () => {
  it('keeps every pixel of the original, and nothing else of its file but our mark', async () => {
    const input = await painted();

    const { original } = await finishPicture(input, PLAN);

    const pixels = (png: Buffer): Promise<Buffer> => sharp(png).raw().toBuffer();
    expect(await pixels(original.bytes)).toEqual(await pixels(input));
    const { exif, xmp } = await sharp(original.bytes).metadata();
    expect(exif).toBeUndefined();
    expect(String(xmp)).toContain('trainedAlgorithmicMedia');
  });

  it('makes the sizes of the plan that are smaller, and a placeholder', async () => {
    const { original, variants, thumbhash } = await finishPicture(await painted(), PLAN);

    expect(original).toMatchObject({ width: 640, height: 300, contentType: 'image/png' });
    expect(variants.map(({ name, width, height }) => [name, width, height])).toEqual([
      ['medium', 512, 240],
      ['small', 256, 120],
      ['thumb', 128, 60],
    ]);
    expect(thumbhash).toMatch(/^[A-Za-z0-9+/]{20,36}=*$/);
  });

  it('writes the same on one core as on two', async () => {
    const pixels = await decodePixels(await painted());

    expect(await finishPixels(pixels, PLAN, 1)).toEqual(await finishPixels(pixels, PLAN, 2));
  });

  it('keeps transparency', async () => {
    const input = await sharp({
      create: { width: 64, height: 64, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } },
    })
      .png()
      .toBuffer();

    const { original } = await finishPicture(input, PLAN);

    expect((await sharp(original.bytes).metadata()).hasAlpha).toBe(true);
  });

  it('refuses what is no picture', async () => {
    await expect(finishPicture(Buffer.from('no picture'), PLAN)).rejects.toBeInstanceOf(UnreadableImageError);
  });
});
