import { Injectable } from '@nestjs/common';
import { sketchMark } from '../characters/sketch/sketch-mark';
import type { FinishedPicture, Origin } from '../generation/picture-kind';
import { provenanceOf } from '../generation/provenance-of';
import type { Recipe } from '../generation/recipe';
import { encodePicture } from '../processing/encode-picture';
import { encodeVariants, type VariantPlan } from '../processing/encode-variants';
import { layOver } from '../processing/lay-over';
import { rasterise } from '../processing/rasterise';
import { drawEdges, drawGridLayer, drawPlan } from './drawing/draw-plan';
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

  /** The plan as a server paints over it: without grid and mark. @param size in pixels; the plan is stretched to it */
  underpainting(recipe: Recipe, size: { readonly widthPx: number; readonly heightPx: number }): Promise<Buffer> {
    const output = recipe.output as unknown as MapOutput;
    const grid = { type: output.grid_type, visible: false };
    const options = { pixelsPerSquare: output.pixels_per_square, grid };
    return rasterise(drawPlan(recipe.subject as unknown as MapPlan, options), size);
  }

  /** What was painted is stretched to the map's exact size: its proportions were rounded to those a model knows. */
  async finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    const output = recipe.output as unknown as MapOutput;
    const size = sizeOf(output);
    const fit = followsPlan(recipe) ? 'fill' : 'cover';
    const layer = origin === 'diffused' ? stamp(recipe, output) : undefined;
    const art = layer === undefined ? raw : await layOver(raw, await rasterise(layer, size), { ...size, fit });
    const provenance = provenanceOf(recipe, origin);
    const encoding = { format: 'webp', quality: MAP_QUALITY, ...size, fit, provenance } as const;
    const original = await encodePicture(art, encoding);
    return { original, variants: await encodeVariants(original.bytes, MAP_VARIANTS, provenance) };
  }
}

/** Whether the whole picture was painted over the plan: then its walls are where the plan has them. */
function followsPlan({ render, edit }: Recipe): boolean {
  if (edit === undefined) return render?.starts_from !== undefined;
  return edit.type === 'style' && edit.source_started_from !== undefined;
}

/** What painting blurs and the map must show sharply: the plan's edges, and the grid where it was wished for. */
function stamp(recipe: Recipe, output: MapOutput): string | undefined {
  const { subject, edit } = recipe;
  const grid = { type: output.grid_type, visible: output.grid_visible };
  const options = { pixelsPerSquare: output.pixels_per_square, grid };
  if (followsPlan(recipe)) return drawEdges(subject as unknown as MapPlan, options);
  const isPaintedAnew = edit === undefined || edit.type === 'style';
  return isPaintedAnew && grid.visible ? drawGridLayer(output.columns, output.rows, options) : undefined;
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
