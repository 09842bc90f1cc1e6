import { InternalError } from '../common/errors';
import { rasterise } from './rasterise';
import { sharp } from './sharp-settings';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#f00"/></svg>';

describe('rasterise', () => {
  it.each([
    [64, 64],
    [33, 57],
    [1, 1],
    [832, 1216],
  ])('draws exactly %i by %i pixels', async (widthPx, heightPx) => {
    const png = await rasterise(SVG, { widthPx, heightPx });

    expect(await sharp(png).metadata()).toMatchObject({
      format: 'png',
      width: widthPx,
      height: heightPx,
      hasAlpha: true,
    });
  });

  it.each([
    [0, 5],
    [5, -1],
    [1.5, 5],
    [10_000, 10_000],
  ])('refuses a size of %d by %d as a fault of ours', async (widthPx, heightPx) => {
    const drawing = rasterise(SVG, { widthPx, heightPx });

    await expect(drawing).rejects.toBeInstanceOf(InternalError);
  });

  it('refuses a broken SVG as a fault of ours', async () => {
    const drawing = rasterise('<svg><g></svg>', { widthPx: 9, heightPx: 9 });

    await expect(drawing).rejects.toBeInstanceOf(InternalError);
  });

  it('cannot be made to open a file', async () => {
    const opening = sharp(__filename).metadata();

    await expect(opening).rejects.toThrow(/unsupported image format/);
  });
});
