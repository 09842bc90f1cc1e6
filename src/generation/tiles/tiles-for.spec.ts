import fc from 'fast-check';
import { LEAST_OVERLAP_PX, MOST_TILES, tilesFor, type RenderTiles } from './tiles-for';

/** How many parts lie over each of a row of sample points. */
function isCovered({ canvas, width, height, places }: RenderTiles): boolean {
  const samples = Array.from({ length: 400 }, (_, at) => [
    ((at % 20) / 19) * (canvas.width - 1),
    (Math.floor(at / 20) / 19) * (canvas.height - 1),
  ]);
  return samples.every(([x = 0, y = 0]) =>
    places.some(([left, top]) => x >= left && x < left + width && y >= top && y < top + height),
  );
}

describe('tilesFor', () => {
  it.each([
    [1024, 1024],
    [1536, 640],
    [1400, 1000],
    [64, 64],
  ])('needs no parts for %d × %d', (width, height) => {
    expect(tilesFor({ width, height })).toBeUndefined();
  });

  it('takes four parts for the usual map of 28 × 20 squares', () => {
    expect(tilesFor({ width: 28 * 64, height: 20 * 64 })).toEqual({
      canvas: { width: 1792, height: 1280 },
      width: 1024,
      height: 1024,
      places: [[0, 0], [768, 0], [0, 256], [768, 256]],
    }); // prettier-ignore
  });

  it('covers the whole canvas, every neighbour overlapping enough, in at most so many parts', () => {
    const side = fc.integer({ min: 64, max: 13_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const tiles = tilesFor({ width, height });
        if (tiles === undefined) return;
        const { canvas, places } = tiles;

        expect(places.length).toBeLessThanOrEqual(MOST_TILES);
        expect([canvas.width % 64, canvas.height % 64, tiles.width % 64, tiles.height % 64]).toEqual([0, 0, 0, 0]);
        expect(isCovered(tiles)).toBe(true);
        for (const [axis, length] of [[0, tiles.width], [1, tiles.height]] as const) {
          const at = [...new Set(places.map((place) => place[axis]))].sort((one, other) => one - other);
          at.slice(1).forEach((place, index) => {
            expect((at[index] ?? 0) + length - place).toBeGreaterThanOrEqual(LEAST_OVERLAP_PX - 8);
          });
        }
        expect(canvas.width / canvas.height / (width / height)).toBeGreaterThan(0.85);
        expect(canvas.width / canvas.height / (width / height)).toBeLessThan(1.18);
      }), // prettier-ignore
      { numRuns: 500, seed: 7 },
    );
  });

  it('gives up on a ribbon that nobody could paint in parts', () => {
    expect(tilesFor({ width: 12_800, height: 64 })).toBeUndefined();
  });
});
