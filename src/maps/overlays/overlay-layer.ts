import { drawGrid } from '../drawing/draw-grid';
import type { OverlayDto } from '../overlay.dto';
import type { MapPlan } from '../layout/map-plan';
import { drawLegend } from './draw-legend';
import { drawOverlays, type OverlaidMap } from './draw-overlays';
import { drawPlaces } from './draw-places';

/** What a layer may show, from below. */
export const OVERLAY_LAYERS = ['grid', 'places', 'overlays', 'legend'] as const;
export type OverlayLayer = (typeof OVERLAY_LAYERS)[number];

/**
 * A transparent layer over a map, as SVG: `columns` × `rows` squares of `pixelsPerSquare`, nothing fetched, text from outside
 * escaped. The same input always gives the same text.
 */
export function overlayLayer(
  map: OverlaidMap & { readonly pixelsPerSquare: number; readonly plan?: Pick<MapPlan, 'places'> },
  overlays: readonly OverlayDto[],
  layers: readonly OverlayLayer[],
): string {
  const { columns, rows, pixelsPerSquare, gridType } = map;
  const grid = { pixelsPerSquare, grid: { type: gridType, visible: true } };
  const places = map.plan?.places ?? [];
  const content = [
    layers.includes('grid') ? drawGrid(columns, rows, grid) : '',
    layers.includes('places') ? drawPlaces(places, map) : '',
    layers.includes('overlays') ? drawOverlays(overlays, map) : '',
    layers.includes('legend') ? drawLegend(overlays, map, places) : '',
  ];
  const size = `width="${columns * pixelsPerSquare}" height="${rows * pixelsPerSquare}" viewBox="0 0 ${columns} ${rows}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${content.join('')}</svg>`;
}
