import fc from 'fast-check';
import { HOSTILE_PROMPTS } from './hostile-prompts';

const COLLECTED = Object.values(HOSTILE_PROMPTS).flat();
const WORDS = [
  'a dwarf',
  'old',
  'grey beard',
  'x',
  'AND',
  'BREAK',
  'Müller',
  '龍',
  'é',
  '1.5',
  ':1.2',
  ' : 7',
  'nsfw',
  'embedding',
  'lora',
  'TE2',
];
const OPEN = [...'([{<（［｛＜⁽', '\\(', '\\\\(', '<lora:', '__', '{2$$', '<sd_cpp_extra_args>', '/*', '<|'];
const CLOSE = [...')]}>）］｝＞⁾', ':1.5)', ':0.3]', ':.)', '\\)', '__', '|b}', '</sd_cpp_extra_args>', '*/', '|>'];
const JOINTS = [
  '',
  ' ',
  ', ',
  '\n',
  '|',
  ' | ',
  ':',
  '::',
  '#',
  '_',
  '\\',
  '\u200b',
  '\u00ad',
  '\u202e',
  '\u0301',
  '\0',
  '-',
  '--',
  '+',
  ' AND ',
  ' BREAK ',
];

const oneOf = (pieces: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...pieces);

/** A text with structure: words in brackets in brackets, joined by what splits, hides or continues. */
const grown = fc.letrec<{ phrase: string; nested: string; text: string }>((tie) => ({
  phrase: fc.oneof(
    oneOf(WORDS),
    oneOf(COLLECTED.filter((text) => text.length < 100)),
    fc.string({ unit: 'binary', maxLength: 6 }),
  ),
  nested: fc.tuple(oneOf(OPEN), tie('text'), oneOf(CLOSE)).map((parts) => parts.join('')),
  text: fc
    .array(fc.tuple(fc.oneof({ maxDepth: 4, withCrossShrink: true }, tie('phrase'), tie('nested')), oneOf(JOINTS)), {
      minLength: 1,
      maxLength: 5,
    })
    .map((parts) => parts.flat().join('')),
})).text;

/**
 * Hostile texts without end: what was collected, grown from a grammar of fragments, thrown together from signs that mean something
 * somewhere, or any characters at all.
 */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: oneOf(COLLECTED) },
  { weight: 6, arbitrary: grown },
  {
    weight: 3,
    arbitrary: fc.string({ unit: oneOf([...OPEN, ...CLOSE, ...JOINTS, ...WORDS]), minLength: 1, maxLength: 30 }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
);
