import * as fc from 'fast-check';
import { countTokens } from '../../characters/prompt/clip-tokens';
import { THEMES } from '../../common/themes';
import { MAP_SETTINGS } from '../layout/map-brief';
import { composeMapPrompt } from './compose-map-prompt';

describe('composeMapPrompt', () => {
  it('puts the view first, then place, materials, features, light and mood', () => {
    const { prompt } = composeMapPrompt({
      setting: 'dungeon',
      theme: 'fantasy',
      features: ['Altar', '<lora:x:1> lava (river:1.4)'],
      lighting: 'Torchlit',
      mood: 'tense',
    });

    expect(prompt).toBe(
      'top-down orthographic battle map, viewed straight from above, fantasy dungeon rooms and corridors, grey stone and timber, ' +
        'altar, lava river, torchlit lighting, tense mood, game asset',
    );
  });

  it('keeps the light flat when nobody asks for another', () => {
    const { prompt, negativePrompt } = composeMapPrompt({
      setting: 'ship',
      theme: 'western',
      features: [],
      materials: 'white oak',
    });

    expect(prompt).toContain('old west frontier ship deck, white oak, flat lighting');
    expect(negativePrompt).toMatch(/^nsfw, nude, .*, isometric, perspective, horizon/);
  });

  it('puts what an edit wishes for first, and keeps the view', () => {
    const { prompt } = composeMapPrompt({
      setting: 'cavern',
      theme: 'horror',
      features: ['pool'],
      wish: 'A rope bridge over the chasm',
      artStyle: 'Ink drawing',
    });

    expect(prompt).toBe(
      'a rope bridge over the chasm, top-down orthographic battle map, viewed straight from above, gothic horror natural cave ' +
        'floor with rock walls, crumbling stone and rotten wood, pool, flat lighting, ink drawing, game asset',
    );
  });

  it('makes plain words of bounded length, the same each time, whatever comes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 100 });
    const anyInput = fc.record({
      setting: fc.constantFrom(...MAP_SETTINGS),
      theme: fc.constantFrom(...THEMES),
      features: fc.array(text, { maxLength: 20 }),
      materials: fc.option(text, { nil: undefined }),
      lighting: fc.option(text, { nil: undefined }),
      mood: fc.option(text, { nil: undefined }),
      artStyle: fc.option(text, { nil: undefined }),
      wish: fc.option(text, { nil: undefined }),
    });
    const property = fc.property(anyInput, (input) => {
      const composed = composeMapPrompt(input);

      expect(composed).toEqual(composeMapPrompt(input));
      expect(composed.prompt).toMatch(
        /^(?:[a-z0-9 ,'-]+, )?(?:top-down orthographic battle|hand-painted atlas) map[a-z0-9 ,'-]+game asset$/,
      );
      expect(countTokens(composed.prompt)).toBeLessThanOrEqual(input.wish === undefined ? 75 : 150);
      expect(countTokens(composed.negativePrompt)).toBeLessThanOrEqual(75);
    });

    fc.assert(property, { numRuns: 300 });
  });
});
