import { drawGrid } from '../drawing/draw-grid';
import type { OverlayDto } from '../overlay.dto';
import { drawLegend } from './draw-legend';
import { drawOverlays, type OverlaidMap } from './draw-overlays';

/** What a layer may show, from below. */
export const OVERLAY_LAYERS = ['grid', 'overlays', 'legend'] as const;
export type OverlayLayer = (typeof OVERLAY_LAYERS)[number];

/**
 * A transparent layer over a map, as SVG: `columns` × `rows` squares of `pixelsPerSquare`, nothing fetched, text from outside
 * escaped. The same input always gives the same text.
 */
export function overlayLayer(
  map: OverlaidMap & { readonly pixelsPerSquare: number },
  overlays: readonly OverlayDto[],
  layers: readonly OverlayLayer[],
): string {
  const { columns, rows, pixelsPerSquare, gridType } = map;
  const grid = { pixelsPerSquare, grid: { type: gridType, visible: true } };
  const content = [
    layers.includes('grid') ? drawGrid(columns, rows, grid) : '',
    layers.includes('overlays') ? drawOverlays(overlays, map) : '',
    layers.includes('legend') ? drawLegend(overlays, map) : '',
  ];
  const size = `width="${columns * pixelsPerSquare}" height="${rows * pixelsPerSquare}" viewBox="0 0 ${columns} ${rows}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${content.join('')}</svg>`;
}
