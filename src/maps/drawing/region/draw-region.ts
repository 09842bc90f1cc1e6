import { type PlanPlace, type PlanWay, TERRAIN } from '../../layout/map-plan';
import { type Colour, darker, lighter, mix } from '../colour';
import { mottling } from '../draw-ground';
import type { Scene } from '../scene';
import { boxPath, num, shape } from '../svg';
import { drawGrowth } from './draw-growth';
import { drawSettlements } from './draw-settlements';
import { drawRivers, drawRoads } from './draw-ways';

/** A region from above: sea and coast, the colours of the land, rivers and roads, mountains and woods, houses and ruins. */
export function drawRegion(scene: Scene, ways: readonly PlanWay[], places: readonly PlanPlace[] = []): string {
  return [
    drawSea(scene),
    drawLand(scene, drawRivers(scene, ways)),
    drawLakes(scene),
    drawRoads(scene, ways),
    drawGrowth(scene, places),
    drawSettlements(scene, places),
  ].join('\n');
}

const isSea = (terrain: string): boolean => terrain === TERRAIN.sea;

function drawSea(scene: Scene): string {
  const { sea } = scene.palette;
  const whole = shape(boxPath(0, 0, scene.columns, scene.rows), { fill: sea });
  if (!scene.has(TERRAIN.sea)) return whole;
  const land = scene.softArea((terrain) => !isSea(terrain));
  // Shallows, and three lines of surf around the coast as engravers draw them.
  const shallows = [2.8, 2.3, 1.8, 1.4, 1].map((width) => shape(land, { stroke: lighter(sea, 0.35), width, alpha: 0.13 }));
  const surf = [1.5, 0.95].map((width) =>
    shape(land, { stroke: lighter(sea, 0.5), width, alpha: 0.4 }) + shape(land, { stroke: mix(sea, lighter(sea, 0.35), 0.4), width: width - 0.09 }));
  return whole + waves(scene) + shallows.join('') + surf.join('');
} // prettier-ignore

/** Small waves on the open sea. */
function waves(scene: Scene): string {
  const marks: string[] = [];
  for (const [x, y] of scene.squaresOf(TERRAIN.sea)) {
    const noise = (index: number): number => scene.noise(x, y, 3000 + index);
    if (noise(0) > 0.3) continue;
    marks.push(`M${num(x + noise(1) * 0.6)} ${num(y + noise(2))}q.12 -.1 .24 0t.24 0`);
  }
  return shape(marks.join(''), { stroke: lighter(scene.palette.sea, 0.4), width: 0.045, alpha: 0.5 });
}

/** The colour of each kind of ground, from below. */
function grounds({ palette }: Scene): readonly (readonly [terrain: string, colour: Colour])[] {
  const { grass, sea, earth, path, rock } = palette;
  const stone = mix(mix(rock, '#a09484', 0.75), grass, 0.15);
  return [
    [TERRAIN.sand, lighter(mix(path, earth, 0.3), 0.12)],
    [TERRAIN.marsh, mix(darker(grass, 0.2), sea, 0.35)],
    [TERRAIN.forest, mix(darker(grass, 0.26), palette.leaf[0] ?? grass, 0.45)],
    [TERRAIN.hills, mix(grass, earth, 0.55)],
    [TERRAIN.mountain, stone],
    [TERRAIN.snow, mix('#f2f4f6', stone, 0.18)],
  ];
}

/** What lies higher counts as what it rises from, so that no meadow shows between a hill and its mountain. */
const HIGHER: Readonly<Partial<Record<string, readonly string[]>>> = {
  [TERRAIN.hills]: [TERRAIN.hills, TERRAIN.mountain, TERRAIN.snow],
  [TERRAIN.mountain]: [TERRAIN.mountain, TERRAIN.snow],
};

/** @param rivers end where the land does */
function drawLand(scene: Scene, rivers: string): string {
  const { grass, line } = scene.palette;
  const land = scene.softArea((terrain) => !isSea(terrain));
  const id = 'land';
  const patches = grounds(scene).map(([terrain, colour], index) => {
    const kinds = HIGHER[terrain] ?? [terrain];
    const area = scene.softArea((own, floor) => kinds.includes(own) || (own === TERRAIN.water && kinds.includes(floor)), 6);
    if (area === '') return '';
    const soft = [0.7, 0.45, 0.25].map((width) => shape(area, { stroke: colour, width, alpha: 0.3 })).join('');
    return soft + shape(area, { fill: colour, alpha: 0.92 }) + mottling(scene, scene.squaresOf(terrain), colour, 3100 + index * 20, 0.2);
  });
  return [
    `<g transform="translate(.1 .14)">${shape(land, { fill: '#000000', alpha: 0.25 })}</g>`,
    shape(land, { fill: grass, stroke: darker(mix(line, grass, 0.35), 0.2), width: 0.11 }),
    `<clipPath id="${id}"><path d="${land}"/></clipPath><g clip-path="url(#${id})">`,
    mottling(scene, scene.squaresOf(TERRAIN.grass), grass, 3080, 0.22),
    ...patches,
    // A bright strand inside of the coast line.
    scene.has(TERRAIN.sea) ? shape(land, { stroke: lighter(scene.palette.path, 0.3), width: 0.34, alpha: 0.55 }) : '',
    rivers,
    '</g>',
    scene.has(TERRAIN.sea) ? shape(land, { stroke: darker(mix(line, grass, 0.35), 0.2), width: 0.075 }) : '',
  ].join('');
} // prettier-ignore

function drawLakes(scene: Scene): string {
  if (!scene.has(TERRAIN.water)) return '';
  const { water, line } = scene.palette;
  const area = scene.softArea((terrain) => terrain === TERRAIN.water, 6);
  return [
    shape(area, { fill: water, stroke: darker(mix(line, water, 0.5), 0.1), width: 0.1 }),
    `<clipPath id="lakes"><path d="${area}"/></clipPath><g clip-path="url(#lakes)">`,
    ...[0.6, 0.35].map((width) => shape(area, { stroke: lighter(water, 0.4), width, alpha: 0.35 })),
    '</g>',
  ].join('');
}
