import fc from 'fast-check';
import { nearestBucket } from './sdxl-buckets';

const side = fc.integer({ min: 1, max: 20_000 });

describe('nearestBucket', () => {
  it.each([
    [1, 1, 1024, 1024],
    [3, 4, 896, 1152],
    [2, 3, 832, 1216],
    [16, 9, 1344, 768],
    [200, 1, 1536, 640],
    [1, 200, 640, 1536],
    [1024, 1024, 1024, 1024],
  ])('finds for %s × %s the size %s × %s', (width, height, bucketWidth, bucketHeight) => {
    expect(nearestBucket(width, height)).toEqual({ width: bucketWidth, height: bucketHeight });
  });

  it('is always about one megapixel, in steps that models take', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const bucket = nearestBucket(width, height);

        expect(bucket.width % 64).toBe(0);
        expect(bucket.height % 64).toBe(0);
        expect(Math.abs(bucket.width * bucket.height - 1024 * 1024) / (1024 * 1024)).toBeLessThan(0.07);
      }),
    );
  });

  it('lies as it was asked, upright or across', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const { width: across, height: up } = nearestBucket(width, height);

        expect(nearestBucket(height, width)).toEqual({ width: up, height: across });
      }),
    );
  });
});
