import fc from 'fast-check';
import { ValidationFailedError } from '../common/errors';
import { mapSize, MOST_MAP_PIXELS } from './map-size';

const dungeon = { setting: 'dungeon' } as const;

describe('mapSize', () => {
  it('takes the size of the request before that of the place, and that before the usual one', () => {
    const place = { ...dungeon, columns: 12, rows: 9 };

    const sizes = [
      mapSize({ dimensions: { width: 10, height: 8 }, location: place }),
      mapSize({ location: place }),
      mapSize({ location: dungeon }),
    ];

    expect(sizes.map(({ columns, rows }) => [columns, rows])).toEqual([
      [10, 8],
      [12, 9],
      [28, 20],
    ]);
  });

  it.each([
    [20, 20, 140],
    [60, 60, 100],
    [90, 90, 70],
    [130, 130, 50],
  ])('draws %s × %s squares at %s pixels each', (width, height, pixelsPerSquare) => {
    expect(mapSize({ dimensions: { width, height }, location: dungeon }).pixelsPerSquare).toBe(pixelsPerSquare);
  });

  it('keeps the pixels that were asked for', () => {
    const size = mapSize({ dimensions: { width: 2, height: 3 }, location: dungeon, pixelsPerSquare: 256 });

    expect(size).toEqual({ columns: 2, rows: 3, pixelsPerSquare: 256 });
  });

  it.each([
    [200, 200, undefined],
    [200, 200, 50],
    [200, 10, 82],
  ])('refuses %s × %s squares at %s pixels, and says what fits', (width, height, pixelsPerSquare) => {
    const tooLarge = (): unknown => mapSize({ dimensions: { width, height }, location: dungeon, pixelsPerSquare });

    expect(tooLarge).toThrow(ValidationFailedError);
    expect(tooLarge).toThrow(/dimensions: expected .* at most 48 million pixels and 16383 on a side/);
  });

  it('gives every size that the contract allows, or says that it is too large', () => {
    const squares = fc.integer({ min: 1, max: 200 });
    const pixels = fc.option(fc.integer({ min: 50, max: 256 }), { nil: undefined });

    fc.assert(
      fc.property(squares, squares, pixels, (width, height, pixelsPerSquare) => {
        try {
          const size = mapSize({ dimensions: { width, height }, location: dungeon, pixelsPerSquare });
          expect(size.columns * size.rows * size.pixelsPerSquare ** 2).toBeLessThanOrEqual(MOST_MAP_PIXELS);
          expect(Math.max(size.columns, size.rows) * size.pixelsPerSquare).toBeLessThanOrEqual(16_383);
        } catch (error) {
          expect(error).toBeInstanceOf(ValidationFailedError);
        }
      }),
    );
  });
});
