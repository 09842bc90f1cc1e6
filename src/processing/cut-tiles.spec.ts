import sharp from 'sharp';
import { blackOut } from './black-out';
import { cutTiles } from './cut-tiles';
import { encodePicture } from './encode-picture';
import { UnreadableImageError } from './picture-errors';

/** Red grows to the right, green downwards: every place has its own colour. */
async function picture(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) pixels.set([at % width, Math.floor(at / width), 128], at * 3);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

const middleOf = async (tile: Buffer): Promise<number[]> => {
  const { data, info } = await sharp(tile).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  return [...data.subarray(at, at + 2)];
};

describe('cutTiles', () => {
  it('cuts row by row, each tile from its own place', async () => {
    const tiles = [
      { leftPx: 0, widthPx: 60 },
      { leftPx: 40, widthPx: 80 },
    ];
    const rows = [
      { topPx: 0, heightPx: 50, tiles },
      { topPx: 30, heightPx: 70, tiles },
    ];

    const cut: Buffer[] = [];
    for await (const tile of cutTiles(await picture(120, 100), rows)) cut.push(tile);

    const sizes = await Promise.all(cut.map(async (tile) => sharp(tile).metadata()));
    expect(sizes.map(({ width, height, format }) => [width, height, format])).toEqual([
      [60, 50, 'jpeg'],
      [80, 50, 'jpeg'],
      [60, 70, 'jpeg'],
      [80, 70, 'jpeg'],
    ]);
    const middles = await Promise.all(cut.map(middleOf));
    const wanted = [[30, 25], [80, 25], [30, 65], [80, 65]]; // prettier-ignore
    middles.forEach((middle, at) =>
      middle.forEach((value, axis) => expect(Math.abs(value - (wanted[at]?.[axis] ?? 0))).toBeLessThan(6)),
    );
  });

  it('refuses what is no picture', async () => {
    const tiles = cutTiles(Buffer.from('GIF89a'), [{ topPx: 0, heightPx: 1, tiles: [{ leftPx: 0, widthPx: 1 }] }]);

    await expect(tiles.next()).rejects.toBeInstanceOf(UnreadableImageError);
  });
});

describe('blackOut', () => {
  it('covers what is drawn black, keeps the rest and the mark of provenance', async () => {
    const { bytes } = await encodePicture(await picture(100, 80), {
      format: 'webp',
      provenance: 'algorithmicMedia',
      quality: 100,
    });
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="80" viewBox="0 0 10 8"><path d="M0 0h5v8h-5z"/></svg>';

    const covered = await blackOut(bytes, svg);

    const at = async (left: number): Promise<number[]> => [
      ...(await sharp(covered).removeAlpha().extract({ left, top: 40, width: 1, height: 1 }).raw().toBuffer()),
    ];
    expect(Math.max(...(await at(20)))).toBeLessThan(10);
    expect(Math.max(...(await at(90)))).toBeGreaterThan(80);
    const { width, height, format, xmp } = await sharp(covered).metadata();
    expect([width, height, format]).toEqual([100, 80, 'webp']);
    expect(String(xmp)).toContain('digitalsourcetype/algorithmicMedia');
  });
});
