import { estimateTokens, fitPhrases } from './prompt-budget';

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
      { text: words(20, 'kept'), rank: 1 },
      { text: words(20, 'early'), rank: 2 },
      { text: words(20, 'late'), rank: 2 },
    ]);

    expect(prompt).toBe(`${words(20, 'kept')}, ${words(20, 'early')}`);
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

    expect(estimateTokens(prompt)).toBeLessThanOrEqual(150);
    expect(estimateTokens(prompt)).toBeGreaterThan(145);
  });
});
