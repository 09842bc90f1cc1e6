import { blendThroughMask } from './blend-through-mask';
import { enlarge } from './enlarge';
import { fillHole } from './fill-hole';
import { MaskFault, readMask } from './read-mask';
import { restyle, type RestyleLook } from './restyle';
import { sharp } from './sharp-settings';
import { withOutlineOf } from './with-outline-of';

const SIZE = { widthPx: 64, heightPx: 96 };
const MOST_BYTES = 100_000;

const plain = (background: string, width = SIZE.widthPx, height = SIZE.heightPx): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();

/** Noise, so that every wrong pixel shows; `channels` 4 has a transparent left half. */
function noise(channels: 3 | 4 = 3): Promise<Buffer> {
  const { widthPx: width, heightPx: height } = SIZE;
  const data = Buffer.alloc(width * height * channels);
  for (let at = 0; at < data.length; at += 1) data[at] = (at * 7919 + (at >> 3) * 104729) % 256;
  if (channels === 4) {
    for (let pixel = 0; pixel < width * height; pixel += 1) data[pixel * 4 + 3] = pixel % width < width / 2 ? 0 : 255;
  }
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

const mask = async (left: number, top: number, side: number): Promise<Buffer> =>
  sharp(await plain('#000000'))
    .composite([{ input: await plain('#ffffff', side, side), left, top }])
    .png()
    .toBuffer();

const raw = (picture: Buffer) => sharp(picture).raw().toBuffer({ resolveWithObject: true });

const LOOK: RestyleLook = {
  shadow: '#102040',
  light: '#fff0c0',
  strength: 0.5,
  saturation: 1,
  brightness: 1,
  hueDegrees: 0,
  isPainterly: true,
};

describe('readMask', () => {
  it('brings a mask to the size of the picture and finds the box around its white', async () => {
    const small = await sharp(await mask(16, 32, 16))
      .resize(32, 48, { kernel: 'nearest' })
      .png()
      .toBuffer();

    const { png, box } = await readMask(small, SIZE, MOST_BYTES);

    expect(box).toEqual({ left: 16, top: 32, width: 16, height: 16 });
    const { data, info } = await raw(png);
    expect([info.width, info.height]).toEqual([64, 96]);
    expect(new Set(data)).toEqual(new Set([0, 255]));
  });

  it('takes what is transparent for what stays', async () => {
    const clear = await sharp({ create: { width: 64, height: 96, channels: 4, background: '#ffffff00' } })
      .composite([{ input: await plain('#ffffff', 10, 10), left: 4, top: 5 }])
      .png()
      .toBuffer();

    const { box } = await readMask(clear, SIZE, MOST_BYTES);

    expect(box).toEqual({ left: 4, top: 5, width: 10, height: 10 });
  });

  it.each([
    ['of other proportions', () => plain('#ffffff', 64, 64)],
    ['black all over', () => plain('#000000')],
    ['with less white than can be seen', () => mask(3, 3, 3)],
    [
      'that is a JPEG',
      async () =>
        sharp(await mask(8, 8, 16))
          .jpeg()
          .toBuffer(),
    ],
    ['that is cut short', async () => (await mask(8, 8, 16)).subarray(0, 60)],
    ['that is no picture', () => Promise.resolve(Buffer.from('white'))],
    ['of too many bytes', async () => Buffer.concat([await noise(), Buffer.alloc(MOST_BYTES)])],
  ])('refuses one %s', async (_, picture) => {
    const bytes = await picture();

    await expect(readMask(bytes, SIZE, MOST_BYTES)).rejects.toBeInstanceOf(MaskFault);
  });
});

describe('blendThroughMask', () => {
  it.each([3, 4] as const)('keeps every pixel outside the mask to the bit, with %s channels', async (channels) => {
    const source = await noise(channels);
    const { png } = await readMask(await mask(20, 30, 24), SIZE, MOST_BYTES);

    const blended = await raw(await blendThroughMask({ source, painted: await plain('#ff0000'), mask: png }));

    const before = await raw(source);
    const differing = [...Array(64 * 96).keys()].filter((pixel) => {
      const at = pixel * channels;
      return !before.data.subarray(at, at + channels).equals(blended.data.subarray(at, at + channels));
    });
    const outside = differing.filter((pixel) => {
      const [x, y] = [pixel % 64, Math.floor(pixel / 64)];
      return x < 20 || x >= 44 || y < 30 || y >= 54;
    });
    expect(outside).toEqual([]);
    expect(differing.length).toBeGreaterThan(400);
  });

  it('spares a hole in the mask, however small', async () => {
    const source = await noise();
    const hole = await sharp(await mask(10, 10, 44))
      .composite([{ input: await plain('#000000', 1, 1), left: 31, top: 31 }])
      .png()
      .toBuffer();
    const { png } = await readMask(hole, SIZE, MOST_BYTES);

    const { data } = await raw(await blendThroughMask({ source, painted: await plain('#ff0000'), mask: png }));

    const before = await raw(source);
    const centre = (31 * 64 + 31) * 3;
    expect([...data.subarray(centre, centre + 3)]).toEqual([...before.data.subarray(centre, centre + 3)]);
  });

  it('shows the painted part alone in the middle of the mask, and a mix at its edge', async () => {
    const source = await plain('#0000ff');
    const { png } = await readMask(await mask(16, 16, 40), SIZE, MOST_BYTES);

    const { data } = await raw(await blendThroughMask({ source, painted: await plain('#ff0000', 10, 10), mask: png }));

    const at = (x: number, y: number): number[] => [...data.subarray((y * 64 + x) * 3, (y * 64 + x) * 3 + 3)];
    expect(at(36, 36)).toEqual([255, 0, 0]);
    const [red = 0, , blue = 0] = at(16, 36);
    expect(red).toBeGreaterThan(20);
    expect(blue).toBeGreaterThan(20);
  });
});

describe('restyle', () => {
  it('gives the same pixels for the same look, and leaves transparency alone', async () => {
    const source = await noise(4);

    const [one, two] = [await restyle(source, LOOK), await restyle(source, LOOK)];

    expect(one.equals(two)).toBe(true);
    const alpha = async (picture: Buffer): Promise<Buffer> => sharp(picture).extractChannel('alpha').raw().toBuffer();
    expect((await alpha(one)).equals(await alpha(source))).toBe(true);
  });

  it('turns black and white to the two shades at full strength, and changes nothing at none', async () => {
    const full = { ...LOOK, strength: 1, isPainterly: false };

    const [black, white, same] = await Promise.all([
      restyle(await plain('#000000'), full).then(raw),
      restyle(await plain('#ffffff'), full).then(raw),
      restyle(await noise(), { ...full, strength: 0 }).then(raw),
    ]);

    expect([...black.data.subarray(0, 3)]).toEqual([0x10, 0x20, 0x40]);
    expect([...white.data.subarray(0, 3)]).toEqual([0xff, 0xf0, 0xc0]);
    const { data } = await raw(await noise());
    expect(Math.max(...data.map((value, at) => Math.abs(value - (same.data[at] ?? 0))))).toBeLessThanOrEqual(2);
  });
});

describe('enlarge', () => {
  it.each([2, 4])('makes both sides %s times as long', async (factor) => {
    const { info } = await raw(await enlarge(await noise(4), factor));

    expect(info).toMatchObject({ width: 64 * factor, height: 96 * factor, channels: 4 });
  });
});

describe('fillHole', () => {
  it('closes the hole with the colours around it', async () => {
    const source = await sharp(await plain('#208040'))
      .composite([{ input: await plain('#ff00ff', 20, 20), left: 22, top: 38 }])
      .png()
      .toBuffer();

    const { data, info } = await raw(await fillHole(source, await mask(20, 36, 24)));

    const middle = (48 * info.width + 32) * 3;
    expect(info).toMatchObject({ width: 64, height: 96 });
    [0x20, 0x80, 0x40].forEach((value, channel) =>
      expect(Math.abs((data[middle + channel] ?? 0) - value)).toBeLessThan(12),
    );
  });

  it('leaves the picture where all of it is the hole', async () => {
    const { data } = await raw(await fillHole(await plain('#336699'), await plain('#ffffff')));

    expect([...data.subarray(0, 3)]).toEqual([0x33, 0x66, 0x99]);
  });
});

describe('withOutlineOf', () => {
  it('gives a picture the size that is wanted and the transparency of another', async () => {
    const token = await noise(4);

    const result = await withOutlineOf(await plain('#804020', 30, 30), token, { widthPx: 64, heightPx: 96 });

    const { data, info } = await raw(result);
    expect(info).toMatchObject({ width: 64, height: 96, channels: 4 });
    expect([...data.subarray(0, 4)]).toEqual([0x80, 0x40, 0x20, 0]);
    expect([...data.subarray(63 * 4, 64 * 4)]).toEqual([0x80, 0x40, 0x20, 255]);
  });

  it('takes transparency away where the other has none', async () => {
    const result = await withOutlineOf(await noise(4), await plain('#000000'), { widthPx: 10, heightPx: 10 });

    expect((await sharp(result).metadata()).hasAlpha).toBe(false);
  });
});
