import type { PlanDoor, PlanWall, Point } from '../layout/map-plan';
import { type Colour, darker, lighter, tones } from './colour';
import { Batches, type Scene } from './scene';
import { around, box, lines, num, placed, shape, softLoop } from './svg';

const THICKNESS = 0.3;

function isClosed(points: readonly Point[]): boolean {
  const [first, last] = [points[0], points.at(-1)];
  return !!first && !!last && points.length > 2 && first[0] === last[0] && first[1] === last[1];
}

/** Path data of walls: corners for what was built, soft lines for rock and hulls. */
export function wallPath(walls: readonly PlanWall[]): string {
  return walls
    .map(({ points, kind }) => {
      if (!isClosed(points)) return lines(points);
      const ring = points.slice(0, -1);
      return kind === 'wall' ? lines(ring, true) : softLoop(ring);
    })
    .join('');
}

/** Like `shape`, but with square corners: masonry has no round ends. */
function masonry(d: string, stroke: Colour, width: number, alpha = 1): string {
  if (d === '') return '';
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${num(width)}" stroke-opacity="${num(alpha)}" stroke-linejoin="miter" stroke-linecap="square"/>`;
}

/** Joints across a wall, at uneven distances. */
function joints(scene: Scene, walls: readonly PlanWall[]): string {
  const marks: string[] = [];
  for (const { points } of walls) {
    points.slice(1).forEach(([x2, y2], index) => {
      const [x1, y1] = points[index] ?? [x2, y2];
      const length = Math.hypot(x2 - x1, y2 - y1);
      if (length === 0) return;
      const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
      const half = THICKNESS / 2 - 0.02;
      let at = 0.3;
      for (let joint = 0; at < length - 0.1; joint += 1) {
        const [px, py] = [x1 + ux * at, y1 + uy * at];
        marks.push(`M${num(px - uy * half)} ${num(py + ux * half)}L${num(px + uy * half)} ${num(py - ux * half)}`);
        at += 0.38 + 0.4 * scene.noise(Math.round(x1 * 7 + joint * 13), Math.round(y1 * 7 + x2), 1900);
      }
    });
  }
  return shape(marks.join(''), { stroke: darker(scene.palette.wall, 0.55), width: 0.025, alpha: 0.8 });
}

/** The dark that gathers along walls, and the shadow they throw to the lower right. Drawn before furniture. */
export function drawWallShadows(scene: Scene): string {
  const walls = scene.plan.walls.filter(({ kind }) => kind !== 'hull');
  // Doors close the gaps: a wall's shadow does not stop where a door hangs in it.
  const d = wallPath(walls) + scene.plan.doors.map(({ bounds }) => lines(bounds)).join('');
  const shadow = (width: number, alpha: number): string => shape(d, { stroke: '#000000', width, alpha });
  // Many faint strokes of falling width: a soft edge without a blur filter.
  const soft = [1.25, 1.12, 1, 0.88, 0.77, 0.66, 0.56, 0.48].map((width) => shadow(width, 0.045));
  return [
    scene.plan.setting === 'city' ? '' : soft.join(''),
    d === '' ? '' : `<g transform="translate(.1 .14)">${shadow(0.42, 0.26)}</g>`,
  ].join('');
}

/** Boulders along natural rock, at uneven distances: no cave has a kerb. */
function boulders(scene: Scene, walls: readonly PlanWall[]): string {
  const palette = tones(lighter(scene.palette.rock, 0.2), 0.16);
  const stones = new Batches<Colour>();
  const outlines: string[] = [];
  for (const { points } of walls) {
    points.forEach(([x, y], index) => {
      const [key, row] = [Math.round(x * 100), Math.round(y * 100)];
      const noise = (salt: number): number => scene.noise(key, row, 2100 + salt);
      if (noise(0) > (scene.detail === 0 ? 0.4 : 0.85)) return;
      const radius = 0.13 + 0.2 * noise(1);
      const [px, py] = [x + (noise(2) - 0.5) * 0.3, y + (noise(3) - 0.5) * 0.3];
      const d = lines(
        around(px, py, 7, (_, corner) => radius * (0.75 + 0.45 * noise(4 + corner))),
        true,
      );
      stones.add(palette[(index * 7 + Math.floor(noise(12) * 5)) % 5] ?? scene.palette.rock, d);
      outlines.push(d);
    });
  }
  const ink = { stroke: scene.palette.line, width: 0.045 } as const;
  return (
    shape(outlines.join(''), { ...ink, width: 0.1 }) +
    stones.draw((tone, d) => shape(d, { fill: tone, ...ink, width: 0.03 }))
  );
}

function drawRockRim(scene: Scene): string {
  const walls = scene.plan.walls.filter(({ kind }) => kind === 'rock');
  const d = wallPath(walls);
  const { rock, line } = scene.palette;
  return [
    shape(d, { stroke: line, width: 0.2 }),
    shape(d, { stroke: lighter(rock, 0.12), width: 0.11 }),
    boulders(scene, walls),
  ].join('');
}

function neon(d: string, colour: Colour): string {
  return [
    shape(d, { stroke: colour, width: 0.5, alpha: 0.1 }),
    shape(d, { stroke: colour, width: 0.2, alpha: 0.14 }),
    shape(d, { stroke: lighter(colour, 0.35), width: 0.045, alpha: 0.95 }),
  ].join('');
}

/** All walls but the hull of a ship. House walls of a city are under their roofs. */
export function drawWalls(scene: Scene): string {
  if (scene.plan.setting === 'city') return '';
  const walls = scene.plan.walls.filter(({ kind }) => kind === 'wall');
  const d = wallPath(walls);
  const { palette } = scene;
  const isHouse = scene.plan.setting === 'building' || scene.plan.setting === 'ship';
  const colour = isHouse ? palette.houseWall : palette.wall;
  return [
    drawRockRim(scene),
    masonry(d, palette.line, THICKNESS + 0.08),
    masonry(d, colour, THICKNESS),
    d === '' ? '' : `<g transform="translate(-.035 -.045)">${masonry(d, lighter(colour, 0.2), THICKNESS - 0.17)}</g>`,
    joints(scene, walls),
    palette.trim ? neon(d, palette.trim) : '',
  ].join('');
}

/** One leaf from 0,0 to the right: planks, hinges and a ring. */
function leaf(scene: Scene, length: number): string {
  const { timber, metal } = scene.palette;
  return [
    box(length / 2, 0, length, 0.2, { fill: lighter(timber, 0.24), stroke: darker(timber, 0.65), width: 0.035 }),
    shape(`M.06 -.035H${num(length - 0.06)}M.06 .035H${num(length - 0.06)}`, { stroke: darker(timber, 0.3), width: 0.018 }),
    box(length * 0.2, 0, 0.06, 0.2, { fill: metal }),
    box(length * 0.72, 0, 0.06, 0.2, { fill: metal }),
  ].join('');
} // prettier-ignore

function doorInside(scene: Scene, { kind }: PlanDoor, length: number): string {
  const { masonry: stone, line, trim, wall } = scene.palette;
  const half = length / 2;
  const posts = [-half, half].map((x) => box(x, 0, 0.18, 0.44, { fill: lighter(wall, 0.12), stroke: line, width: 0.035 })).join('');
  const threshold = box(0, 0, length, 0.36, { fill: darker(stone, 0.3), stroke: line, width: 0.03 });
  if (kind === 'archway') return box(0, 0, length, 0.34, { fill: stone, stroke: line, width: 0.02 }) + posts;
  if (kind === 'window') {
    return [
      box(0, 0, length, 0.34, { fill: darker(wall, 0.25), stroke: line, width: 0.04 }),
      box(0, 0, length - 0.16, 0.16, { fill: trim ?? '#bfe3ee', stroke: darker(wall, 0.6), width: 0.025 }),
      shape('M0 -.08V.08', { stroke: darker(wall, 0.6), width: 0.03 }),
      shape(`M${num(-half + 0.16)} .04l.14 -.08`, { stroke: '#ffffff', width: 0.025, alpha: 0.8 }),
    ].join('');
  }
  const gap = 0.09;
  if (kind === 'door') return threshold + placed(-half + gap, 0, 0, leaf(scene, length - 2 * gap)) + posts;
  const left = placed(-half + gap, 0, 0, leaf(scene, half - gap - 0.015));
  const right = placed(half - gap, 0, 180, leaf(scene, half - gap - 0.015));
  return threshold + left + right + posts;
} // prettier-ignore

/** Doors, archways and windows in their walls. */
export function drawDoors(scene: Scene): string {
  if (scene.plan.setting === 'city') return '';
  return scene.plan.doors
    .map((door) => {
      const [[x1, y1], [x2, y2]] = door.bounds;
      const length = Math.hypot(x2 - x1, y2 - y1);
      const turn = (door.rotation * 180) / Math.PI;
      return placed((x1 + x2) / 2, (y1 + y2) / 2, Math.round(turn), doorInside(scene, door, length));
    })
    .join('');
}
