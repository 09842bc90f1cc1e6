import { lightingOf, lightOf } from './light-sources';

describe('lightingOf', () => {
  it.each([
    ['a moonless night', 'dark'],
    ['torchlit', 'dim'],
    ['bright noon', 'bright'],
    ['', 'dim'],
  ] as const)('reads "%s" in a dungeon as %s', (words, expected) => {
    expect(lightingOf('dungeon', 'fantasy', words)).toBe(expected);
  });

  it('leaves open country in daylight unless told otherwise', () => {
    expect(lightingOf('wilderness', 'fantasy')).toBe('bright');
  });
});

describe('lightOf', () => {
  it('lights fires and leaves furniture dark', () => {
    expect(lightOf('hearth', 'fantasy')).toMatchObject({ range: 5 });
    expect(lightOf('table', 'fantasy')).toBeUndefined();
  });
});
