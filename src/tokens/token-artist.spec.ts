import { normaliseDetails } from '../characters/normalise-details';
import { drawPortraitSketch, portraitSketchFocus } from '../characters/sketch/portrait-sketch';
import type { Json } from '../common/canonical-json';
import { CREATURE_SIZES, type CreatureSize } from '../characters/visual-subject';
import type { FinishedPicture } from '../generation/picture-kind';
import type { Recipe } from '../generation/recipe';
import { rasterise } from '../processing/rasterise';
import { sharp } from '../processing/sharp-settings';
import { DISPOSITIONS } from './frame/disposition-cue';
import { FRAME_SHAPES } from './frame/frame-outline';
import { TokenArtist } from './token-artist';
import type { TokenRequestDto } from './token-request.dto';
import { TOKEN_TARGETS } from './token-targets';
import { cutRecipe, paintedRecipe, tokenOutput } from './token.recipe';

const artist = new TokenArtist();
const PORTRAIT = { widthPx: 416, heightPx: 608 };
const { subject } = normaliseDetails({ description: 'a tiefling sorcerer with great curved horns' });
const SEED = 7;

async function portrait(): Promise<Buffer> {
  return rasterise(drawPortraitSketch(subject, { ...PORTRAIT, seed: SEED, theme: 'fantasy' }), PORTRAIT);
}
/** The recipe of a token cut from that portrait; `known` when the portrait's own recipe is. */
function recipeOf(size: CreatureSize, request: Partial<TokenRequestDto> = {}, known = true): Recipe {
  const figure = { subject, seed: SEED, width_px: 416, height_px: 608 };
  const drawn = known ? { focus: portraitSketchFocus(PORTRAIT), figure } : {};
  return cutRecipe({ imageId: 'portrait', theme: 'fantasy', ...drawn }, tokenOutput(request, size));
}
const named = ({ original, variants }: FinishedPicture, name: string) =>
  variants.find((variant) => variant.name === name) ?? original;
async function alphaOf(bytes: Buffer): Promise<{ at: (x: number, y: number) => number; side: number }> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { at: (x, y) => data[(y * info.width + x) * 4 + 3] ?? -1, side: info.width };
}
async function cornersOf(bytes: Buffer): Promise<number[]> {
  const { at, side } = await alphaOf(bytes);
  return [at(0, 0), at(side - 1, 0), at(0, side - 1), at(side - 1, side - 1)];
}
const all = { targets: [...TOKEN_TARGETS] };

describe('TokenArtist', () => {
  it.each<[CreatureSize, number, number, number, number]>([
    ['tiny', 256, 256, 140, 75],
    ['small', 512, 512, 280, 150],
    ['medium', 512, 512, 280, 150],
    ['large', 1024, 1024, 560, 300],
    ['huge', 1024, 1024, 840, 450],
    ['gargantuan', 1024, 1024, 1120, 600],
  ])('makes the files of a %s creature exactly as large as each tabletop wants', async (size, ...sides) => {
    const made = await artist.finish(await portrait(), recipeOf(size, all), 'cut');

    const [own, foundry, roll20, owlbear] = sides;
    const found = [made.original, ...TOKEN_TARGETS.map((target) => named(made, target))];
    expect(found.map(({ width, height }) => [width, height])).toEqual(
      [own, foundry, 1024, roll20, owlbear, 150].map((side) => [side, side]),
    );
    expect(found.map(({ format }) => format)).toEqual(['png', 'webp', 'webp', 'png', 'png', 'png']);
    expect(named(made, 'dndbeyond').sizeBytes).toBeLessThan(3_000_000);
  });

  it('makes only the usual sizes when no tabletop is named', async () => {
    const made = await artist.finish(await portrait(), recipeOf('medium'), 'cut');

    expect(made.variants.map(({ name, width }) => [name, width])).toEqual([
      ['medium', 256],
      ['small', 128],
      ['thumb', 64],
    ]);
  });

  it.each(FRAME_SHAPES)('leaves the corners of every file of a %s clear', async (shape) => {
    const made = await artist.finish(await portrait(), recipeOf('medium', { ...all, frame: { shape } }), 'cut');

    const corners = await Promise.all([made.original, ...made.variants].map(({ bytes }) => cornersOf(bytes)));
    expect(corners.flat().filter((alpha) => alpha !== 0)).toEqual([]);
  });

  it('takes the landscape away from a subject for a ring, and keeps the safe circle', async () => {
    const made = await artist.finish(await portrait(), recipeOf('medium', all), 'cut');

    const { at, side } = await alphaOf(named(made, 'foundry_subject').bytes);
    const opaque = Array.from({ length: side * side }, (_, pixel) => [pixel % side, Math.floor(pixel / side)] as const)
      .filter(([x, y]) => at(x, y) > 8)
      .map(([x, y]) => [x - side / 2, y - side / 2] as const);
    const below = opaque.filter(([, down]) => down > 0).map(([across, down]) => Math.hypot(across, down));
    // The ring covers 302 to 370: nothing that is cut shows outside it, nothing below is missing inside it.
    const reach = below.reduce((most, distance) => Math.max(most, distance), 0);
    expect(reach).toBeLessThan(340);
    expect(reach).toBeGreaterThan(302);
    expect(at(512, 512)).toBe(255);
    // Beside the head, where the portrait shows its landscape.
    expect([at(240, 420), at(784, 420)]).toEqual([0, 0]);
  });

  it('holds all of a head with horns inside the ring', async () => {
    const made = await artist.finish(await portrait(), recipeOf('medium', { frame: { shape: 'none' } }), 'cut');

    const { at, side } = await alphaOf(made.original.bytes);
    const rows = Array.from({ length: side }, (_, y) => y);
    const top = rows.find((y) => rows.some((x) => at(x, y) > 128)) ?? 0;
    expect(top).toBeGreaterThan(side * (0.5 - 0.365));
  });

  it('cuts a picture round where the background cannot be told', async () => {
    const made = await artist.finish(await portrait(), recipeOf('medium', all, false), 'cut');

    const { at } = await alphaOf(named(made, 'foundry_subject').bytes);
    expect([at(240, 420), at(512, 170), at(512, 512)]).toEqual([255, 0, 255]);
  });

  it('keeps the subject of a token that is painted for itself, which nothing else shows', async () => {
    const output = tokenOutput({}, 'medium');
    const painted = {
      subject: subject as unknown as Json,
      theme: 'fantasy',
      prompt: '',
      negative_prompt: '',
      seed: 3,
    } as const;
    const recipe = paintedRecipe(painted, output);

    const made = await artist.finish(await artist.sketch(recipe), recipe, 'drawn');

    expect(named(made, 'foundry_subject')).toMatchObject({ width: 1024, format: 'webp' });
  });

  it('makes the same subject later, of the portrait, as it would have at once', async () => {
    const atOnce = await artist.finish(await portrait(), recipeOf('medium', all), 'cut');

    const later = await artist.subjectFrom(await portrait(), recipeOf('medium'));

    expect(later.sha256).toBe(named(atOnce, 'foundry_subject').sha256);
  });

  it.each(FRAME_SHAPES.flatMap((shape) => DISPOSITIONS.map((disposition) => [shape, disposition] as const)))(
    'takes a subject out of a %s of the %s when its portrait is gone, without its ring',
    async (shape, disposition) => {
      const recipe = recipeOf('medium', { frame: { shape, disposition, color: '#00ff00' } });
      const { original } = await artist.finish(await portrait(), recipe, 'cut');

      const subjectOnly = await artist.subjectOf(original.bytes, recipe, 'painter');

      const { data } = await sharp(subjectOnly.bytes).raw().toBuffer({ resolveWithObject: true });
      const green = Array.from({ length: 1024 * 1024 }, (_, pixel) => pixel * 4).filter(
        (at) =>
          (data[at] ?? 0) < 40 && (data[at + 1] ?? 0) > 215 && (data[at + 2] ?? 0) < 40 && (data[at + 3] ?? 0) > 128,
      );
      expect(subjectOnly).toMatchObject({ width: 1024, height: 1024, format: 'webp' });
      expect(green).toEqual([]);
    },
  );

  it('says in every file that it was drawn, and with whose artwork', async () => {
    const made = await artist.finish(await portrait(), recipeOf('medium', all), 'cut');

    const marks = await Promise.all([made.original, ...made.variants].map(({ bytes }) => sharp(bytes).metadata()));
    expect(marks.every(({ xmpAsString = '' }) => /\/algorithmicMedia.*Wischofsky/.test(xmpAsString))).toBe(true);
  });

  it('knows a size for every creature', () => {
    const diameters = CREATURE_SIZES.map((size) => tokenOutput({}, size).diameter_px);

    expect(diameters).toEqual([256, 512, 512, 1024, 1024, 1024]);
  });
});
