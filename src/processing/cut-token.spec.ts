import { InternalError } from '../common/errors';
import { cutToken, type TokenFocus } from './cut-token';
import { UnreadableImageError } from './picture-errors';
import { rasterise } from './rasterise';
import { sharp } from './sharp-settings';

const box = (body: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">${body}</svg>`;
const frame = { maskSvg: box('<circle cx="50" cy="50" r="40" fill="#fff"/>'), overlaySvg: box('') };
/** A tall portrait, blue, with a skin-coloured face of 200 px around a spot. */
const portrait = (x: number, y: number) =>
  rasterise(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 1200"><rect width="800" height="1200" fill="#223355"/><circle cx="${x}" cy="${y}" r="100" fill="#e0a880"/></svg>`,
    { widthPx: 800, heightPx: 1200 },
  );
async function pixelsOf(png: Buffer): Promise<(x: number, y: number) => number[]> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return (x, y) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
}
const isSkin = ([red = 0]: number[]) => red > 180;

describe('cutToken', () => {
  it.each([32, 64, 512, 1024])('makes a square of exactly %i pixels with alpha', async (diameterPx) => {
    const token = await cutToken(await portrait(400, 400), { diameterPx, frame });

    expect(await sharp(token).metadata()).toMatchObject({
      format: 'png',
      width: diameterPx,
      height: diameterPx,
      channels: 4,
      space: 'srgb',
    });
  });

  it('leaves the corners empty, the middle full and the edge antialiased', async () => {
    const token = await cutToken(await portrait(400, 400), { diameterPx: 100, frame });

    const at = await pixelsOf(token);
    const alphas = Array.from({ length: 100 * 100 }, (_, pixel) => at(pixel % 100, Math.floor(pixel / 100))[3] ?? -1);
    expect([at(0, 0), at(99, 0), at(0, 99), at(99, 99)].map((pixel) => pixel[3])).toEqual([0, 0, 0, 0]);
    expect(at(50, 50)[3]).toBe(255);
    expect(alphas.filter((alpha) => alpha > 0 && alpha < 255).length).toBeGreaterThan(100);
  });

  it('lays the frame over the mask without masking it', async () => {
    const overlaySvg = box('<rect x="0" y="0" width="10" height="10" fill="#0f0"/>');

    const at = await pixelsOf(
      await cutToken(await portrait(400, 400), { diameterPx: 100, frame: { ...frame, overlaySvg } }),
    );

    expect(at(4, 4)).toEqual([0, 255, 0, 255]);
  });

  it.each<[number, number]>([
    [400, 300],
    [250, 250],
    [560, 420],
  ])('finds a face at %i, %i of a tall portrait', async (x, y) => {
    const at = await pixelsOf(await cutToken(await portrait(x, y), { diameterPx: 100, frame }));

    expect([at(50, 40), at(50, 50), at(40, 50), at(60, 50)].some(isSkin)).toBe(true);
  });

  it.each<[string, number, number, TokenFocus]>([
    ['in the middle', 400, 600, { x: 0.5, y: 0.5, size: 0.25 }],
    ['in a corner', 700, 1100, { x: 0.875, y: 0.9167, size: 0.125 }],
  ])('puts a known face %s into the middle of the token', async (_name, x, y, focus) => {
    const at = await pixelsOf(await cutToken(await portrait(x, y), { diameterPx: 100, frame, focus }));

    expect(isSkin(at(50, 50))).toBe(true);
  });

  it('stays inside the portrait where the face is at its edge', async () => {
    const token = await cutToken(await portrait(0, 0), { diameterPx: 64, frame, focus: { x: 0, y: 0, size: 2 } });

    expect(await sharp(token).metadata()).toMatchObject({ width: 64, height: 64 });
  });

  it.each([31, 1025, 64.5, Number.NaN])('refuses a diameter of %d as a fault of ours', async (diameterPx) => {
    const cutting = cutToken(await portrait(400, 400), { diameterPx, frame });

    await expect(cutting).rejects.toBeInstanceOf(InternalError);
  });

  it('refuses a portrait it cannot read', async () => {
    const cutting = cutToken(Buffer.from(frame.maskSvg), { diameterPx: 64, frame });

    await expect(cutting).rejects.toBeInstanceOf(UnreadableImageError);
  });
});
