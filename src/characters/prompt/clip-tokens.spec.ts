import * as fc from 'fast-check';
import { countTokens } from './clip-tokens';

describe('countTokens', () => {
  // Counts of open_clip 3.3.0's SimpleTokenizer for the same texts.
  it.each([
    ['', 0],
    ['a photo of a cat', 5],
    ['half-orc', 3],
    ["thieves' tools, tinker's kit", 7],
    ['19th century', 4],
    ['dragonborn', 2],
    ['constructor __proto__ valueOf', 7],
    ['portrait of an adult wood elf woman, tan skin, long dark red hair, green eyes', 18],
  ])('counts %j as CLIP does: %p', (text, expected) => {
    const tokens = countTokens(text);

    expect(tokens).toBe(expected);
  });

  it('counts phrases joined by commas as their sum and the commas', () => {
    const phrase = fc.stringMatching(/^[a-z][a-z '-]{0,30}[a-z]$/);
    const property = fc.property(fc.array(phrase, { minLength: 1, maxLength: 6 }), (phrases) => {
      const whole = countTokens(phrases.join(', '));

      expect(whole).toBe(phrases.reduce((sum, one) => sum + countTokens(one), phrases.length - 1));
    });

    fc.assert(property, { numRuns: 200 });
  });
});
