import fc from 'fast-check';
import { heightOf, justifiedRows, type Place } from './justified-rows';

const WALL = { width: 1000, rowHeight: 200, gap: 10 };
const rowsOf = (places: readonly Place[]): Place[][] =>
  [...new Set(places.map(({ row }) => row))].map((row) => places.filter((place) => place.row === row));

describe('justifiedRows', () => {
  it('hangs a row of squares at about the height that is wanted, edge to edge', () => {
    const places = justifiedRows([1, 1, 1, 1, 1, 1], WALL);

    const [first = []] = rowsOf(places);
    expect(first.map(({ left, width, height }) => ({ left, width, height }))).toEqual([
      { left: 0, width: 192, height: 192 },
      { left: 202, width: 192, height: 192 },
      { left: 404, width: 192, height: 192 },
      { left: 606, width: 192, height: 192 },
      { left: 808, width: 192, height: 192 },
    ]);
  });

  it('does not stretch a last row that is not full', () => {
    const [lonely] = justifiedRows([0.75], WALL);

    expect(lonely).toEqual({ left: 0, top: 0, width: 150, height: 200, row: 0 });
  });

  it('leaves what hangs where it is when more pictures come, but for the last row', () => {
    const few = justifiedRows([1, 1.5, 0.7, 1, 1, 2, 1, 1], WALL);
    const many = justifiedRows([1, 1.5, 0.7, 1, 1, 2, 1, 1, 0.7, 0.7, 1], WALL);

    const lastRow = few.at(-1)?.row ?? 0;
    const settled = few.filter(({ row }) => row < lastRow);
    expect(settled.length).toBeGreaterThan(3);
    expect(many.slice(0, settled.length)).toEqual(settled);
  });

  it('cuts pictures that would be a row, or a thread, by themselves', () => {
    const [wide, , , , thin] = justifiedRows([20, 1, 1, 1, 0.01, 1, 1], WALL);

    expect((wide?.width ?? 0) / (wide?.height ?? 1)).toBeCloseTo(2.4, 1);
    expect((thin?.width ?? 0) / (thin?.height ?? 1)).toBeGreaterThan(0.5);
  });

  it('fills every row but the last to the pixel, in order, without overlaps, whatever it is given', () => {
    const aspects = fc.array(fc.double({ min: 0.05, max: 20, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(aspects, fc.integer({ min: 300, max: 3440 }), (shapes, width) => {
        const places = justifiedRows(shapes, { ...WALL, width });
        const rows = rowsOf(places);

        expect(places).toHaveLength(shapes.length);
        for (const [index, row] of rows.entries()) {
          const end = (row.at(-1)?.left ?? 0) + (row.at(-1)?.width ?? 0);
          if (index < rows.length - 1) expect(end).toBe(width);
          for (const [at, place] of row.entries()) {
            expect(place.width).toBeGreaterThan(0);
            expect(place.left).toBe(at === 0 ? 0 : (row[at - 1]?.left ?? 0) + (row[at - 1]?.width ?? 0) + WALL.gap);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('knows how high the wall is', () => {
    const places = justifiedRows([1, 1, 1, 1, 1, 1], WALL);

    expect(heightOf(places)).toBe(192 + 10 + 200);
    expect(heightOf([])).toBe(0);
  });
});
