import { type Point, TERRAIN } from '../layout/map-plan';
import { type Colour, darker, lighter, tones } from './colour';
import type { FloorStyle } from './palette';
import { Batches, type Scene } from './scene';
import { around, boxPath, lines, num, shape, softLoop, stonePath } from './svg';

/** A built floor: squares, colour and how it is laid. */
interface Floor {
  readonly squares: readonly Point[];
  readonly colour: Colour;
  readonly style: FloorStyle;
  readonly salt: number;
  /** Planks run up and down instead of left and right. */
  readonly isUpright?: boolean;
}

const GAP = 0.022;

/** How a square is cut into stones, as shares of it: x, y, width, height. */
const CUTS: readonly (readonly (readonly [number, number, number, number])[])[] = [
  [[0, 0, 1, 1]],
  [[0, 0, 0.5, 1], [0.5, 0, 0.5, 1]],
  [[0, 0, 1, 0.5], [0, 0.5, 1, 0.5]],
  [[0, 0, 0.6, 0.5], [0.6, 0, 0.4, 0.5], [0, 0.5, 0.4, 0.5], [0.4, 0.5, 0.6, 0.5]],
  [[0, 0, 0.5, 0.5], [0.5, 0, 0.5, 0.5], [0, 0.5, 1, 0.5]],
  [[0, 0, 1, 0.45], [0, 0.45, 0.45, 0.55], [0.45, 0.45, 0.55, 0.55]],
]; // prettier-ignore

function base(squares: readonly Point[], colour: Colour): string {
  return shape(squares.map(([x, y]) => boxPath(x - 0.01, y - 0.01, 1.02, 1.02)).join(''), { fill: colour });
}

function toneOf(scene: Scene, palette: readonly Colour[], x: number, y: number, salt: number): Colour {
  const noise = (scene.noise(x, y, salt) + scene.noise(x, y, salt + 1)) / 2;
  return palette[Math.min(palette.length - 1, Math.floor(noise * palette.length))] ?? '#000000';
}

/** Flagstones: every square is cut differently, each stone has its tone, a lit edge and now and then a crack. */
function flags(scene: Scene, { squares, colour, salt }: Floor): string {
  const palette = tones(colour, 0.13);
  const stones = new Batches<Colour>();
  const [lit, shade, cracks]: string[][] = [[], [], []];
  for (const [x, y] of squares) {
    const cuts = scene.detail === 0 ? CUTS.slice(0, 3) : CUTS;
    const cut = cuts[Math.floor(scene.noise(x, y, salt) * cuts.length)] ?? [];
    cut.forEach(([sx, sy, sw, sh], index) => {
      const [left, top, w, h] = [x + sx + GAP, y + sy + GAP, sw - 2 * GAP, sh - 2 * GAP];
      const path = scene.detail === 0 ? boxPath(left, top, w, h) : stonePath(left, top, w, h, 0.045);
      stones.add(toneOf(scene, palette, x, y, salt + 10 + index * 3), path);
      if (scene.detail === 0) return;
      lit?.push(`M${num(left + 0.03)} ${num(top + h - 0.06)}v${num(0.09 - h)}h${num(w - 0.09)}`);
      shade?.push(`M${num(left + 0.05)} ${num(top + h - 0.015)}h${num(w - 0.07)}v${num(0.06 - h)}`);
      if (scene.noise(x, y, salt + 40 + index) > 0.93) cracks?.push(crack(scene, left, top, w, h));
    });
  }
  return [
    base(squares, darker(colour, 0.42)),
    stones.draw((tone, d) => shape(d, { fill: tone })),
    shape(lit?.join('') ?? '', { stroke: '#ffffff', width: 0.022, alpha: 0.16 }),
    shape(shade?.join('') ?? '', { stroke: '#000000', width: 0.025, alpha: 0.14 }),
    shape(cracks?.join('') ?? '', { stroke: darker(colour, 0.5), width: 0.022, alpha: 0.75 }),
  ].join('');
}

function crack(scene: Scene, left: number, top: number, w: number, h: number): string {
  const at = (salt: number): number => scene.noise(Math.round(left * 50), Math.round(top * 50), salt);
  return lines([
    [left + w * at(1), top],
    [left + w * (0.3 + 0.4 * at(2)), top + h * 0.35],
    [left + w * (0.2 + 0.5 * at(3)), top + h * 0.6],
    [left + w * at(4) * 0.6, top + h * 0.95],
  ]);
}

/** Boards, three to a square, each two to four squares long, with nails and grain. */
function planks(scene: Scene, { squares, colour, salt, isUpright = false }: Floor): string {
  const palette = tones(colour, 0.14);
  const boards = new Batches<Colour>();
  const [grain, nails]: string[][] = [[], []];
  const perSquare = 3;
  for (const [x, y] of squares) {
    const [along, across] = isUpright ? [y, x] : [x, y];
    for (let row = 0; row < perSquare; row += 1) {
      const line = across * perSquare + row;
      const shifted = along + Math.floor(scene.noise(line, 3, salt) * 3);
      const board = Math.floor(shifted / 3);
      const isEnd = shifted % 3 === 2;
      const [u, v] = [along, across + row / perSquare];
      const length = isEnd ? 1 - GAP : 1.004;
      const size = 1 / perSquare - 0.016;
      const tone = toneOf(scene, palette, line, board, salt + 5);
      boards.add(tone, isUpright ? boxPath(v, u, size, length) : boxPath(u, v, length, size));
      if (scene.detail === 0) continue;
      const dot = (a: number, b: number): string => (isUpright ? `M${num(b)} ${num(a)}v.01` : `M${num(a)} ${num(b)}h.01`);
      if (isEnd) nails?.push(dot(u + 0.92, v + 0.08), dot(u + 0.92, v + 0.25));
      if (shifted % 3 === 0) nails?.push(dot(u + 0.07, v + 0.08), dot(u + 0.07, v + 0.25));
      if (scene.noise(line, along, salt + 9) > 0.45) {
        const [a, b] = [v + 0.06 + 0.18 * scene.noise(line, along, salt + 11), scene.noise(line, along, salt + 12) * 0.5];
        const wave = 0.05 * (scene.noise(line, along, salt + 13) - 0.5);
        grain?.push(isUpright ? `M${num(a)} ${num(u + b)}q${num(wave)} .22 0 .45` : `M${num(u + b)} ${num(a)}q.22 ${num(wave)} .45 0`);
      }
    }
  }
  return [
    base(squares, darker(colour, 0.5)),
    boards.draw((tone, d) => shape(d, { fill: tone })),
    shape(grain?.join('') ?? '', { stroke: darker(colour, 0.35), width: 0.016, alpha: 0.5 }),
    shape(nails?.join('') ?? '', { stroke: darker(colour, 0.6), width: 0.035, alpha: 0.8 }),
  ].join('');
} // prettier-ignore

/** Metal deck plates with seams, rivets, a grille here and a light line there. */
function panels(scene: Scene, { squares, colour, salt }: Floor): string {
  const palette = tones(colour, 0.07);
  const plates = new Batches<Colour>();
  const [rivets, grilles, lit]: string[][] = [[], [], []];
  for (const [x, y] of squares) {
    const cut = CUTS[scene.noise(x, y, salt) > 0.72 ? 1 + Math.floor(scene.noise(x, y, salt + 1) * 2) : 0] ?? [];
    cut.forEach(([sx, sy, sw, sh], index) => {
      const [left, top, w, h] = [x + sx + 0.015, y + sy + 0.015, sw - 0.03, sh - 0.03];
      plates.add(toneOf(scene, palette, x, y, salt + 10 + index), stonePath(left, top, w, h, 0.05));
      if (scene.detail === 0) return;
      lit?.push(`M${num(left + 0.02)} ${num(top + h - 0.06)}v${num(0.1 - h)}l.04 -.03h${num(w - 0.1)}`);
      for (const [cx, cy] of [[0.1, 0.1], [w - 0.1, 0.1], [0.1, h - 0.1], [w - 0.1, h - 0.1]] as const) {
        rivets?.push(`M${num(left + cx)} ${num(top + cy)}h.001`);
      } // prettier-ignore
    });
    if (cut.length === 1 && scene.noise(x, y, salt + 30) > 0.93) {
      for (let bar = 0; bar < 5; bar += 1) grilles?.push(`M${num(x + 0.25)} ${num(y + 0.3 + bar * 0.1)}h.5`);
    }
  }
  return [
    base(squares, darker(colour, 0.5)),
    plates.draw((tone, d) => shape(d, { fill: tone })),
    shape(lit?.join('') ?? '', { stroke: '#ffffff', width: 0.02, alpha: 0.18 }),
    shape(rivets?.join('') ?? '', { stroke: darker(colour, 0.4), width: 0.05, alpha: 0.7 }),
    shape(grilles?.join('') ?? '', { stroke: darker(colour, 0.65), width: 0.05, alpha: 0.9 }),
  ].join('');
}

/** Round paving stones in shifted rows. */
function cobbles(scene: Scene, { squares, colour, salt }: Floor): string {
  const palette = tones(colour, 0.16);
  const stones = new Batches<Colour>();
  const lit: string[] = [];
  const count = scene.detail === 2 ? 4 : scene.detail === 1 ? 3 : 2;
  for (const [x, y] of squares) {
    for (let cell = 0; cell < count * count; cell += 1) {
      const [at, row] = [cell % count, Math.floor(cell / count)];
      const [gx, gy] = [x * count + at, y * count + row];
      const noise = (index: number): number => scene.noise(gx, gy, salt + index);
      const cx = x + (at + (gy % 2 ? 0.75 : 0.25) + 0.16 * (noise(1) - 0.5)) / count;
      const cy = y + (row + 0.5 + 0.16 * (noise(2) - 0.5)) / count;
      const radius = (0.53 / count) * (0.9 + 0.2 * noise(3));
      const rim = (index: number): number => radius * (0.98 + 0.3 * noise(4 + index));
      const isFine = scene.detail === 2;
      const d = isFine ? softLoop(around(cx, cy, 6, (_, index) => rim(index))) : lines(around(cx, cy, 5, () => radius), true);
      stones.add(toneOf(scene, palette, gx, gy, salt + 20), d);
      const edge = `q0 ${num(-radius * 0.5)} ${num(radius * 0.6)} ${num(-radius * 0.55)}`;
      if (isFine) lit.push(`M${num(cx - radius * 0.55)} ${num(cy)}${edge}`);
    }
  }
  return [
    base(squares, darker(colour, 0.38)),
    stones.draw((tone, d) => shape(d, { fill: tone })),
    shape(lit.join(''), { stroke: lighter(colour, 0.6), width: 0.016, alpha: 0.3 }),
  ].join('');
} // prettier-ignore

const STYLES: Record<FloorStyle, (scene: Scene, floor: Floor) => string> = { flags, planks, panels, cobbles };

/** Stone, wood and paved floors: everything laid in squares. Deck planks are drawn with the ship. */
export function drawBuiltFloors(scene: Scene): string {
  const { palette } = scene;
  const floors: Floor[] = [
    { squares: scene.squaresOf(TERRAIN.cobble, TERRAIN.roof), colour: palette.cobble, style: palette.cobbleStyle, salt: 100 },
    { squares: scene.squaresOf(TERRAIN.stone), colour: palette.stone, style: palette.stoneStyle, salt: 200 },
    { squares: scene.squaresOf(TERRAIN.wood), colour: palette.wood, style: palette.woodStyle, salt: 300 },
  ];
  return floors.map((floor) => (floor.squares.length > 0 ? STYLES[floor.style](scene, floor) : '')).join('');
} // prettier-ignore

/** Planks (or plates) of a deck; `isUpright` when the ship lies along the map's height. */
export function drawDeckFloor(scene: Scene, squares: readonly Point[], isUpright: boolean): string {
  const { palette } = scene;
  const style = palette.woodStyle;
  return STYLES[style](scene, { squares, colour: palette.deck, style, salt: 400, isUpright });
}
