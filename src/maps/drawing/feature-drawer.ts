import type { Palette } from './palette';

/** What a drawer gets: the size in squares before turning, which of its looks, a seed for its irregularities. */
export interface Item {
  readonly w: number;
  readonly h: number;
  readonly look: number;
  readonly palette: Palette;
  /** A number from 0 to 1 for this item; another `index` gives another number. */
  readonly noise: (index: number) => number;
}

/** Draws a thing from above around 0,0, in squares; its back points up. */
export type FeatureDrawer = (item: Item) => string;

/** One of a list by the look, wrapping round. */
export function byLook<T>(items: readonly T[], look: number, fallback: T): T {
  return items[look % Math.max(1, items.length)] ?? fallback;
}
