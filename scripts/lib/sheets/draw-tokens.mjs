import { compiled } from './compiled.mjs';

const PORTRAIT = { widthPx: 832, heightPx: 1216 };

/**
 * @typedef {object} TokenWish
 * @property {string} description of whom it shows
 * @property {object} [looks] as in a character's details: hair, skin, eyes
 * @property {object} [request] as `TokenRequestDto`: frame, targets
 * @property {string} [size] of the creature
 * @property {string} [file] name of the variant that is shown; the original when absent
 * @property {'portrait' | 'foreign' | 'bust'} from a portrait of ours, a portrait whose recipe nobody knows, or nothing
 * @property {number} seed
 */

/**
 * @param {readonly TokenWish[]} wishes
 * @returns {AsyncGenerator<{ name: string, bytes: Buffer }>} each token as PNG in its own size
 */
export async function* drawTokens(wishes) {
  const { sharp } = compiled('processing/sharp-settings');
  for (const [index, wish] of wishes.entries()) {
    const { original, variants } = await tokenOf(wish);
    const file = variants.find(({ name }) => name === wish.file) ?? original;
    yield { name: `token-${String(index + 1).padStart(2, '0')}`, bytes: await sharp(file.bytes).png().toBuffer() };
  }
}

/**
 * @param {TokenWish} wish
 * @returns {Promise<{ original: { bytes: Buffer }, variants: { name: string, bytes: Buffer }[] }>}
 */
async function tokenOf({ description, looks = {}, request = {}, size = 'medium', from, seed }) {
  const { TokenArtist } = compiled('tokens/token-artist');
  const { cutRecipe, paintedRecipe, tokenOutput } = compiled('tokens/token.recipe');
  const { subject } = compiled('characters/normalise-details').normaliseDetails({ ...looks, description });
  const artist = new TokenArtist();
  const output = tokenOutput(request, size);
  if (from === 'bust') {
    const recipe = paintedRecipe({ subject, theme: 'fantasy', prompt: '', negative_prompt: '', seed }, output);
    return artist.finish(await artist.sketch(recipe), recipe, 'drawn');
  }
  const known = from === 'portrait' ? knownFigure(subject, seed) : {};
  const recipe = cutRecipe({ imageId: 'portrait', theme: 'fantasy', ...known }, output);
  return artist.finish(await portraitOf(subject, seed), recipe, 'cut');
}

/**
 * @param {object} subject
 * @param {number} seed
 */
function knownFigure(subject, seed) {
  const { portraitSketchFocus } = compiled('characters/sketch/portrait-sketch');
  const figure = { subject, seed, width_px: PORTRAIT.widthPx, height_px: PORTRAIT.heightPx };
  return { focus: portraitSketchFocus(PORTRAIT), figure };
}

/**
 * @param {object} subject
 * @param {number} seed
 * @returns {Promise<Buffer>}
 */
function portraitOf(subject, seed) {
  const { drawPortraitSketch } = compiled('characters/sketch/portrait-sketch');
  const svg = drawPortraitSketch(subject, { ...PORTRAIT, seed, theme: 'fantasy' });
  return compiled('processing/rasterise').rasterise(svg, PORTRAIT);
}
