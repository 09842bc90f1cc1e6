import { asksFor, knownFeature } from './feature-words';

describe('knownFeature', () => {
  it.each([
    ['Pillars', 'pillar'],
    ['old bookshelves', 'shelf'],
    ['stone bridge', 'bridge'],
    ['torches', 'brazier'],
    ['BENCHES', 'bench'],
  ])('knows %s as %s', (text, kind) => {
    expect(knownFeature(text)).toMatchObject({ kind });
  });

  it('knows waters as terrain', () => {
    expect(knownFeature('a deep pool')).toMatchObject({ terrain: '~' });
  });

  it('does not know what nobody draws, not even names of object members', () => {
    expect([knownFeature('beauty'), knownFeature('constructor'), knownFeature('')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('asksFor', () => {
  it('finds a word in any number and case', () => {
    expect(asksFor(['Two Cannons'], 'cannon')).toBe(true);
    expect(asksFor(['canny'], 'cannon')).toBe(false);
  });
});
