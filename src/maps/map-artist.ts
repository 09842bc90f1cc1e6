import { Injectable } from '@nestjs/common';
import { sketchMark } from '../characters/sketch/sketch-mark';
import type { FinishedPicture, Origin } from '../generation/picture-kind';
import { provenanceOf } from '../generation/provenance-of';
import type { Recipe } from '../generation/recipe';
import { encodePicture } from '../processing/encode-picture';
import { encodeVariants, type VariantPlan } from '../processing/encode-variants';
import { layOver } from '../processing/lay-over';
import { rasterise } from '../processing/rasterise';
import { drawGridLayer, drawPlan } from './drawing/draw-plan';
import type { MapPlan } from './layout/map-plan';
import type { MapOutput } from './map.recipe';

const MAP_VARIANTS: readonly VariantPlan[] = [
  { name: 'large', maxSidePx: 2048, format: 'webp' },
  { name: 'medium', maxSidePx: 1024, format: 'webp' },
  { name: 'small', maxSidePx: 512, format: 'webp' },
  { name: 'thumb', maxSidePx: 256, format: 'webp' },
];
/** Maps are large and have no need of alpha: WebP at this quality is a fifth of a PNG, and Foundry prefers it. */
const MAP_QUALITY = 88;

/** Draws and finishes maps. Whatever was painted, the picture is columns × rows × pixels, exactly. */
@Injectable()
export class MapArtist {
  /** The plan, drawn at its final size. */
  sketch(recipe: Recipe): Promise<Buffer> {
    const output = recipe.output as unknown as MapOutput;
    const svg = drawPlan(recipe.subject as unknown as MapPlan, {
      pixelsPerSquare: output.pixels_per_square,
      grid: { type: output.grid_type, visible: output.grid_visible },
    });
    return rasterise(markedAsSketch(svg, output), sizeOf(output));
  }

  async finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    const output = recipe.output as unknown as MapOutput;
    const size = sizeOf(output);
    const isGridDue = origin === 'diffused' && (recipe.edit === undefined || recipe.edit.type === 'style');
    const art = isGridDue && output.grid_visible ? await layOver(raw, await gridLayer(output), size) : raw;
    const provenance = provenanceOf(recipe, origin);
    const original = await encodePicture(art, {
      format: 'webp',
      quality: MAP_QUALITY,
      ...size,
      fit: 'cover',
      provenance,
    });
    return { original, variants: await encodeVariants(original.bytes, MAP_VARIANTS, provenance) };
  }
}

/** The word "sketch" in the lower right corner, a square wide, where it covers rock rather than rooms. */
function markedAsSketch(svg: string, { columns, rows }: MapOutput): string {
  const scale = Math.min(1, columns / 4, rows / 4) / 112;
  const mark = `<g transform="translate(${columns} ${rows}) scale(${scale.toFixed(5)})">${sketchMark(0, 0)}</g>`;
  return svg.replace(/<\/svg>\s*$/, `${mark}</svg>`);
}

function sizeOf(output: MapOutput): { widthPx: number; heightPx: number } {
  return { widthPx: output.columns * output.pixels_per_square, heightPx: output.rows * output.pixels_per_square };
}

function gridLayer(output: MapOutput): Promise<Buffer> {
  const svg = drawGridLayer(output.columns, output.rows, {
    pixelsPerSquare: output.pixels_per_square,
    grid: { type: output.grid_type, visible: true },
  });
  return rasterise(svg, sizeOf(output));
}
