import { type PlanWall, type Point, TERRAIN } from '../layout/map-plan';
import { darker, lighter } from './colour';
import { drawDeckFloor } from './draw-built-floor';
import type { Scene } from './scene';
import { lines, shape } from './svg';

function squaresAround(points: readonly Point[], columns: number, rows: number): Point[] {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const squares: Point[] = [];
  const [left, right] = [Math.max(0, Math.floor(Math.min(...xs))), Math.min(columns, Math.ceil(Math.max(...xs)))];
  const [top, bottom] = [Math.max(0, Math.floor(Math.min(...ys))), Math.min(rows, Math.ceil(Math.max(...ys)))];
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) squares.push([x, y]);
  return squares;
}

function drawHull(scene: Scene, { points }: PlanWall, index: number): string {
  const { palette, columns, rows } = scene;
  const isUpright = rows > columns;
  const ring = points.slice(0, -1);
  const d = lines(ring, true);
  const foam = palette.hasStars ? (palette.trim ?? palette.glow) : lighter(palette.sea, 0.55);
  const deck = drawDeckFloor(scene, squaresAround(points, columns, rows), isUpright);
  return [
    shape(d, { stroke: foam, width: 1.3, alpha: 0.14 }),
    shape(d, { stroke: foam, width: 0.8, alpha: 0.22 }),
    `<g transform="translate(.3 .4)">${shape(d, { fill: '#000000', stroke: '#000000', width: 0.3, alpha: 0.3 })}</g>`,
    shape(d, { stroke: palette.line, width: 0.62 }),
    `<clipPath id="hull${index}"><path d="${d}"/></clipPath><g clip-path="url(#hull${index})">${deck}`,
    shape(d, { stroke: '#000000', width: 1.2, alpha: 0.16 }),
    shape(d, { stroke: '#000000', width: 0.8, alpha: 0.2 }),
    '</g>',
    rail(scene, d),
  ].join('');
}

function rail({ palette }: Scene, d: string): string {
  const side = palette.houseWall;
  return [
    shape(d, { stroke: darker(side, 0.1), width: 0.5 }),
    shape(d, { stroke: lighter(side, 0.22), width: 0.3 }),
    shape(d, { stroke: palette.line, width: 0.04, alpha: 0.7 }),
    palette.trim ? shape(d, { stroke: palette.trim, width: 0.06 }) : '',
  ].join('');
}

/** The rail of every ship, without its deck. */
export function drawHullEdge(scene: Scene): string {
  const hulls = scene.plan.walls.filter(({ kind }) => kind === 'hull');
  return hulls.map(({ points }) => rail(scene, lines(points.slice(0, -1), true))).join('');
}

/** Hull, deck and rail of every ship on the map; or a bare deck where the map is too small for a hull. */
export function drawShip(scene: Scene): string {
  const hulls = scene.plan.walls.filter(({ kind }) => kind === 'hull');
  if (hulls.length > 0) return hulls.map((hull, index) => drawHull(scene, hull, index)).join('');
  const squares = scene.squaresOf(TERRAIN.deck);
  return squares.length > 0 ? drawDeckFloor(scene, squares, scene.rows > scene.columns) : '';
}
