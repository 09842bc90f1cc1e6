import { type Point, TERRAIN } from '../layout/map-plan';
import { type Colour, darker, lighter, mix, tones } from './colour';
import { Batches, type Scene } from './scene';
import { around, boxPath, lines, num, shape, softLoop } from './svg';
import { wallPath } from './draw-walls';

const PATH_AND_FLOORS: ReadonlySet<string> = new Set([TERRAIN.path, TERRAIN.wood, TERRAIN.stone]);

/** Soft, large patches of slightly different tone: without them a meadow looks like a billiard table. */
export function mottling(scene: Scene, squares: readonly Point[], colour: Colour, salt: number, alpha = 0.32): string {
  const batches = new Batches<Colour>();
  const palette = tones(colour, 0.13);
  const every = [0.22, 0.35, 0.5][scene.detail] ?? 0.5;
  for (const [x, y] of squares) {
    if (scene.noise(x, y, salt) > every) continue;
    const tone = palette[Math.floor(scene.noise(x, y, salt + 1) * palette.length)] ?? colour;
    const radius = 0.45 + 0.8 * scene.noise(x, y, salt + 2);
    const points = around(x + scene.noise(x, y, salt + 3), y + 0.5, 7, (_, index) =>
      radius * (0.65 + 0.6 * scene.noise(x + index * 31, y, salt + 4)),
    );
    batches.add(tone, softLoop(points));
  }
  return batches.draw((tone, d) => shape(d, { fill: tone, alpha }));
} // prettier-ignore

/** Small stones and crumbs as dots. */
function specks(scene: Scene, squares: readonly Point[], colour: Colour, salt: number): string {
  const batches = new Batches<Colour>();
  const count = [1, 3, 5][scene.detail] ?? 3;
  const palette = [darker(colour, 0.3), darker(colour, 0.18), lighter(colour, 0.25)];
  for (const [x, y] of squares) {
    for (let at = 0; at < count; at += 1) {
      const tone = palette[Math.floor(scene.noise(x, y, salt + at) * palette.length)] ?? colour;
      const [px, py] = [x + scene.noise(x, y, salt + 20 + at), y + scene.noise(x, y, salt + 40 + at)];
      batches.add(tone, `M${num(px)} ${num(py)}h${num(0.02 + 0.04 * scene.noise(x, y, salt + 60 + at))}`);
    }
  }
  return batches.draw((tone, d) => shape(d, { stroke: tone, width: 0.045, alpha: 0.55 }));
}

/** Blades of grass in tufts of three to five. */
function tufts(scene: Scene, squares: readonly Point[], colour: Colour): string {
  const batches = new Batches<Colour>();
  const count = [1, 2, 4][scene.detail] ?? 2;
  const palette = [darker(colour, 0.28), darker(colour, 0.16), lighter(colour, 0.2), mix(colour, '#e0d060', 0.25)];
  for (const [x, y] of squares) {
    for (let at = 0; at < count; at += 1) {
      const noise = (index: number): number => scene.noise(x, y, 900 + at * 17 + index);
      const [px, py] = [x + noise(0), y + noise(1)];
      const tone = palette[Math.floor(noise(2) * palette.length)] ?? colour;
      const height = 0.08 + 0.09 * noise(3);
      const blade = (dx: number, share: number): string =>
        `M${num(px + dx * 0.3)} ${num(py)}q${num(dx * 0.2)} ${num(-height * share * 0.6)} ${num(dx)} ${num(-height * share)}`;
      batches.add(tone, blade(-0.07, 0.8) + blade(-0.02, 1.1) + blade(0.03, 1) + (noise(4) > 0.5 ? blade(0.08, 0.75) : ''));
    }
  }
  return batches.draw((tone, d) => shape(d, { stroke: tone, width: 0.022, alpha: 0.75 }));
} // prettier-ignore

/** Cracks and pits of a natural floor. */
function caveMarks(scene: Scene, squares: readonly Point[], colour: Colour): string {
  const marks: string[] = [];
  for (const [x, y] of squares) {
    const noise = (index: number): number => scene.noise(x, y, 700 + index);
    if (noise(0) > 0.3) continue;
    const [px, py] = [x + noise(1), y + noise(2)];
    marks.push(lines([[px, py], [px + 0.3 * (noise(3) - 0.3), py + 0.2 * noise(4)], [px + 0.6 * (noise(5) - 0.4), py + 0.35 * noise(6)]])); // prettier-ignore
  }
  return shape(marks.join(''), { stroke: darker(colour, 0.45), width: 0.025, alpha: 0.6 });
}

/** Short hatching in the rock beside open squares, as a pen would do it: it says "solid" without a word. */
function hatching(scene: Scene, colour: Colour): string {
  const [near, far]: string[][] = [[], []];
  const isOpen = (x: number, y: number): boolean => !['', TERRAIN.rock].includes(scene.terrainAt(x, y));
  const openWithin = (x: number, y: number, reach: number): boolean => {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) if (isOpen(x + dx, y + dy)) return true;
    }
    return false;
  };
  const clusters = [1, 3, 4][scene.detail] ?? 3;
  for (const [x, y] of scene.squaresOf(TERRAIN.rock)) {
    const isNear = openWithin(x, y, 1);
    if (!isNear && !openWithin(x, y, 2)) continue;
    for (let cluster = 0; cluster < (isNear ? clusters : 1); cluster += 1) {
      const noise = (index: number): number => scene.noise(x, y, 500 + cluster * 13 + index);
      const [px, py, angle] = [x + noise(0), y + noise(1), noise(2) * Math.PI];
      const [ux, uy] = [Math.cos(angle) * 0.2, Math.sin(angle) * 0.2];
      for (const step of [-1, 0, 1]) {
        const [cx, cy] = [px - uy * step * 0.5, py + ux * step * 0.5];
        const d = `M${num(cx - ux)} ${num(cy - uy)}l${num(ux * (1.6 + 0.6 * noise(3 + step)))} ${num(uy * 2)}`;
        (isNear ? near : far)?.push(d);
      }
    }
  }
  return [
    shape(far?.join('') ?? '', { stroke: lighter(colour, 0.1), width: 0.03, alpha: 0.5 }),
    shape(near?.join('') ?? '', { stroke: lighter(colour, 0.2), width: 0.035, alpha: 0.75 }),
  ].join('');
}

function drawRock(scene: Scene): string {
  const { rock } = scene.palette;
  const squares = scene.squaresOf(TERRAIN.rock);
  if (squares.length === 0) return '';
  const rim = wallPath(scene.plan.walls);
  return [
    shape(boxPath(0, 0, scene.columns, scene.rows), { fill: rock }),
    mottling(scene, squares, rock, 520, 0.16),
    ...[2.6, 2.1, 1.6, 1.1].map((width) => shape(rim, { stroke: lighter(rock, 0.5), width, alpha: 0.05 })),
    hatching(scene, rock),
  ].join('');
}

/** A natural floor with a soft rim; the lip of darker colour around it separates it from its neighbour. */
function patch(area: string, colour: Colour, lip: number): string {
  return [
    shape(area, { fill: colour, stroke: darker(colour, 0.22), width: lip, alpha: 0.55 }),
    shape(area, { fill: colour }),
  ].join('');
}

function drawGreen(scene: Scene): string {
  const { grass } = scene.palette;
  const squares = scene.squaresOf(TERRAIN.grass);
  if (squares.length === 0) return '';
  return mottling(scene, squares, grass, 800) + tufts(scene, squares, grass);
}

/** What shows only inside of an outline. */
function within(id: string, area: string, content: string): string {
  return `<clipPath id="${id}"><path d="${area}"/></clipPath><g clip-path="url(#${id})">${content}</g>`;
}

function drawBare(scene: Scene, terrain: string, colour: Colour, salt: number): string {
  const squares = scene.squaresOf(terrain);
  if (squares.length === 0) return '';
  return mottling(scene, squares, colour, salt) + specks(scene, squares, colour, salt + 100);
}

function drawCave(scene: Scene): string {
  const { cave } = scene.palette;
  if (scene.plan.setting !== 'cavern' && !scene.has(TERRAIN.cave)) return '';
  const area = scene.softArea((terrain) => terrain !== TERRAIN.rock && terrain !== '', 2);
  const squares = scene.squaresOf(TERRAIN.cave);
  const inner = [
    mottling(scene, squares, cave, 600),
    specks(scene, squares, cave, 640),
    caveMarks(scene, squares, cave),
  ].join('');
  return shape(area, { fill: cave }) + within('cave', area, inner);
}

/** Loose stones over a floor. */
export function drawRubble(scene: Scene): string {
  const stones = new Batches<Colour>();
  const [shadows, outlines]: string[][] = [[], []];
  const palette = tones(mix(scene.palette.masonry, scene.palette.stone, 0.4), 0.16);
  for (let y = 0; y < scene.rows; y += 1) {
    for (let x = 0; x < scene.columns; x += 1) {
      if (scene.terrainAt(x, y) !== TERRAIN.rubble) continue;
      for (let at = 0; at < 9; at += 1) {
        const noise = (index: number): number => scene.noise(x, y, 1200 + at * 11 + index);
        const [px, py, radius] = [x + 0.12 + 0.76 * noise(0), y + 0.12 + 0.76 * noise(1), 0.04 + 0.1 * noise(2) ** 2];
        const points = around(px, py, 5, (_, index) => radius * (0.75 + 0.5 * noise(3 + index)));
        stones.add(palette[Math.floor(noise(9) * palette.length)] ?? '#888888', lines(points, true));
        shadows?.push(lines(points.map(([a, b]): Point => [a + 0.03, b + 0.04]), true));
        outlines?.push(lines(points, true));
      }
    }
  } // prettier-ignore
  return [
    shape(shadows?.join('') ?? '', { fill: '#000000', alpha: 0.35 }),
    stones.draw((tone, d) => shape(d, { fill: tone })),
    shape(outlines?.join('') ?? '', { stroke: '#1a1613', width: 0.015, alpha: 0.6 }),
  ].join('');
}

/** The lowest layer: the main ground to the rim, then rock, earth, grass and paths over one another. */
export function drawGround(scene: Scene): string {
  const { palette } = scene;
  const whole = boxPath(0, 0, scene.columns, scene.rows);
  const main = scene.mainFloor();
  const isBare = main === TERRAIN.earth || scene.has(TERRAIN.earth);
  const below = scene.has(TERRAIN.cobble) || main === TERRAIN.cobble ? palette.cobble : isBare ? palette.earth : palette.grass;
  const parts = [shape(whole, { fill: main === TERRAIN.sea ? palette.sea : below }), drawRock(scene)];
  parts.push(drawBare(scene, TERRAIN.earth, palette.earth, 1000));
  if (isBare && scene.has(TERRAIN.grass)) {
    const area = scene.softArea((_, floor) => floor === TERRAIN.grass);
    parts.push(patch(area, palette.grass, 0.16), within('grass', area, drawGreen(scene)));
  } else parts.push(drawGreen(scene));
  if (scene.has(TERRAIN.path)) {
    // Floors of houses count as path, so that a path meets a door at full width; they are painted over it later.
    const area = scene.softArea((_, floor) => PATH_AND_FLOORS.has(floor));
    parts.push(patch(area, palette.path, 0.2), within('path', area, drawBare(scene, TERRAIN.path, palette.path, 1100)));
  }
  parts.push(drawCave(scene));
  return parts.join('');
} // prettier-ignore
