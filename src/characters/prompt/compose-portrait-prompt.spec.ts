import * as fc from 'fast-check';
import { CREATURE_SIZES, VisualSubject } from '../visual-subject';
import { THEMES } from '../../common/themes';
import { countTokens } from './clip-tokens';
import { composePortraitPrompt, tokenBackground } from './compose-portrait-prompt';
import { identityAnchors } from './identity-anchors';
import { SAFETY_NEGATIVES, UNFIT_FOR_MINORS } from './portrait-style';

function aSubject(changes: Partial<VisualSubject> = {}): VisualSubject {
  return {
    version: 1,
    species: 'elf',
    classes: ['wizard'],
    presentation: 'woman',
    minor: false,
    marks: [],
    outfit: [],
    gear: [],
    size: 'medium',
    ...changes,
  };
}

const FULL = aSubject({
  lineage: 'wood elf',
  skin: 'tan',
  hair: 'long dark red',
  eyes: 'green',
  build: 'slim',
  marks: ['scar over the left eye'],
  outfit: ['blue robe'],
  gear: ['wooden quarterstaff'],
});

describe('composePortraitPrompt', () => {
  it('puts who, looks, things, setting and the theme in this order', () => {
    const style = {
      pose: 'Standing Tall',
      expression: 'calm',
      background: 'old library',
      lighting: 'candle',
      mood: 'quiet',
    };

    const subject = { ...FULL, species: 'human', lineage: undefined, build: undefined };

    const { prompt } = composePortraitPrompt({ subject, theme: 'fantasy', style, kind: 'portrait' });

    expect(prompt).toBe(
      'portrait of an adult human woman, tan skin, long dark red hair, green eyes, scar over the left eye, ' +
        'wizard wearing a blue robe, with a wooden quarterstaff, standing tall, calm expression, old library background, candle lighting, ' +
        'quiet mood, painted high fantasy illustration, rich warm colours',
    );
  });

  it('frames a token as a bust on one flat colour', () => {
    const { prompt, negativePrompt } = composePortraitPrompt({
      subject: aSubject({ skin: 'green' }),
      theme: 'horror',
      style: { background: 'a busy market' },
      kind: 'token',
    });

    expect(prompt).toMatch(/^head and shoulders portrait of an adult elf woman, /);
    expect(prompt).toContain('facing the viewer, whole head in frame');
    expect(prompt).toContain('plain flat magenta background');
    expect(prompt).not.toContain('market');
    expect(negativePrompt).toContain('busy background');
  });

  it.each([
    [aSubject({ skin: 'green', hair: 'red', eyes: 'blue', outfit: ['copper armour'] }), 'grey'],
    [aSubject({ hair: 'black' }), 'green'],
    [aSubject({ outfit: ['moss cloak'], skin: 'purple' }), 'blue'],
  ])('takes a background that the subject does not wear', (subject, expected) => {
    const colour = tokenBackground(subject);

    expect(colour).toBe(expected);
  });

  it('says of small folk that they are grown up, first and last', () => {
    const input = {
      subject: aSubject({ species: 'halfling', size: 'small' }),
      theme: 'fantasy',
      kind: 'portrait',
    } as const;

    const { prompt, negativePrompt } = composePortraitPrompt(input);

    expect(prompt).toMatch(/^portrait of an adult halfling woman, mature adult face, adult proportions/);
    expect(negativePrompt).toContain('child, baby face');
  });

  it('paints a minor as a clothed child in a gentle picture, whatever the caller says', () => {
    const subject = aSubject({
      minor: true,
      ageYears: 9,
      outfit: ['tight corset'],
      impression: 'voluptuous',
      gear: ['wooden sword'],
    });
    const style = { mood: 'romantic', background: 'bedroom', pose: 'waving' };

    const { prompt, negativePrompt } = composePortraitPrompt({ subject, theme: 'horror', style, kind: 'portrait' });

    expect(prompt).toMatch(/^storybook portrait of a wholesome fully clothed elf child, /);
    expect(prompt).toMatch(/gentle storybook illustration, soft autumn colours$/);
    expect(prompt).toContain('wooden sword');
    expect(prompt).toContain('waving');
    expect(prompt).not.toMatch(/woman|adult|corset|voluptuous|romantic|bedroom|horror/);
    expect(negativePrompt).toContain('revealing clothes');
  });

  it('paints a creature without the words of a person', () => {
    const subject = aSubject({
      species: 'dragon',
      creatureType: 'dragon',
      size: 'huge',
      presentation: 'person',
      classes: [],
    });

    const { prompt } = composePortraitPrompt({ subject, theme: 'fantasy', kind: 'portrait' });

    expect(prompt).toMatch(/^portrait of a huge dragon, great leathery wings, armoured scales, /);
  });

  it('shows asked equipment in place of the own gear, and what a class wears when nothing is known', () => {
    const asked = composePortraitPrompt({
      subject: FULL,
      theme: 'fantasy',
      kind: 'portrait',
      equipment: ['Silver <lora:x:1> Lance'],
    });
    const unknown = composePortraitPrompt({ subject: aSubject(), theme: 'fantasy', kind: 'portrait' });

    expect(asked.prompt).toContain('wizard wearing a blue robe, with a silver lance');
    expect(asked.prompt).not.toContain('quarterstaff');
    expect(unknown.prompt).toContain('embroidered scholar robes');
  });

  it('gives up mood and light before looks when there is too much to say', () => {
    const words = 'very many words about the thing that somebody wants to see';
    const style = { pose: words, expression: words, background: words, lighting: words, mood: words, art_style: words };

    const { prompt } = composePortraitPrompt({ subject: FULL, theme: 'western', style, kind: 'portrait' });

    expect(prompt).toContain('scar over the left eye');
    expect(prompt).not.toContain('mood');
    expect(prompt).toMatch(/western illustration, sun-bleached colours$/);
    expect(countTokens(prompt)).toBeLessThanOrEqual(75);
  });

  it('puts what an edit wishes for first, and never in place of who is shown', () => {
    const wish = ['a red hat with a feather', ...Array<string>(12).fill('many more hats of every kind')].join(', ');
    const anchors = identityAnchors(FULL).join(', ');

    const { prompt } = composePortraitPrompt({ subject: FULL, theme: 'fantasy', kind: 'token', wish });

    expect(prompt).toMatch(
      /^a red hat with a feather, (?:many more hats of every kind, )+head and shoulders portrait of an adult wood elf woman, /,
    );
    expect(prompt).toContain(anchors);
    expect(countTokens(prompt)).toBeLessThanOrEqual(150);
  });

  it('keeps what is unfit for minors out of a wish', () => {
    const { prompt } = composePortraitPrompt({
      subject: aSubject({ minor: true }),
      theme: 'fantasy',
      kind: 'portrait',
      wish: 'bare chest, a red hat',
    });

    expect(prompt).toMatch(/^a red hat, storybook portrait of a wholesome fully clothed elf child, /);
  });

  it('ends with the look of the campaign where there is one', () => {
    const suffix = 'woodcut print, two colours';

    const { prompt } = composePortraitPrompt({ subject: FULL, theme: 'fantasy', kind: 'portrait', suffix });

    expect(prompt).toMatch(/, woodcut print, two colours$/);
    expect(prompt).not.toContain('painted');
  });

  it('says of a class only what it is called where clothes are known', () => {
    const { prompt } = composePortraitPrompt({
      subject: aSubject({ classes: ["inventor with tinker's tools"], outfit: ['leather apron'] }),
      theme: 'steampunk',
      kind: 'portrait',
    });

    expect(prompt).toContain(', inventor wearing a leather apron, ');
  });

  it.each(THEMES)('has words for %s', (theme) => {
    const { prompt } = composePortraitPrompt({ subject: aSubject(), theme, kind: 'portrait' });

    expect(prompt).toMatch(/ illustration, /);
  });
});

describe('composePortraitPrompt, whatever comes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.constantFrom('(nude:1.5)', '<lora:x>', 'red BREAK blue', ...UNFIT_FOR_MINORS),
  );
  const list = fc.array(text, { maxLength: 10 });
  const maybe = fc.option(text, { nil: undefined });
  const anySubject: fc.Arbitrary<VisualSubject> = fc.record({
    version: fc.constant(1 as const),
    species: text,
    lineage: maybe,
    classes: list,
    presentation: fc.constantFrom('woman', 'man', 'person'),
    minor: fc.boolean(),
    skin: maybe,
    hair: maybe,
    eyes: maybe,
    build: maybe,
    marks: list,
    outfit: list,
    gear: list,
    creatureType: fc.constantFrom(undefined, 'humanoid', 'dragon', 'undead'),
    size: fc.constantFrom(...CREATURE_SIZES),
    impression: maybe,
  });
  const anyStyle = fc.record({
    pose: text,
    expression: text,
    background: text,
    lighting: text,
    mood: text,
    art_style: text,
  });
  const anyInput = fc.record({
    subject: anySubject,
    theme: fc.constantFrom(...THEMES),
    style: anyStyle,
    equipment: list,
    wish: maybe,
    kind: fc.constantFrom('portrait', 'token'),
  });

  it('makes plain words of bounded length, the same each time, with the safety negatives first', () => {
    const property = fc.property(anyInput, (input) => {
      const composed = composePortraitPrompt(input);

      expect(composed).toEqual(composePortraitPrompt(input));
      expect(composed.prompt).toMatch(/^[a-z0-9 ,'-]+$/);
      expect(countTokens(composed.prompt)).toBeLessThanOrEqual(150);
      expect(countTokens(composed.negativePrompt)).toBeLessThanOrEqual(75);
      expect(composed.negativePrompt.startsWith(SAFETY_NEGATIVES)).toBe(true);
      expect(composed.prompt).not.toMatch(/\bnude\b/);
      expect(composed.prompt).toContain(identityAnchors(input.subject).join(', '));
    });

    fc.assert(property, { numRuns: 300 });
  });

  it('says nothing unfit of a minor', () => {
    const property = fc.property(anyInput, ({ subject, ...input }) => {
      const { prompt } = composePortraitPrompt({ ...input, subject: { ...subject, minor: true } });

      expect(prompt).toMatch(/storybook portrait of a wholesome fully clothed .*child/);
      expect(prompt.split(/[ ,]+/).filter((word) => UNFIT_FOR_MINORS.has(word))).toEqual([]);
    });

    fc.assert(property, { numRuns: 300 });
  });
});
