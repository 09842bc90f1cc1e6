import type { Point } from './map-plan';

/** East, south, west, north: the order that `(direction + 2) % 4` turns round. */
const STEPS: readonly (readonly [number, number])[] = [[1, 0], [0, 1], [-1, 0], [0, -1]]; // prettier-ignore

/**
 * Unit edges of the grid, collected one by one and joined to the fewest polylines.
 * Corners of squares are the vertices: `columns + 1` by `rows + 1` of them.
 */
export class WallTracer {
  private readonly width: number;
  private readonly edges: Uint8Array;
  private readonly ends: Uint8Array;

  constructor(columns: number, rows: number) {
    this.width = columns + 1;
    this.edges = new Uint8Array(this.width * (rows + 1));
    this.ends = new Uint8Array(this.width * (rows + 1));
  }

  /** Adds the edge from a vertex one step east (`isVertical` false) or south (true). */
  add(x: number, y: number, isVertical: boolean): void {
    this.mark(x, y, isVertical ? 1 : 0);
    this.mark(isVertical ? x : x + 1, isVertical ? y + 1 : y, isVertical ? 3 : 2);
  }

  /** Every polyline ends here: a door begins. */
  endAt([x, y]: Point): void {
    this.ends[y * this.width + x] = 1;
  }

  /** All edges as polylines without collinear middle points; empties the tracer. */
  trace(): Point[][] {
    const lines: Point[][] = [];
    // First from every place where a line must begin, then what is left: closed loops.
    for (const mayBeginAnywhere of [false, true]) {
      for (let vertex = 0; vertex < this.edges.length; vertex += 1) {
        lines.push(...this.linesFrom(vertex, mayBeginAnywhere));
      }
    }
    return lines;
  }

  private linesFrom(vertex: number, mayBeginAnywhere: boolean): Point[][] {
    const lines: Point[][] = [];
    for (let direction = 0; direction < 4; direction += 1) {
      if (!this.has(vertex, direction)) continue;
      if (mayBeginAnywhere || this.isBeginning(vertex, direction)) lines.push(this.walk(vertex, direction));
    }
    return lines;
  }

  private mark(x: number, y: number, direction: number): void {
    const vertex = y * this.width + x;
    this.edges[vertex] = (this.edges[vertex] ?? 0) | (1 << direction);
  }

  private has(vertex: number, direction: number): boolean {
    return ((this.edges[vertex] ?? 0) & (1 << direction)) !== 0;
  }

  private isBeginning(vertex: number, direction: number): boolean {
    if (this.ends[vertex] === 1) return true;
    const count = [0, 1, 2, 3].filter((other) => this.has(vertex, other)).length;
    return count !== 2 && !this.has(vertex, (direction + 2) % 4);
  }

  private walk(start: number, first: number): Point[] {
    const points: Point[] = [this.pointOf(start)];
    let vertex = start;
    let direction = first;
    for (;;) {
      vertex = this.take(vertex, direction);
      const next = this.continuation(vertex, direction);
      if (next !== direction) points.push(this.pointOf(vertex));
      if (next === undefined) return points;
      direction = next;
    }
  }

  /** Straight on if there is a wall, else round a corner that leaves no choice. */
  private continuation(vertex: number, direction: number): number | undefined {
    if (this.ends[vertex] === 1) return undefined;
    if (this.has(vertex, direction)) return direction;
    const turns = [0, 1, 2, 3].filter((other) => this.has(vertex, other));
    return turns.length === 1 ? turns[0] : undefined;
  }

  private take(vertex: number, direction: number): number {
    const [dx, dy] = STEPS[direction] ?? [0, 0];
    const next = vertex + dx + dy * this.width;
    this.edges[vertex] = (this.edges[vertex] ?? 0) & ~(1 << direction);
    this.edges[next] = (this.edges[next] ?? 0) & ~(1 << ((direction + 2) % 4));
    return next;
  }

  private pointOf(vertex: number): Point {
    return [vertex % this.width, Math.floor(vertex / this.width)];
  }
}
