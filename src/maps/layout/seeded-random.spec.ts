import { InternalError } from '../../common/errors';
import { placeNoise, SeededRandom } from './seeded-random';

describe('SeededRandom', () => {
  it('gives each seed its own sequence, huge and negative seeds too', () => {
    const firsts = [0, 1, -1, 2 ** 32, 2 ** 40, 2 ** 53 - 1].map((seed) => new SeededRandom(seed).next());

    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('stays in its range and reaches both ends of it', () => {
    const random = new SeededRandom(5);

    const drawn = Array.from({ length: 500 }, () => random.int(2, 4));

    expect(new Set(drawn)).toEqual(new Set([2, 3, 4]));
  });

  it('shuffles without losing anything and leaves the original alone', () => {
    const original = [1, 2, 3, 4, 5, 6];

    const shuffled = new SeededRandom(3).shuffle(original);

    expect([...shuffled].sort()).toEqual(original);
    expect(shuffled).not.toEqual(original);
  });

  it('refuses to pick from nothing', () => {
    expect(() => new SeededRandom(1).pick([])).toThrow(InternalError);
  });
});

describe('placeNoise', () => {
  it('belongs to the place and spreads over its range', () => {
    const values = Array.from({ length: 1000 }, (_, at) => placeNoise(9, at % 40, Math.floor(at / 40)));

    expect(placeNoise(9, 3, 4)).toBe(placeNoise(9, 3, 4));
    expect(Math.min(...values)).toBeLessThan(0.02);
    expect(Math.max(...values)).toBeGreaterThan(0.98);
  });
});
