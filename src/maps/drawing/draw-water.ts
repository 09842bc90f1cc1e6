import { type Point, TERRAIN } from '../layout/map-plan';
import { type Colour, darker, lighter, mix } from './colour';
import type { Scene } from './scene';
import { boxPath, disc, num, shape } from './svg';

/** Short curved strokes, all roughly level: how a pen draws calm water. */
function ripples(scene: Scene, squares: readonly Point[], colour: Colour, share: number): string {
  const [light, dark]: string[][] = [[], []];
  for (const [x, y] of squares) {
    const noise = (index: number): number => scene.noise(x, y, 1500 + index);
    if (noise(0) > share) continue;
    const [px, py, length] = [x + 0.1 + 0.5 * noise(1), y + 0.2 + 0.6 * noise(2), 0.25 + 0.35 * noise(3)];
    const d = `M${num(px)} ${num(py)}q${num(length / 4)} -.07 ${num(length / 2)} 0t${num(length / 2)} 0`;
    (noise(4) > 0.35 ? light : dark)?.push(d);
  }
  return [
    shape(dark?.join('') ?? '', { stroke: darker(colour, 0.35), width: 0.035, alpha: 0.45 }),
    shape(light?.join('') ?? '', { stroke: lighter(colour, 0.55), width: 0.03, alpha: 0.55 }),
  ].join('');
}

/** Every square that is covered by a terrain. */
export function squaresWith(scene: Scene, letter: string): Point[] {
  const squares: Point[] = [];
  scene.plan.terrain.forEach((row, y) => [...row].forEach((here, x) => here === letter && squares.push([x, y])));
  return squares;
}

/** A liquid: bank, shallow rim and deep middle as strokes of one outline, each clipped to it. */
function pool(scene: Scene, letter: string, colour: Colour, id: string): string {
  const isBasin = scene.plan.setting === 'dungeon' || scene.plan.setting === 'building' || scene.plan.setting === 'city';
  const area = scene.softArea((terrain) => terrain === letter, isBasin ? 0 : 4);
  const bank = isBasin ? scene.palette.masonry : scene.palette.bank;
  const [shallow, deep] = [lighter(colour, 0.3), darker(colour, 0.22)];
  const inner = [
    shape(area, { fill: deep }),
    ...[1.6, 1.4, 1.2, 1, 0.82, 0.64, 0.48, 0.34].map((width, step) =>
      shape(area, { stroke: mix(deep, shallow, (step + 1) / 8), width }),
    ),
    shape(area, { stroke: lighter(shallow, 0.45), width: 0.1 }),
    ripples(scene, squaresWith(scene, letter), colour, 0.75),
    isBasin ? `<g transform="translate(.1 .13)">${shape(area, { stroke: '#000000', width: 0.16, alpha: 0.25 })}</g>` : '',
  ].join('');
  return [
    shape(area, { stroke: darker(bank, 0.45), width: isBasin ? 0.4 : 0.5, alpha: isBasin ? 0.9 : 0.3 }),
    shape(area, { stroke: bank, width: isBasin ? 0.32 : 0.34 }),
    isBasin ? shape(area, { stroke: lighter(bank, 0.25), width: 0.24 }) : '',
    `<clipPath id="${id}"><path d="${area}"/></clipPath><g clip-path="url(#${id})">${inner}</g>`,
    isBasin ? shape(area, { stroke: darker(bank, 0.5), width: 0.03 }) : '',
  ].join('');
} // prettier-ignore

/** Pools, rivers and lava. */
export function drawWater(scene: Scene): string {
  const { palette } = scene;
  const water = scene.has(TERRAIN.water) ? pool(scene, TERRAIN.water, palette.water, 'water') : '';
  const lava = scene.has(TERRAIN.lava) ? pool(scene, TERRAIN.lava, palette.lava, 'lava') : '';
  return water + lava;
}

function stars(scene: Scene): string {
  const parts: string[] = [];
  for (let y = 0; y < scene.rows; y += 1) {
    for (let x = 0; x < scene.columns; x += 1) {
      const noise = (index: number): number => scene.noise(x, y, 1700 + index);
      if (noise(0) > 0.6) continue;
      const radius = 0.012 + 0.035 * noise(1) ** 4;
      const colour = noise(2) > 0.7 ? '#ffe2b0' : noise(2) > 0.4 ? '#ffffff' : '#a9c8ff';
      parts.push(disc(x + noise(3), y + noise(4), radius, { fill: colour, alpha: 0.4 + 0.6 * noise(5) }));
    }
  }
  return parts.join('');
}

/** Long swells over the open sea. */
function swells(scene: Scene): string {
  const { sea } = scene.palette;
  const [dark, light]: string[][] = [[], []];
  for (let y = -1; y < scene.rows; y += 1) {
    for (let x = -2; x < scene.columns; x += 2) {
      const noise = (index: number): number => scene.noise(x, y, 1600 + index);
      if (noise(0) > 0.62) continue;
      const d = `M${num(x + noise(1))} ${num(y + noise(2))}c.5 -.22 .9 -.22 1.4 0s.9 .2 ${num(0.8 + noise(3))} 0`;
      (noise(4) > 0.5 ? light : dark)?.push(d);
    }
  }
  return [
    shape(dark?.join('') ?? '', { stroke: darker(sea, 0.25), width: 0.22, alpha: 0.4 }),
    shape(light?.join('') ?? '', { stroke: lighter(sea, 0.3), width: 0.05, alpha: 0.4 }),
  ].join('');
}

/** The open sea around a ship, or the stars. */
export function drawSea(scene: Scene): string {
  if (!scene.has(TERRAIN.sea)) return '';
  const { sea, hasStars } = scene.palette;
  const whole = shape(boxPath(0, 0, scene.columns, scene.rows), { fill: sea });
  return hasStars ? whole + stars(scene) : whole + swells(scene) + ripples(scene, scene.squaresOf(TERRAIN.sea), sea, 0.4);
} // prettier-ignore
