import { THEMES } from '../common/themes';
import type { EditPlan, Recipe } from '../generation/recipe';
import { sharp } from '../processing/sharp-settings';
import { readMask } from '../processing/read-mask';
import { sketchEdit } from './edit-sketch';

const size = { widthPx: 120, heightPx: 160 };

const source = (): Promise<Buffer> =>
  sharp({ create: { width: 120, height: 160, channels: 3, background: '#7a8a9a' } })
    .png()
    .toBuffer();

const recipe = (edit: Partial<EditPlan>, more: object = {}): Recipe =>
  ({
    theme: 'fantasy',
    render: { seed: 4 },
    edit: { type: 'style', source_origin: 'drawn', words: '', strength: 0.5, ...edit },
    ...more,
  }) as Recipe;

const meanOf = async (picture: Buffer): Promise<number[]> =>
  (await sharp(picture).stats()).channels.slice(0, 3).map(({ mean }) => mean);

describe('sketchEdit', () => {
  it('gives every theme a look of its own, the same each time', async () => {
    const bytes = await source();

    const looks = await Promise.all(THEMES.map((theme) => sketchEdit(recipe({}, { theme }), { source: bytes, size })));
    const again = await sketchEdit(recipe({}, { theme: THEMES[0] }), { source: bytes, size });

    expect(new Set(looks.map((look) => look.toString('base64'))).size).toBe(THEMES.length);
    expect(again.equals(looks[0] ?? Buffer.alloc(0))).toBe(true);
  });

  it('darkens for the night and draws ink without colours', async () => {
    const bytes = await source();
    const styled = async (words: string): Promise<number[]> =>
      meanOf(await sketchEdit(recipe({ words, strength: 0.8 }), { source: bytes, size }));

    const [usual, night, ink] = [await styled(''), await styled('moonlight'), await styled('ink drawing')];

    const brightness = (mean: number[]): number => mean.reduce((sum, value) => sum + value, 0);
    const colour = (mean: number[]): number => Math.max(...mean) - Math.min(...mean);
    expect(brightness(night)).toBeLessThan(brightness(usual) - 30);
    expect(colour(ink)).toBeLessThan(colour(usual));
  });

  it('marks as a sketch what it changes of a painted picture, and no enlargement', async () => {
    const bytes = await source();
    const plain = await sketchEdit(recipe({}), { source: bytes, size });

    const marked = await sketchEdit(recipe({ source_origin: 'diffused' }), { source: bytes, size });
    const larger = await sketchEdit(recipe({ type: 'upscale', factor: 2, source_origin: 'diffused' }), {
      source: bytes,
      size,
    });

    expect(marked.equals(plain)).toBe(false);
    expect(await sharp(larger).metadata()).toMatchObject({ width: 240, height: 320 });
    expect((await sharp(larger).stats()).channels.every(({ stdev }) => stdev === 0)).toBe(true);
  });

  it('paints the masked part in the colour that was named', async () => {
    const bytes = await source();
    const white = await sharp({ create: { width: 120, height: 160, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
    const { png: mask, box } = await readMask(white, size, 100_000);
    const painted = async (words: string): Promise<number[]> =>
      meanOf(await sketchEdit(recipe({ type: 'inpaint', words, strength: 1 }), { source: bytes, size, mask, box }));

    const [[red = 0, , redBlue = 0], [blueRed = 0, , blue = 0]] = [
      await painted('a crimson sash'),
      await painted('blue water'),
    ] as [number[], number[]];

    expect(red).toBeGreaterThan(redBlue + 40);
    expect(blue).toBeGreaterThan(blueRed + 40);
  });
});
