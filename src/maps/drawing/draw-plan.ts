import type { MapPlan } from '../layout/map-plan';
import { drawBuiltFloors } from './draw-built-floor';
import { drawFeatures, drawHouseDoors } from './draw-features';
import { drawGrid, type GridOptions } from './draw-grid';
import { drawGround, drawRubble } from './draw-ground';
import { drawLight } from './draw-light';
import { drawRegion } from './region/draw-region';
import { drawHullEdge, drawShip } from './draw-ship';
import { drawDoors, drawWalls, drawWallShadows } from './draw-walls';
import { drawSea, drawWater } from './draw-water';
import { PALETTES } from './palette';
import { Scene } from './scene';

function document(columns: number, rows: number, pixelsPerSquare: number, content: string): string {
  const [width, height] = [columns * pixelsPerSquare, rows * pixelsPerSquare];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${columns} ${rows}">`,
    content,
    '</svg>',
  ].join('');
}

/**
 * Draws a plan from straight above. The picture is exactly `columns` × `pixelsPerSquare` by `rows` × `pixelsPerSquare` px
 * and one square of the plan is one square of the grid. The text holds numbers and our own colours only: no label, no
 * text from outside, nothing to fetch, no filter (a blur at 20 megapixels takes the rasteriser half a minute).
 *
 * @returns SVG text; the same plan and options always give the same text
 */
export function drawPlan(plan: MapPlan, options: GridOptions): string {
  const scene = new Scene(plan, PALETTES[plan.theme]);
  if (plan.setting === 'region' && plan.ways !== undefined) {
    const region =
      drawRegion(scene, plan.ways, plan.places) + drawLight(scene) + drawGrid(plan.columns, plan.rows, options);
    return document(plan.columns, plan.rows, options.pixelsPerSquare, region);
  }
  const content = [
    drawGround(scene),
    drawSea(scene),
    drawShip(scene),
    drawBuiltFloors(scene),
    drawWater(scene),
    drawRubble(scene),
    drawWallShadows(scene),
    drawWalls(scene),
    drawDoors(scene),
    drawFeatures(scene),
    drawHouseDoors(scene),
    drawLight(scene),
    drawGrid(plan.columns, plan.rows, options),
  ];
  return document(plan.columns, plan.rows, options.pixelsPerSquare, content.join('\n'));
}

/**
 * The edges of a plan on nothing: walls, doors, the rim of natural rock, the rail of a ship; and its grid, where it is visible. Stamped over what was
 * painted, so that the picture agrees with the walls that its exports tell of.
 * @returns SVG text of the size of the map
 */
export function drawEdges(plan: MapPlan, options: GridOptions): string {
  const scene = new Scene(plan, PALETTES[plan.theme]);
  const content = [drawWalls(scene), drawHullEdge(scene), drawDoors(scene)].join('');
  // The darker the place, the more of the painted light must show through.
  const opacity = { bright: 0.95, dim: 0.82, dark: 0.66 }[plan.lighting];
  const edges = `<g opacity="${opacity}">${content}</g>${drawGrid(plan.columns, plan.rows, options)}`;
  return document(plan.columns, plan.rows, options.pixelsPerSquare, edges);
}

/**
 * The grid alone on nothing: a transparent layer of the size of the map, for tables that want the picture without lines.
 * @returns SVG text; without any line when the grid is `none` or not visible
 */
export function drawGridLayer(columns: number, rows: number, options: GridOptions): string {
  return document(columns, rows, options.pixelsPerSquare, drawGrid(columns, rows, options));
}
