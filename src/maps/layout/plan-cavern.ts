import { asksFor } from './feature-words';
import type { MapBrief } from './map-brief';
import { type Rect, TERRAIN } from './map-plan';
import { placeAnywhere } from './placement';
import { OPEN, PlanDraft, SOLID } from './plan-draft';
import type { SeededRandom } from './seeded-random';

const NEIGHBOURS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** A field of squares: 1 is open. */
class CaveField {
  private cells: Uint8Array;

  constructor(readonly columns: number, readonly rows: number, random: SeededRandom) {
    this.cells = Uint8Array.from({ length: columns * rows }, (_, at) => {
      const [x, y] = [at % columns, Math.floor(at / columns)];
      return !this.isRim(x, y) && random.chance(0.58) ? 1 : 0;
    });
  } // prettier-ignore

  isOpen(x: number, y: number): boolean {
    return x >= 0 && y >= 0 && x < this.columns && y < this.rows && this.cells[y * this.columns + x] === 1;
  }

  /** Opens a disc of squares; the rim of the map stays rock. */
  dig(x: number, y: number, radius: number): void {
    for (let dy = -radius; dy <= radius; dy += 1) {
      for (let dx = -radius; dx <= radius; dx += 1) {
        if (dx * dx + dy * dy <= radius * radius + 0.5 && !this.isRim(x + dx, y + dy)) this.open(x + dx, y + dy);
      }
    }
  }

  /** One step of the cellular automaton: rock grows where rock is around. */
  settle(): void {
    this.cells = this.cells.map((_, at) => {
      const [x, y] = [at % this.columns, Math.floor(at / this.columns)];
      if (this.isRim(x, y)) return 0;
      let open = 0;
      for (let dy = -1; dy <= 1; dy += 1)
        for (let dx = -1; dx <= 1; dx += 1) open += this.isOpen(x + dx, y + dy) ? 1 : 0;
      return open >= 5 ? 1 : 0;
    });
  }

  /** The open squares in connected groups, largest first. */
  groups(): number[][] {
    const seen = new Uint8Array(this.cells.length);
    const groups: number[][] = [];
    for (let start = 0; start < this.cells.length; start += 1) {
      if (seen[start] !== 1 && this.cells[start] === 1) groups.push(this.groupFrom(start, seen));
    }
    return groups.sort((a, b) => b.length - a.length);
  }

  private groupFrom(start: number, seen: Uint8Array): number[] {
    const group = [start];
    seen[start] = 1;
    for (let next = 0; next < group.length; next += 1) {
      const at = group[next] ?? 0;
      for (const [dx, dy] of NEIGHBOURS) {
        const [x, y] = [(at % this.columns) + dx, Math.floor(at / this.columns) + dy];
        const other = y * this.columns + x;
        if (!this.isOpen(x, y) || seen[other] === 1) continue;
        seen[other] = 1;
        group.push(other);
      }
    }
    return group;
  }

  close(at: number): void {
    this.cells[at] = 0;
  }

  /** Opens a way of two squares from the lowest open place straight down, off the map. */
  openEntrance(): void {
    const [main = []] = this.groups();
    const lowest = main.reduce((best, at) => Math.max(best, at), 0);
    const [x, y] = [lowest % this.columns, Math.floor(lowest / this.columns)];
    for (let down = y; down < this.rows; down += 1) {
      this.open(x, down);
      this.open(Math.max(1, x - 1), down);
    }
  }

  private open(x: number, y: number): void {
    if (x >= 0 && y >= 0 && x < this.columns && y < this.rows) this.cells[y * this.columns + x] = 1;
  }

  private isRim(x: number, y: number): boolean {
    return x < 1 || y < 1 || x >= this.columns - 1 || y >= this.rows - 1;
  }
}

/** Digs from every group to the largest one; fills the tiny ones. */
function joinGroups(field: CaveField, random: SeededRandom): void {
  const [main = [], ...others] = field.groups();
  for (const group of others) {
    if (group.length < 6 || main.length === 0) {
      group.forEach((at) => field.close(at));
      continue;
    }
    const from = random.pick(group);
    let [x, y] = [from % field.columns, Math.floor(from / field.columns)];
    const goal = nearest(main, x, y, field.columns);
    const [goalX, goalY] = [goal % field.columns, Math.floor(goal / field.columns)];
    while (x !== goalX || y !== goalY) {
      if (random.chance(Math.abs(goalX - x) / (Math.abs(goalX - x) + Math.abs(goalY - y)))) x += Math.sign(goalX - x);
      else y += Math.sign(goalY - y);
      field.dig(x, y, 1);
    }
  }
}

function nearest(group: readonly number[], x: number, y: number, columns: number): number {
  const distance = (at: number): number => Math.abs((at % columns) - x) + Math.abs(Math.floor(at / columns) - y);
  return group.reduce((best, at) => (distance(at) < distance(best) ? at : best));
}

function caveField(brief: MapBrief, random: SeededRandom): CaveField {
  const field = new CaveField(brief.columns, brief.rows, random);
  for (let step = 0; step < 4; step += 1) field.settle();
  field.dig(
    brief.columns >> 1,
    brief.rows >> 1,
    Math.max(1, Math.min(4, (Math.min(brief.columns, brief.rows) >> 1) - 2)),
  );
  joinGroups(field, random);
  // What is joined by a dug tunnel may still hold single squares of rock that look like dirt on the map.
  const [, ...rest] = field.groups();
  for (const group of rest) group.forEach((at) => field.close(at));
  field.openEntrance();
  return field;
}

/** The largest open square around x, y, as half its side. */
function openRadius(draft: PlanDraft, x: number, y: number): number {
  for (let radius = 0; radius < 6; radius += 1) {
    for (let at = -radius; at <= radius; at += 1) {
      const ring = [[x + at, y - radius], [x + at, y + radius], [x - radius, y + at], [x + radius, y + at]] as const; // prettier-ignore
      if (ring.some(([ringX, ringY]) => draft.regionAt(ringX, ringY) === SOLID)) return radius - 1;
    }
  }
  return 5;
}

/** Names the widest places of the cave; they do not overlap. */
function nameChambers(draft: PlanDraft): void {
  const wanted = draft.brief.rooms?.length ?? Math.max(1, Math.round((draft.columns * draft.rows) / 140));
  const spots: { area: Rect; radius: number }[] = [];
  for (let y = 1; y < draft.rows - 1; y += 1) {
    for (let x = 1; x < draft.columns - 1; x += 1) {
      const radius = openRadius(draft, x, y);
      if (radius >= 0) spots.push({ area: [x - radius, y - radius, 2 * radius + 1, 2 * radius + 1], radius });
    }
  }
  spots.sort((a, b) => b.radius - a.radius);
  for (const { area } of spots) {
    if (draft.rooms.length >= Math.min(wanted, 60)) return;
    const [x, y, side] = area;
    const isApart = draft.rooms.every(({ area: [ax, ay, aside] }) => x >= ax + aside || ax >= x + side || y >= ay + aside || ay >= y + side); // prettier-ignore
    if (!isApart) continue;
    const label = draft.brief.rooms?.[draft.rooms.length]?.label;
    draft.rooms.push({
      labelKey: 'cave',
      ...(label ? { label } : {}),
      rects: [area],
      enclosed: false,
      region: OPEN,
      area,
    });
  }
}

/** A puddle that grew: an irregular patch of one terrain around a square. */
function patch(draft: PlanDraft, x: number, y: number, squares: number, terrain: typeof TERRAIN.water | typeof TERRAIN.lava): void {
  const edge: [number, number][] = [[x, y]];
  for (let laid = 0; laid < squares && edge.length > 0; laid += 1) {
    const at = draft.random.int(0, Math.min(edge.length - 1, 3));
    const [nextX, nextY] = edge.splice(at, 1)[0] ?? [x, y];
    if (!draft.isFree([nextX, nextY, 1, 1]) || isByRock(draft, nextX, nextY)) continue;
    draft.cover(nextX, nextY, terrain);
    for (const [dx, dy] of NEIGHBOURS) edge.push([nextX + dx, nextY + dy]);
  }
} // prettier-ignore

/** A dry strip stays along the walls, so that a pool never cuts the cave in two. */
function isByRock(draft: PlanDraft, x: number, y: number): boolean {
  for (let dy = -1; dy <= 1; dy += 1) {
    for (let dx = -1; dx <= 1; dx += 1) if (draft.regionAt(x + dx, y + dy) === SOLID) return true;
  }
  return false;
}

function furnish(draft: PlanDraft): void {
  const { random } = draft;
  const whole: Rect = [0, 0, draft.columns, draft.rows];
  const liquid = asksFor(draft.brief.features, 'lava', 'magma') ? TERRAIN.lava : TERRAIN.water;
  for (const { area } of draft.rooms.slice(1, 12)) {
    if (random.chance(0.45))
      patch(draft, area[0] + (area[2] >> 1), area[1] + (area[3] >> 1), area[2] * area[3], liquid);
  }
  const density = (draft.columns * draft.rows) / 100;
  const scatter = (kind: 'stalagmite' | 'mushrooms' | 'crystals' | 'rock' | 'bones', per100: number): void => {
    const count = Math.min(240, Math.round(density * per100));
    for (let done = 0; done < count; done += 1) {
      const x = random.int(0, whole[2] - 1);
      const y = random.int(0, whole[3] - 1);
      const size = random.between(0.55, 0.88);
      if (NEIGHBOURS.filter(([dx, dy]) => draft.regionAt(x + dx, y + dy) === SOLID).length > 1) continue;
      placeAnywhere(draft, [x, y, 1, 1], { kind, w: size, h: size, look: random.int(0, 2) });
    }
  };
  scatter('stalagmite', 8);
  scatter('mushrooms', 5);
  scatter('rock', 4);
  scatter('crystals', 1.6);
  scatter('bones', 1);
}

/** One connected cave with smooth walls, pools, dripstone and glowing things. */
export function planCavern(brief: MapBrief, random: SeededRandom): PlanDraft {
  const draft = new PlanDraft(brief, random, TERRAIN.rock, SOLID);
  draft.hasNaturalWalls = true;
  const field = caveField(brief, random);
  for (let y = 0; y < draft.rows; y += 1) {
    for (let x = 0; x < draft.columns; x += 1) if (field.isOpen(x, y)) draft.cover(x, y, TERRAIN.cave, OPEN);
  }
  nameChambers(draft);
  furnish(draft);
  return draft;
}
