import fc from 'fast-check';
import { windowAround } from './window-around';

describe('windowAround', () => {
  it('is as large as a model paints, around a small mask', () => {
    const window = windowAround({ left: 2000, top: 1000, width: 100, height: 100 }, { width: 3920, height: 2800 });

    expect(window).toEqual({ left: 1538, top: 538, width: 1024, height: 1024 });
  });

  it('stays within the picture at its edges', () => {
    const window = windowAround({ left: 0, top: 2790, width: 10, height: 10 }, { width: 3920, height: 2800 });

    expect(window).toEqual({ left: 0, top: 1776, width: 1024, height: 1024 });
  });

  it.each([
    ['a portrait', { width: 832, height: 1216 }],
    ['a mask over nearly everything', { width: 1700, height: 1700 }],
  ])('is not needed for %s', (_, picture) => {
    const all = { left: 0, top: 0, width: picture.width, height: picture.height };
    expect(windowAround(all, picture)).toBeUndefined();
  });

  it('is not needed for a small mask in a portrait', () => {
    const box = { left: 100, top: 100, width: 40, height: 30 };

    expect(windowAround(box, { width: 832, height: 1216 })).toBeUndefined();
  });

  it('holds the whole mask, whatever its shape', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(share, share, share, share), ([a, b, c, d]) => {
        const picture = { width: 6000, height: 4000 };
        const [left, top] = [Math.floor(a * 5999), Math.floor(b * 3999)];
        const box = {
          left,
          top,
          width: 1 + Math.floor(c * (5999 - left)),
          height: 1 + Math.floor(d * (3999 - top)),
        };

        const window = windowAround(box, picture) ?? { left: 0, top: 0, ...picture };

        expect(window.left).toBeLessThanOrEqual(box.left);
        expect(window.top).toBeLessThanOrEqual(box.top);
        expect(window.left + window.width).toBeGreaterThanOrEqual(box.left + box.width);
        expect(window.top + window.height).toBeGreaterThanOrEqual(box.top + box.height);
        expect(window.left + window.width).toBeLessThanOrEqual(picture.width);
        expect(window.top + window.height).toBeLessThanOrEqual(picture.height);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
