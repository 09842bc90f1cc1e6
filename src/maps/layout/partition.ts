import type { Rect } from './map-plan';
import type { SeededRandom } from './seeded-random';

/** How far to cut a rectangle. */
export interface PartitionRules {
  /** Stop at so many parts; the smallest allowed side can stop it earlier. */
  readonly parts: number;
  /** No part has a shorter side. */
  readonly shortestSide: number;
  /** Squares left between the two halves of a cut (a street); by the depth of the cut, 0 first. */
  readonly gap?: (depth: number) => number;
}

interface Part {
  readonly rect: Rect;
  readonly depth: number;
}

function cut({ rect, depth }: Part, rules: PartitionRules, random: SeededRandom): [Part, Part] | undefined {
  const [x, y, width, height] = rect;
  const gap = rules.gap?.(depth) ?? 0;
  const isWide = width === height ? random.chance(0.5) : width > height;
  const side = isWide ? width : height;
  const spare = side - gap - 2 * rules.shortestSide;
  if (spare < 0) return undefined;
  const first = rules.shortestSide + Math.round(spare * random.between(0.3, 0.7));
  const second = side - gap - first;
  const from = first + gap;
  return isWide
    ? [
        { rect: [x, y, first, height], depth: depth + 1 },
        { rect: [x + from, y, second, height], depth: depth + 1 },
      ]
    : [
        { rect: [x, y, width, first], depth: depth + 1 },
        { rect: [x, y + from, width, second], depth: depth + 1 },
      ];
}

function area({ rect: [, , width, height] }: Part): number {
  return width * height;
}

/** Cuts a rectangle into parts, always the largest one across its longer side. Never returns an empty list. */
export function partition(whole: Rect, rules: PartitionRules, random: SeededRandom): Rect[] {
  let open: Part[] = [{ rect: whole, depth: 0 }];
  const done: Part[] = [];
  while (open.length > 0 && open.length + done.length < rules.parts) {
    const largest = open.reduce((best, part) => (area(part) > area(best) ? part : best));
    open = open.filter((part) => part !== largest);
    const halves = cut(largest, rules, random);
    if (halves) open.push(...halves);
    else done.push(largest);
  }
  return [...done, ...open].map(({ rect }) => rect);
}
