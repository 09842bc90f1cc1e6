import { sharp } from './sharp-settings';
import { TileCanvas } from './tile-canvas';

const flat = (width: number, height: number, background: string): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
const red = async (png: Buffer): Promise<{ at: (x: number, y: number) => number; width: number; height: number }> => {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return { at: (x, y) => data[(y * info.width + x) * info.channels] ?? -1, width: info.width, height: info.height };
};
const open = async (): Promise<TileCanvas> =>
  TileCanvas.over(await flat(20, 10, '#000000'), {
    canvas: { width: 100, height: 90 },
    tile: { width: 60, height: 50 },
  });

describe('TileCanvas', () => {
  it('stretches the picture to the canvas, and cuts parts of one size', async () => {
    const canvas = await open();

    const [part, whole] = [await red(await canvas.cut([40, 40])), await red(await canvas.png())];

    expect([part.width, part.height, whole.width, whole.height]).toEqual([60, 50, 100, 90]);
  });

  it('starts a part from what its neighbours painted', async () => {
    const canvas = await open();
    await canvas.lay(await flat(60, 50, '#c80000'), [0, 0]);

    const next = await red(await canvas.cut([40, 0]));

    expect([next.at(0, 0), next.at(19, 49), next.at(20, 0)]).toEqual([200, 200, 0]);
  });

  it('fades one part into the next without a step', async () => {
    const canvas = await open();
    await canvas.lay(await flat(60, 50, '#640000'), [0, 0]);
    await canvas.lay(await flat(60, 50, '#c80000'), [40, 0]);
    await canvas.lay(await flat(60, 50, '#640000'), [0, 40]);
    await canvas.lay(await flat(60, 50, '#c80000'), [40, 40]);

    const { at } = await red(await canvas.png());

    const row = Array.from({ length: 100 }, (_, x) => at(x, 20));
    const steps = row.slice(1).map((value, x) => Math.abs(value - (row[x] ?? 0)));
    expect([at(10, 20), at(90, 20), at(10, 80), at(90, 80)]).toEqual([100, 200, 100, 200]);
    expect(Math.max(...steps)).toBeLessThanOrEqual(10);
    // Nothing of what was below shows: every pixel was painted by somebody.
    expect(Math.min(...row)).toBe(100);
  });

  it('refuses a part that hangs over the edge', async () => {
    const canvas = await open();

    await expect(canvas.lay(await flat(60, 50, '#fff'), [41, 0])).rejects.toThrow();
  });
});
