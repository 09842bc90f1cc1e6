import { InternalError } from '../common/errors';
import { cutToken, encodeToken, type TokenCut } from './cut-token';
import { UnreadableImageError } from './picture-errors';
import { rasterise } from './rasterise';
import { sharp } from './sharp-settings';
import type { TokenFocus } from './token/token-focus';

const box = (body: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">${body}</svg>`;
const circle = '<circle cx="50" cy="50" r="40" fill="#fff"/>';
const frame = { maskSvg: box(circle), overlaySvg: box('') };
const marking = { provenance: 'algorithmicMedia' } as const;
const file = (sidePx: number, name = 'original') => ({ name, format: 'png', sidePx }) as const;
const cutOf = (sidePx: number, more: Partial<TokenCut> = {}): TokenCut => ({
  frame,
  marking,
  files: [file(sidePx)],
  ...more,
});

/** A tall portrait with a skin-coloured face of 200 px at a spot, before stripes: no flat background. */
const portrait = (x: number, y: number) =>
  rasterise(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 1200"><defs><pattern id="p" width="60" height="60" patternUnits="userSpaceOnUse">' +
      '<rect width="60" height="60" fill="#223355"/><rect width="30" height="60" fill="#335522"/></pattern></defs>' +
      `<rect width="800" height="1200" fill="url(#p)"/><circle cx="${x}" cy="${y}" r="100" fill="#e0a880"/></svg>`,
    { widthPx: 800, heightPx: 1200 },
  );
async function pixelsOf(png: Buffer): Promise<(x: number, y: number) => number[]> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return (x, y) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
}
const isSkin = ([red = 0]: number[]) => red > 180;

describe('cutToken', () => {
  it.each([32, 64, 512, 2048])('makes a square of exactly %i pixels with alpha', async (sidePx) => {
    const { original } = await cutToken(await portrait(400, 400), cutOf(sidePx));

    expect(await sharp(original.bytes).metadata()).toMatchObject({
      format: 'png',
      width: sidePx,
      height: sidePx,
      channels: 4,
      space: 'srgb',
    });
  });

  it('makes every file in its own size and format, the first as the original', async () => {
    const files = [file(64), { name: 'large', format: 'webp', sidePx: 300 }, file(32, 'small')] as const;

    const made = await cutToken(await portrait(400, 400), cutOf(64, { files }));

    const all = [made.original, ...made.variants].map(({ width, height, contentType }) => [width, height, contentType]);
    expect(all).toEqual([[64, 64, 'image/png'], [300, 300, 'image/webp'], [32, 32, 'image/png']]); // prettier-ignore
    expect(made.variants.map(({ name }) => name)).toEqual(['large', 'small']);
  });

  it('leaves the corners empty, the middle full and the edge antialiased', async () => {
    const { original } = await cutToken(await portrait(400, 400), cutOf(100));

    const at = await pixelsOf(original.bytes);
    const alphas = Array.from({ length: 100 * 100 }, (_, pixel) => at(pixel % 100, Math.floor(pixel / 100))[3] ?? -1);
    expect([at(0, 0), at(99, 0), at(0, 99), at(99, 99)].map((pixel) => pixel[3])).toEqual([0, 0, 0, 0]);
    expect(at(50, 50)[3]).toBe(255);
    expect(alphas.filter((alpha) => alpha > 0 && alpha < 255).length).toBeGreaterThan(100);
  });

  it('lays the frame over the mask without masking it', async () => {
    const overlaySvg = box('<rect x="0" y="0" width="10" height="10" fill="#0f0"/>');

    const { original } = await cutToken(await portrait(400, 400), cutOf(100, { frame: { ...frame, overlaySvg } }));

    expect((await pixelsOf(original.bytes))(4, 4)).toEqual([0, 255, 0, 255]);
  });

  it('puts the backdrop behind a subject without background, inside the mask only', async () => {
    const drawn = await rasterise(box('<circle cx="50" cy="40" r="20" fill="#e0a880"/>'), {
      widthPx: 400,
      heightPx: 400,
    });
    const backdropSvg = box('<rect width="100" height="100" fill="#00f"/>');
    const backed = { ...frame, cutOut: { maskSvg: box(circle), backdropSvg } };

    const { original } = await cutToken(drawn, cutOf(100, { frame: backed }));

    const at = await pixelsOf(original.bytes);
    const [red = 255, , blue = 0] = at(12, 50);
    expect([at(0, 0)[3], red < 10, blue > 245, isSkin(at(50, 50))]).toEqual([0, true, true, true]);
  });

  it.each<[number, number]>([
    [400, 300],
    [250, 250],
    [560, 420],
  ])('finds a face at %i, %i of a tall portrait whose background stays', async (x, y) => {
    const { original } = await cutToken(await portrait(x, y), cutOf(100));

    const at = await pixelsOf(original.bytes);
    expect([at(50, 40), at(50, 50), at(40, 50), at(60, 50)].some(isSkin)).toBe(true);
  });

  it.each<[string, number, number, TokenFocus]>([
    ['in the middle', 400, 600, { x: 0.5, y: 0.5, size: 0.25 }],
    ['in a corner', 700, 1100, { x: 0.875, y: 0.9167, size: 0.125 }],
  ])('puts a known face %s into the middle of the token', async (_name, x, y, focus) => {
    const { original } = await cutToken(await portrait(x, y), cutOf(100, { focus }));

    expect(isSkin((await pixelsOf(original.bytes))(50, 50))).toBe(true);
  });

  it('stays inside a portrait with a background where the face is at its edge', async () => {
    const { original } = await cutToken(await portrait(0, 0), cutOf(64, { focus: { x: 0, y: 0, size: 2 } }));

    expect((await pixelsOf(original.bytes))(32, 8)[3]).toBe(255);
  });

  it.each([31, 2049, 64.5, Number.NaN])('refuses a side of %d as a fault of ours', async (sidePx) => {
    const cutting = cutToken(await portrait(400, 400), cutOf(sidePx));

    await expect(cutting).rejects.toBeInstanceOf(InternalError);
  });

  it('refuses a portrait it cannot read', async () => {
    const cutting = cutToken(Buffer.from(frame.maskSvg), cutOf(64));

    await expect(cutting).rejects.toBeInstanceOf(UnreadableImageError);
  });
});

describe('encodeToken', () => {
  it('keeps every pixel of a token in its own size, also beside a larger file', async () => {
    const { original: token } = await cutToken(await portrait(400, 400), cutOf(100));

    const again = await encodeToken(token.bytes, { files: [file(100), file(180, 'larger')], marking });

    const [before, after] = await Promise.all(
      [token, again.original].map(({ bytes }) => sharp(bytes).raw().toBuffer()),
    );
    expect(after?.equals(before ?? Buffer.alloc(0))).toBe(true);
    expect(again.variants.map(({ width }) => width)).toEqual([180]);
  });
});
