import { assertNotBlank } from './blank-check';
import { UnreadableImageError } from './picture-errors';
import { sharp } from './sharp-settings';

/** A square PNG, each channel of each pixel from a formula. */
function drawn(
  sidePx: number,
  channels: 3 | 4,
  level: (x: number, y: number, channel: number) => number,
): Promise<Buffer> {
  const raw = Buffer.alloc(sidePx * sidePx * channels);
  raw.forEach((_, at) => {
    const pixel = Math.floor(at / channels);
    raw[at] = level(pixel % sidePx, Math.floor(pixel / sidePx), at % channels);
  });
  return sharp(raw, { raw: { width: sidePx, height: sidePx, channels } })
    .png()
    .toBuffer();
}
const grain = (x: number, y: number) => Math.imul(x * 374761393 + y * 668265263, 2246822519) >>> 24;
/** A hash of place and channel, evenly spread over 0 to 255, without a pattern. */
const grain3 = (x: number, y: number, channel: number): number => {
  let mixed = Math.imul(x + 1, 374761393) ^ Math.imul(y + 1, 668265263) ^ Math.imul(channel + 1, 974634777);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 2246822519);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 3266489917);
  return (mixed ^ (mixed >>> 16)) >>> 24;
};
const blurred = async (sigma: number): Promise<Buffer> =>
  sharp(await drawn(128, 3, grain3))
    .blur(sigma)
    .png()
    .toBuffer();
const reasonOf = async (bytes: Buffer) =>
  assertNotBlank(bytes).then(
    () => 'passes',
    (thrown: Error) => thrown.message,
  );

describe('assertNotBlank', () => {
  it('refuses black with the code that is tried again', async () => {
    const black = await drawn(64, 3, () => 0);

    await expect(assertNotBlank(black)).rejects.toMatchObject({ code: 'BLANK_OUTPUT', retry: 'later' });
    await expect(reasonOf(black)).resolves.toContain('black');
  });

  it.each([
    ['one colour', () => drawn(64, 3, (_x, _y, channel) => [120, 80, 200][channel] ?? 0), 'flat'],
    ['white', () => drawn(64, 3, () => 255), 'flat'],
    ['a colour with the noise of a codec', () => drawn(64, 3, (x, y) => 100 + (grain(x, y) % 4)), 'flat'],
    ['black with a single lit pixel', () => drawn(256, 3, (x, y) => (x === 9 && y === 9 ? 255 : 0)), 'black'],
    [
      'full transparency over a lively picture',
      () => drawn(64, 4, (x, y, channel) => (channel === 3 ? 0 : grain(x, y))),
      'transparent',
    ],
    ['alpha too thin to see', () => drawn(64, 4, (x, y, channel) => (channel === 3 ? 8 : grain(x, y))), 'transparent'],
    ['one colour under even alpha', () => drawn(64, 4, (_x, _y, channel) => (channel === 3 ? 128 : 90)), 'flat'],
  ])('refuses %s', async (_name, make, reason) => {
    const bytes = await make();

    await expect(reasonOf(bytes)).resolves.toContain(reason);
  });

  it.each([
    ['noise of 8 by 8 pixels', () => drawn(8, 3, grain)],
    ['a night scene of levels 0 to 10', () => drawn(64, 3, (x, y) => grain(x, y) % 11)],
    ['a black sky with a few stars', () => drawn(128, 3, (x, y) => (grain(x, y) === 7 ? 255 : 0))],
    ['colours of the same lightness', () => drawn(64, 3, (x, _y, channel) => (channel === 0 ? 100 + (x % 16) : 100))],
    ['a cut-out of one colour', () => drawn(64, 4, (x, _y, channel) => (channel === 3 ? (x > 32 ? 255 : 0) : 90))],
    ['a soft gradient', () => drawn(64, 3, (x) => 100 + Math.floor(x / 6))],
  ])('passes %s', async (_name, make) => {
    const bytes = await make();

    await expect(reasonOf(bytes)).resolves.toBe('passes');
  });

  it.each([
    ['noise in every colour', () => drawn(64, 3, grain3), 'noise'],
    ['noise in grey', () => drawn(64, 3, (x, y) => grain3(x, y, 0)), 'noise'],
  ])('refuses %s', async (_name, make, reason) => {
    await expect(reasonOf(await make())).resolves.toContain(reason);
  });

  it.each([
    ['gravel: noise that spreads over its neighbours', () => blurred(0.6)],
    ['film grain over a lit scene', () => drawn(128, 3, (x, y, c) => x + grain3(x, y, c) / 2)],
    ['a chessboard of single pixels', () => drawn(128, 3, (x, y) => ((x + y) % 2) * 255)],
    ['stripes of single pixels with noise', () => drawn(128, 3, (x, y, c) => (y % 2) * 128 + grain3(x, y, c) / 2)],
    ['soft noise, like fog with grain', () => drawn(128, 3, (x, y, c) => 100 + grain3(x, y, c) / 4)],
    ['noise in one colour over a picture', () => drawn(128, 3, (x, y, c) => (c === 0 ? grain3(x, y, c) : x * 2))],
    ['a dithered gradient', () => drawn(256, 3, (x, y) => (grain3(x, y, 0) < x ? 255 : 0))],
  ])('takes %s for a picture', async (_name, make) => {
    await expect(reasonOf(await make())).resolves.toBe('passes');
  });

  it('draws the line at a deviation of 2', async () => {
    const below = await drawn(64, 3, (x) => (x % 2 === 0 ? 100 : 103));
    const at = await drawn(64, 3, (x) => (x % 2 === 0 ? 100 : 104));

    await expect(reasonOf(below)).resolves.toContain('flat');
    await expect(reasonOf(at)).resolves.toBe('passes');
  });

  it('calls a damaged picture unreadable', async () => {
    const bytes = await drawn(64, 3, grain);

    await expect(assertNotBlank(bytes.subarray(0, bytes.length / 2))).rejects.toBeInstanceOf(UnreadableImageError);
  });
});
