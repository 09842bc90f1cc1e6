import type { Rect } from './map-plan';
import type { SeededRandom } from './seeded-random';

function distance(a: Rect, b: Rect): number {
  const dx = a[0] + a[2] / 2 - b[0] - b[2] / 2;
  const dy = a[1] + a[3] / 2 - b[1] - b[3] / 2;
  return Math.abs(dx) + Math.abs(dy);
}

/**
 * Pairs of areas (by index) whose connection joins all of them: the shortest tree (Prim), plus some short
 * extra pairs, because a dungeon without loops has only one way to play it.
 *
 * @param extraShare how many extra pairs, as a share of the number of areas
 */
export function pairsToConnect(areas: readonly Rect[], extraShare: number, random: SeededRandom): [number, number][] {
  const pairs: [number, number][] = [];
  const nearest = areas.map((area) => ({ joined: 0, distance: distance(area, areas[0] ?? area) }));
  const waiting = new Set(areas.keys());
  waiting.delete(0);
  while (waiting.size > 0) {
    const next = [...waiting].reduce((a, b) => ((nearest[b]?.distance ?? 0) < (nearest[a]?.distance ?? 0) ? b : a));
    waiting.delete(next);
    pairs.push([nearest[next]?.joined ?? 0, next]);
    for (const other of waiting) {
      const between = distance(areas[next] ?? [0, 0, 0, 0], areas[other] ?? [0, 0, 0, 0]);
      if (between < (nearest[other]?.distance ?? 0)) nearest[other] = { joined: next, distance: between };
    }
  }
  return [...pairs, ...extraPairs(areas, pairs, Math.round(areas.length * extraShare), random)];
}

function extraPairs(
  areas: readonly Rect[],
  pairs: readonly [number, number][],
  count: number,
  random: SeededRandom,
): [number, number][] {
  const known = new Set(pairs.flatMap(([a, b]) => [`${a},${b}`, `${b},${a}`]));
  const extra: [number, number][] = [];
  for (let attempt = 0; attempt < count * 6 && extra.length < count; attempt += 1) {
    const from = random.int(0, areas.length - 1);
    const candidates = [...areas.keys()]
      .filter((to) => to !== from && !known.has(`${from},${to}`))
      .map((to) => ({ to, distance: distance(areas[from] ?? [0, 0, 0, 0], areas[to] ?? [0, 0, 0, 0]) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 2);
    if (candidates.length === 0) continue;
    const { to } = random.pick(candidates);
    known.add(`${from},${to}`).add(`${to},${from}`);
    extra.push([from, to]);
  }
  return extra;
}
