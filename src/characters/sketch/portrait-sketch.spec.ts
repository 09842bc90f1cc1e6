import fc from 'fast-check';
import type { VisualSubject } from '../visual-subject';
import { THEMES, type Theme } from '../../common/themes';
import { InternalError } from '../../common/errors';
import { rasterise } from '../../processing/rasterise';
import { sharp } from '../../processing/sharp-settings';
import { drawPortraitSketch, portraitSketchFocus } from './portrait-sketch';

const somebody: VisualSubject = {
  version: 1,
  species: 'human',
  classes: ['fighter'],
  presentation: 'woman',
  minor: false,
  marks: [],
  outfit: [],
  gear: [],
  size: 'medium',
};
const options = { seed: 7, widthPx: 416, heightPx: 608, theme: 'fantasy' as Theme };
const draw = (subject: Partial<VisualSubject>, changes: Partial<typeof options> = {}) =>
  drawPortraitSketch({ ...somebody, ...subject }, { ...options, ...changes });

/** A sign that the drawing never uses, in front of anything. */
const SIGN = '\u2720';
const hostile = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '"/><script>alert(1)</script>',
      '&xxe;',
      ']]>',
      '<!--',
      '</svg>',
      'url(#x)',
      'red elf wizard staff',
    ),
  )
  .map((rest) => `${SIGN}${rest}`);
const hostileSubject: fc.Arbitrary<VisualSubject> = fc.record({
  version: fc.constant(1 as const),
  species: fc.oneof(hostile, fc.constantFrom('dragonborn', 'tiefling', 'half-orc', 'elf', '')),
  lineage: hostile,
  classes: fc.array(hostile, { maxLength: 3 }),
  presentation: fc.constantFrom('woman' as const, 'man' as const, 'person' as const),
  ageYears: fc.oneof(fc.double(), fc.integer()),
  minor: fc.boolean(),
  skin: hostile,
  hair: hostile,
  eyes: hostile,
  build: hostile,
  marks: fc.array(hostile, { maxLength: 8 }),
  outfit: fc.array(hostile, { maxLength: 8 }),
  gear: fc.array(hostile, { maxLength: 8 }),
  creatureType: hostile,
  size: fc.constantFrom('tiny' as const, 'gargantuan' as const),
  impression: hostile,
});

describe('drawPortraitSketch', () => {
  it('draws the same picture for the same subject and seed', () => {
    const [first, second] = [draw({}), draw({})];

    expect(second).toBe(first);
  });

  it('draws another picture for another seed, subject or theme', () => {
    const pictures = [draw({}), draw({}, { seed: 8 }), draw({ species: 'tiefling' }), draw({}, { theme: 'horror' })];

    expect(new Set(pictures).size).toBe(4);
  });

  it.each([
    [832, 1216],
    [768, 1024],
    [1024, 1024],
    [1216, 832],
    [64, 64],
  ])('fills exactly %i by %i pixels', async (widthPx, heightPx) => {
    const png = await rasterise(draw({}, { widthPx, heightPx }), { widthPx, heightPx });

    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([widthPx, heightPx]);
    expect(draw({}, { widthPx, heightPx })).toContain(`width="${widthPx}" height="${heightPx}"`);
    expect(data.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  it('stays well-formed and free of the words it was given, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(hostileSubject, fc.constantFrom(...THEMES), fc.integer(), async (subject, theme, seed) => {
        const svg = drawPortraitSketch(subject, { ...options, seed, theme });

        // Printable ASCII only: nothing from outside, no number that went wrong.
        expect(svg).toMatch(/^[\x20-\x7e]+$/);
        expect(svg).not.toMatch(/NaN|undefined|Infinity|script|href/);
        await rasterise(svg, { widthPx: 26, heightPx: 38 });
      }),
      { numRuns: 60 },
    );
  });

  it.each(THEMES)('draws the theme %s', async (theme) => {
    const png = await rasterise(draw({}, { theme }), { widthPx: 104, heightPx: 152 });

    const { channels } = await sharp(png).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20);
  });

  it.each([
    ['skin', { skin: 'grey-green' }, '#84987a'],
    ['hair', { hair: 'short black hair' }, '#2b2428'],
    ['eyes', { eyes: 'violet' }, '#8a5cb8'],
    ['scales', { species: 'dragonborn', lineage: 'blue dragon ancestry' }, '#5580ad'],
    ['cloth', { outfit: ['crimson robe'] }, '#96271f'],
  ])('gives %s the colour that was told', (_name, subject, colour) => {
    const svg = draw(subject);

    expect(svg).toContain(colour);
  });

  it('gives no beard to a child and one to a dwarf', () => {
    const beardless = { presentation: 'man', hair: 'clean-shaven, bald' } as const;
    const child = draw({ species: 'dwarf', presentation: 'man', minor: true, hair: 'bald, full beard' });

    expect(child).toBe(draw({ species: 'dwarf', ...beardless, minor: true }));
    expect(draw({ species: 'dwarf', presentation: 'man', hair: 'bald' })).not.toBe(
      draw({ species: 'dwarf', ...beardless }),
    );
  });

  it.each([
    [63, 100],
    [100, 4097],
    [100.5, 100],
    [Number.NaN, 100],
  ])('refuses a size of %d by %d as a fault of ours', (widthPx, heightPx) => {
    const drawing = () => draw({}, { widthPx, heightPx });

    expect(drawing).toThrow(InternalError);
  });
});

describe('portraitSketchFocus', () => {
  it.each([
    [832, 1216],
    [768, 1024],
    [1024, 1024],
    [1216, 832],
  ])('lies inside a picture of %i by %i, the eyes above its middle', (widthPx, heightPx) => {
    const { x, y, size } = portraitSketchFocus({ widthPx, heightPx });

    const halfHeight = (size * widthPx) / heightPx / 2;
    expect(x).toBe(0.5);
    expect(y - halfHeight).toBeGreaterThan(0);
    expect(y + halfHeight).toBeLessThan(1);
  });
});
