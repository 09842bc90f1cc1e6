import { compiled } from './compiled.mjs';

/**
 * @typedef {object} MapWish
 * @property {object} brief as `MapBrief`; without features or theme: none, fantasy
 * @property {string} [grid] type, `square` when absent
 * @property {boolean} [isGridVisible] drawn into the picture
 * @property {readonly object[]} [overlays] as `OverlayDto`
 * @property {number} [pixelsPerSquare] 100 when absent
 * @property {number} seed
 */

/**
 * @param {readonly MapWish[]} wishes
 * @returns {AsyncGenerator<{ name: string, bytes: Buffer }>} each map as PNG in its own size, with all its layers
 */
export async function* drawMaps(wishes) {
  for (const [index, wish] of wishes.entries()) {
    const bytes = await mapOf(wish);
    yield { name: `${/** @type {any} */ (wish.brief).setting}-${String(index + 1).padStart(2, '0')}`, bytes };
  }
}

/**
 * @param {MapWish} wish
 * @returns {Promise<Buffer>}
 */
async function mapOf({ brief, grid = 'square', isGridVisible = false, overlays = [], pixelsPerSquare = 100, seed }) {
  const { MapArtist } = compiled('maps/map-artist');
  const { mapRecipe } = compiled('maps/map.recipe');
  const plan = compiled('maps/layout/plan-map').planMap({ features: [], theme: 'fantasy', ...brief }, seed);
  const size = { columns: plan.columns, rows: plan.rows, pixelsPerSquare };
  const words = { theme: plan.theme, prompt: '', negative_prompt: '', seed };
  const recipe = mapRecipe({ plan, size, grid: { type: grid, visible: isGridVisible }, ...words });
  const picture = await new MapArtist().sketch(recipe);
  const map = { ...size, plan, gridType: grid, feetPerSquare: recipe.output.feet_per_square };
  const { overlayLayer } = compiled('maps/overlays/overlay-layer');
  const isLegend = overlays.length > 0 || plan.setting === 'region';
  const layers = ['places', 'overlays', ...(isLegend ? ['legend'] : [])];
  const sizePx = { widthPx: size.columns * pixelsPerSquare, heightPx: size.rows * pixelsPerSquare };
  const layer = await compiled('processing/rasterise').rasterise(overlayLayer(map, overlays, layers), sizePx);
  return compiled('processing/sharp-settings')
    .sharp(picture)
    .composite([{ input: layer }])
    .png()
    .toBuffer();
}
