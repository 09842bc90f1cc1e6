import * as fc from 'fast-check';
import { countTokens } from '../characters/prompt/clip-tokens';
import { SAFETY_NEGATIVES } from '../characters/prompt/portrait-style';
import { THEMES } from '../common/themes';
import { composeItemPrompt } from './item-prompt';
import { itemSubject } from './item-subject';

describe('composeItemPrompt', () => {
  it('says what an edit wishes for first, and still what the thing is', () => {
    const subject = itemSubject({ name: 'Moonblade', item_type: 'weapon' });
    const wish = Array<string>(60).fill('a row of red gems').join(', ');

    const { prompt } = composeItemPrompt(subject, { theme: 'fantasy', wish });

    expect(prompt).toMatch(/^a row of red gems, .*a single moonblade, sword, whole object centred/);
    expect(countTokens(prompt)).toBeLessThanOrEqual(150);
  });

  it('makes plain words of at most 75 tokens, or 150 with a wish, whatever comes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    const maybe = fc.option(text, { nil: undefined });
    const anyItem = fc.record({ name: maybe, description: maybe, item_type: maybe });
    const anyStyle = fc.record({ background: text, lighting: text, mood: text, art_style: text });
    const property = fc.property(anyItem, fc.constantFrom(...THEMES), anyStyle, maybe, (item, theme, style, wish) => {
      const subject = itemSubject(item);
      const { prompt, negative_prompt: negative } = composeItemPrompt(subject, { theme, style, wish });

      expect(prompt).toMatch(/^[a-z0-9 ,'-]+$/);
      expect(countTokens(prompt)).toBeLessThanOrEqual(wish === undefined ? 75 : 150);
      expect(countTokens(negative)).toBeLessThanOrEqual(75);
      expect(negative.startsWith(SAFETY_NEGATIVES)).toBe(true);
    });

    fc.assert(property, { numRuns: 200 });
  });
});
