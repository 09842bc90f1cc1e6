import { type Rect, TERRAIN } from './map-plan';
import { type DraftRoom, type Edge, edgeKey, OPEN, type PlanDraft, SOLID } from './plan-draft';

const DIRECTIONS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;
/** How far around its two rooms a corridor may swing, in squares. */
const SWING = 4;
const COST = { corridor: 1, rock: 2, turn: 3, door: 8, forbidden: Infinity };

/** Waiting places, cheapest first: a binary heap over parallel arrays, because large maps visit 100 000 of them. */
class Frontier {
  private readonly costs: number[] = [];
  private readonly states: number[] = [];

  get size(): number {
    return this.costs.length;
  }

  push(cost: number, state: number): void {
    let at = this.costs.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.costs[parent] ?? 0) <= cost) break;
      this.set(at, this.costs[parent] ?? 0, this.states[parent] ?? 0);
      at = parent;
    }
    this.set(at, cost, state);
  }

  pop(): [cost: number, state: number] {
    const top: [number, number] = [this.costs[0] ?? 0, this.states[0] ?? 0];
    const cost = this.costs.pop() ?? 0;
    const state = this.states.pop() ?? 0;
    if (this.costs.length > 0) this.sink(cost, state);
    return top;
  }

  private sink(cost: number, state: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.costs.length) break;
      if (child + 1 < this.costs.length && (this.costs[child + 1] ?? 0) < (this.costs[child] ?? 0)) child += 1;
      if ((this.costs[child] ?? 0) >= cost) break;
      this.set(at, this.costs[child] ?? 0, this.states[child] ?? 0);
      at = child;
    }
    this.set(at, cost, state);
  }

  private set(at: number, cost: number, state: number): void {
    this.costs[at] = cost;
    this.states[at] = state;
  }
}

/** The edge crossed by a step into x, y. */
function crossedEdge(x: number, y: number, direction: number): Edge {
  const [dx, dy] = DIRECTIONS[direction] ?? [0, 0];
  return { x: dx < 0 ? x + 1 : x, y: dy < 0 ? y + 1 : y, isVertical: dx !== 0 };
}

function middleOf([x, y, width, height]: Rect): [number, number] {
  return [x + (width >> 1), y + (height >> 1)];
}

/** Connects rooms by corridors through the rock, with a door wherever a corridor enters a room. */
export class CorridorDigger {
  private readonly existingDoors: Set<string>;

  constructor(private readonly draft: PlanDraft) {
    this.existingDoors = draft.openEdges();
  }

  /** Digs the cheapest way between two rooms: through old corridors where it can, around rooms, with few turns. */
  connect(from: DraftRoom, to: DraftRoom): void {
    const way = this.cheapestWay(from, to);
    for (let step = 1; step < way.length; step += 1) {
      const [x, y, direction] = way[step] ?? [0, 0, 0];
      const [beforeX, beforeY] = way[step - 1] ?? [0, 0];
      const before = this.draft.regionAt(beforeX, beforeY);
      if (this.draft.regionAt(x, y) === SOLID) this.draft.cover(x, y, TERRAIN.stone, OPEN);
      if (this.draft.regionAt(x, y) !== before) this.openDoor(crossedEdge(x, y, direction));
    }
  }

  private openDoor(edge: Edge): void {
    if (this.existingDoors.has(edgeKey(edge))) return;
    this.existingDoors.add(edgeKey(edge));
    this.draft.openDoor([edge], this.draft.random.chance(0.2) ? 'archway' : 'door');
  }

  private cheapestWay(from: DraftRoom, to: DraftRoom): [number, number, number][] {
    const { columns, rows } = this.draft;
    const [startX, startY] = middleOf(from.area);
    const [goalX, goalY] = middleOf(to.area);
    const box = this.searchBox(from.area, to.area);
    const best = new Map<number, number>();
    const cameFrom = new Map<number, number>();
    const frontier = new Frontier();
    const stateOf = (x: number, y: number, direction: number): number => (y * columns + x) * 4 + direction;
    for (let direction = 0; direction < 4; direction += 1) {
      best.set(stateOf(startX, startY, direction), 0);
      frontier.push(0, stateOf(startX, startY, direction));
    }
    while (frontier.size > 0) {
      const [, state] = frontier.pop();
      const place = state >> 2;
      const x = place % columns;
      const y = Math.floor(place / columns);
      if (x === goalX && y === goalY) return unwind(state, cameFrom, columns);
      for (let direction = 0; direction < 4; direction += 1) {
        const [dx, dy] = DIRECTIONS[direction] ?? [0, 0];
        const [nextX, nextY] = [x + dx, y + dy];
        if (nextX < box[0] || nextY < box[1] || nextX >= box[2] || nextY >= box[3] || nextY >= rows) continue;
        const turn = direction === (state & 3) ? 0 : COST.turn;
        const cost = (best.get(state) ?? 0) + turn + this.stepCost(x, y, direction, [from.region, to.region]);
        const next = stateOf(nextX, nextY, direction);
        if (cost === Infinity || cost >= (best.get(next) ?? Infinity)) continue;
        best.set(next, cost);
        cameFrom.set(next, state);
        frontier.push(cost + Math.abs(goalX - nextX) + Math.abs(goalY - nextY), next);
      }
    }
    return [];
  }

  /** The rim of the map stays rock; strips too narrow for that use what there is. */
  private searchBox(a: Rect, b: Rect): [number, number, number, number] {
    const { columns, rows } = this.draft;
    const low = (one: number, other: number, size: number): number =>
      Math.max(size > 6 ? 1 : 0, Math.min(one, other) - SWING);
    const high = (one: number, other: number, size: number): number =>
      Math.min(size > 6 ? size - 1 : size, Math.max(one, other) + SWING);
    return [
      low(a[0], b[0], columns),
      low(a[1], b[1], rows),
      high(a[0] + a[2], b[0] + b[2], columns),
      high(a[1] + a[3], b[1] + b[3], rows),
    ];
  }

  private stepCost(x: number, y: number, direction: number, ends: readonly number[]): number {
    const [dx, dy] = DIRECTIONS[direction] ?? [0, 0];
    const here = this.draft.regionAt(x, y);
    const next = this.draft.regionAt(x + dx, y + dy);
    const isRoom = next > OPEN;
    if (isRoom && !ends.includes(next)) return COST.forbidden;
    if (here === next) return isRoom || next === OPEN ? COST.corridor : COST.rock;
    if (here <= OPEN && next <= OPEN) return next === OPEN ? COST.corridor : COST.rock;
    const edge = crossedEdge(x + dx, y + dy, direction);
    if (this.existingDoors.has(edgeKey(edge))) return COST.corridor;
    return this.isBadForDoor(edge) ? COST.forbidden : COST.door;
  }

  /** Two doors side by side look like a mistake, and so does a door in the corner of a room. */
  private isBadForDoor({ x, y, isVertical }: Edge): boolean {
    const [alongX, alongY] = isVertical ? [0, 1] : [1, 0];
    const [sideX, sideY] = isVertical ? [-1, 0] : [0, -1];
    const room = Math.max(this.draft.regionAt(x, y), this.draft.regionAt(x + sideX, y + sideY));
    const isIn = (along: number): boolean =>
      this.draft.regionAt(x + along * alongX, y + along * alongY) === room ||
      this.draft.regionAt(x + sideX + along * alongX, y + sideY + along * alongY) === room;
    const isDoor = (along: number): boolean =>
      this.existingDoors.has(edgeKey({ x: x + along * alongX, y: y + along * alongY, isVertical }));
    return isDoor(-1) || isDoor(1) || !isIn(-1) || !isIn(1);
  }
}

function unwind(goal: number, cameFrom: ReadonlyMap<number, number>, columns: number): [number, number, number][] {
  const way: [number, number, number][] = [];
  for (let state: number | undefined = goal; state !== undefined; state = cameFrom.get(state)) {
    const place = state >> 2;
    way.push([place % columns, Math.floor(place / columns), state & 3]);
  }
  return way.reverse();
}
