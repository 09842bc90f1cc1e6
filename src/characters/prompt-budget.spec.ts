import * as fc from 'fast-check';
import { capTokens, fitPhrases } from './prompt-budget';
import { countTokens } from './prompt/clip-tokens';

const words = (count: number, word: string): string => Array(count).fill(word).join(' ');

describe('fitPhrases', () => {
  it('keeps everything in order while there is room', () => {
    const prompt = fitPhrases([
      { text: 'an elf', rank: 0 },
      { text: 'red hair', rank: 9 },
      { text: 'painted', rank: 0 },
    ]);

    expect(prompt).toBe('an elf, red hair, painted');
  });

  it('gives up the highest rank first, and of equals the last', () => {
    const prompt = fitPhrases([
      { text: words(30, 'kept'), rank: 1 },
      { text: words(30, 'early'), rank: 2 },
      { text: words(30, 'late'), rank: 2 },
    ]);

    expect(prompt).toBe(`${words(30, 'kept')}, ${words(30, 'early')}`);
  });

  it('says the same thing once', () => {
    const prompt = fitPhrases([
      { text: 'cloak', rank: 0 },
      { text: 'cloak', rank: 1 },
      { text: '', rank: 1 },
    ]);

    expect(prompt).toBe('cloak');
  });

  it('never goes beyond 150 tokens, even for what must stay', () => {
    const prompt = fitPhrases([{ text: words(400, 'word'), rank: 0 }]);

    expect(countTokens(prompt)).toBeLessThanOrEqual(150);
    expect(countTokens(prompt)).toBeGreaterThan(145);
  });

  it('uses the room of 75 tokens to the last one', () => {
    const prompt = fitPhrases([
      { text: words(70, 'word'), rank: 1 },
      { text: words(4, 'last'), rank: 2 },
      { text: 'more', rank: 3 },
    ]);

    expect(countTokens(prompt)).toBe(75);
  });
});

describe('capTokens', () => {
  it('never cuts a word in half nor exceeds its limit', () => {
    const text = fc.array(fc.stringMatching(/^[a-z]{1,20},?$/), { minLength: 1, maxLength: 20 });
    const property = fc.property(text, fc.integer({ min: 1, max: 40 }), (words, most) => {
      const cut = capTokens(words.join(' '), most);

      expect(countTokens(cut)).toBeLessThanOrEqual(most);
      expect(
        `${words.join(' ')} `.replaceAll(',', '').startsWith(cut === '' ? '' : `${cut.replaceAll(',', '')} `),
      ).toBe(true);
    });

    fc.assert(property, { numRuns: 300 });
  });

  it.each([
    ['red hair, green eyes', 2, 'red hair'],
    ['red hair, green eyes', 3, 'red hair'],
    ['red hair, green eyes', 4, 'red hair, green'],
    ['red hair, green eyes', 5, 'red hair, green eyes'],
    ['zqxjkvbwpyzzqxjkvbwpyz hair', 3, ''],
    ['', 3, ''],
  ])('cuts %j to %p tokens between two words', (text, most, expected) => {
    const cut = capTokens(text, most);

    expect(cut).toBe(expected);
  });
});
