import { ValidationFailedError } from '../../common/errors';
import { cutToken } from '../../processing/cut-token';
import { rasterise } from '../../processing/rasterise';
import { sharp } from '../../processing/sharp-settings';
import { DISPOSITIONS } from './disposition-cue';
import { FRAME_SHAPES, type FrameShape } from './frame-outline';
import { tokenFrame } from './token-frame';

const SHEET =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" fill="#c9a"/></svg>';
async function greyOf(png: Buffer): Promise<Buffer> {
  return sharp(png).flatten({ background: '#808080' }).greyscale().raw().toBuffer();
}
async function tokenOf(
  shape: FrameShape,
  disposition: (typeof DISPOSITIONS)[number],
  diameterPx: number,
  color?: string,
) {
  const portrait = await rasterise(SHEET, { widthPx: 100, heightPx: 100 });
  const frame = tokenFrame({ shape, disposition, diameterPx, color });
  const files = [{ name: 'original', format: 'png', sidePx: diameterPx }] as const;
  return (await cutToken(portrait, { frame, files, marking: { provenance: 'algorithmicMedia' } })).original.bytes;
}

/** Of a row of a picture 200 px wide. */
async function alphasAt(svg: string, y: number): Promise<number[]> {
  const png = await rasterise(svg, { widthPx: 200, heightPx: 200 });
  const data = await sharp(png).extractChannel(3).raw().toBuffer();
  return [...data.subarray(y * 200, (y + 1) * 200)];
}

describe('tokenFrame', () => {
  it.each(FRAME_SHAPES)('leaves the corners of a %s empty and its edges antialiased', async (shape) => {
    const token = await tokenOf(shape, 'secret', 128);

    const { data } = await sharp(token).raw().toBuffer({ resolveWithObject: true });
    const alpha = (x: number, y: number) => data[(y * 128 + x) * 4 + 3] ?? -1;
    const softPixels = Array.from({ length: 128 * 128 }, (_, pixel) =>
      alpha(pixel % 128, Math.floor(pixel / 128)),
    ).filter((level) => level > 0 && level < 255);
    expect([alpha(0, 0), alpha(127, 0), alpha(0, 127), alpha(127, 127)]).toEqual([0, 0, 0, 0]);
    expect(alpha(64, 64)).toBe(255);
    expect(softPixels.length).toBeGreaterThan(50);
  });

  it('fades a bust without frame out above where its picture ends, and shows a thing without frame to its lower end', async () => {
    const bust = tokenFrame({ shape: 'none', disposition: 'friendly', diameterPx: 200 });
    const thing = tokenFrame({ shape: 'none', disposition: 'friendly', diameterPx: 200, isWhole: true });

    const masks = [bust, thing].map(({ cutOut, maskSvg }) => cutOut?.maskSvg ?? maskSvg);
    const lines = await Promise.all(masks.map(async (svg) => alphasAt(svg, Math.round(200 * 0.876))));
    expect(lines[0]?.every((alpha) => alpha === 0)).toBe(true);
    expect(Math.max(...(lines[1] ?? []))).toBe(255);
  });

  it('keeps everything inside the square: no mark touches the edge of a circle', async () => {
    const frames = await Promise.all(DISPOSITIONS.map((disposition) => tokenOf('circle', disposition, 256)));

    const edges = await Promise.all(
      frames.map((token) => sharp(token).extract({ left: 0, top: 0, width: 256, height: 1 }).raw().toBuffer()),
    );
    expect(edges.every((edge) => edge.every((level, at) => at % 4 !== 3 || level < 200))).toBe(true);
  });

  it.each(['circle', 'square', 'hex'] as const)(
    'tells dispositions apart on a %s of 64 px without any colour',
    async (shape) => {
      const tokens = await Promise.all(
        DISPOSITIONS.map(async (disposition) => greyOf(await tokenOf(shape, disposition, 64, '#777777'))),
      );

      const differences = tokens.flatMap((one, index) =>
        tokens
          .slice(index + 1)
          .map((other) => one.filter((level, at) => Math.abs(level - (other[at] ?? 0)) > 40).length),
      );
      expect(Math.min(...differences)).toBeGreaterThan(40);
    },
  );

  it('has a colour for each disposition, and takes another', () => {
    const overlays = DISPOSITIONS.map(
      (disposition) => tokenFrame({ shape: 'circle', disposition, diameterPx: 64 }).overlaySvg,
    );
    const painted = tokenFrame({ shape: 'hex', disposition: 'party', diameterPx: 64, color: '#12AbEf' }).overlaySvg;

    expect(new Set(overlays).size).toBe(DISPOSITIONS.length);
    expect(painted).toContain('#12AbEf');
  });

  it.each(['red', '#fff', '#12345g', '#1234567', '#123456"/><script>', ' #123456', '#123456\n', ''])(
    'refuses the colour %j',
    (color) => {
      const drawing = () => tokenFrame({ shape: 'circle', disposition: 'party', diameterPx: 64, color });

      expect(drawing).toThrow(ValidationFailedError);
    },
  );
});
