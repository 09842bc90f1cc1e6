import { justifiedRows } from './justified-rows';
import { neighbourPlace } from './neighbour-place';

/** Rows of five squares: 0–4, 5–9 and 10, 11. */
const WALL = justifiedRows(Array<number>(12).fill(1), { width: 1000, rowHeight: 200, gap: 10 });

describe('neighbourPlace', () => {
  it.each([
    ['ArrowRight', 1, 2],
    ['ArrowRight', 4, 5],
    ['ArrowLeft', 5, 4],
    ['ArrowDown', 1, 6],
    ['ArrowUp', 7, 2],
    ['ArrowDown', 9, 11],
    ['Home', 7, 0],
    ['End', 3, 11],
  ])('%s leads from picture %i to picture %i', (key, from, to) => {
    expect(neighbourPlace(key, from, WALL)).toBe(to);
  });

  it.each([
    ['ArrowLeft', 0],
    ['ArrowUp', 3],
    ['ArrowDown', 10],
    ['ArrowRight', 11],
    ['Enter', 3],
    ['ArrowRight', 99],
  ])('%s leads nowhere from picture %i', (key, from) => {
    expect(neighbourPlace(key, from, WALL)).toBeUndefined();
  });
});
