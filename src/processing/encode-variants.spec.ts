import { encodeVariants, PICTURE_VARIANTS } from './encode-variants';
import { sharp } from './sharp-settings';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#773311' } })
    .png()
    .toBuffer();
const namesAndSizes = async (width: number, height: number) =>
  (await encodeVariants(await picture(width, height), PICTURE_VARIANTS, 'algorithmicMedia')).map((made) => [
    made.name,
    made.width,
    made.height,
  ]);

describe('encodeVariants', () => {
  it('makes every smaller size of a portrait, largest first, in its proportions', async () => {
    const made = await namesAndSizes(832, 1216);

    expect(made).toEqual([
      ['large', 701, 1024],
      ['medium', 350, 512],
      ['small', 175, 256],
      ['thumb', 88, 128],
    ]);
  });

  it('leaves out sizes that are not smaller than the original', async () => {
    const made = await namesAndSizes(1024, 1024);

    expect(made.map(([name]) => name)).toEqual(['medium', 'small', 'thumb']);
  });

  it('always makes the smallest size, and never enlarges', async () => {
    const made = await namesAndSizes(50, 20);

    expect(made).toEqual([['thumb', 50, 20]]);
  });

  it('takes the plan in any order and in more than one format', async () => {
    const plan = [
      { name: 'a', maxSidePx: 10, format: 'png' },
      { name: 'b', maxSidePx: 20, format: 'webp' },
    ] as const;

    const made = await encodeVariants(await picture(40, 40), plan, 'algorithmicMedia');

    expect(made.map(({ name, contentType, width }) => [name, contentType, width])).toEqual([
      ['b', 'image/webp', 20],
      ['a', 'image/png', 10],
    ]);
  });

  it('keeps transparency and marks each variant', async () => {
    const input = await sharp({
      create: { width: 300, height: 300, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } },
    })
      .png()
      .toBuffer();

    const made = await encodeVariants(input, PICTURE_VARIANTS, {
      provenance: 'trainedAlgorithmicMedia',
      credit: 'somebody',
    });

    const headers = await Promise.all(made.map(({ bytes }) => sharp(bytes).metadata()));
    expect(headers.map(({ hasAlpha }) => hasAlpha)).toEqual([true, true]);
    expect(
      headers.every(
        ({ xmpAsString }) => xmpAsString?.includes('trainedAlgorithmicMedia') && xmpAsString.includes('somebody'),
      ),
    ).toBe(true);
  });

  it('takes a grey picture', async () => {
    const grey = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#808080' } })
      .toColourspace('b-w')
      .png()
      .toBuffer();

    const made = await encodeVariants(grey, PICTURE_VARIANTS, 'algorithmicMedia');

    expect(made.map(({ name }) => name)).toEqual(['small', 'thumb']);
  });
});
