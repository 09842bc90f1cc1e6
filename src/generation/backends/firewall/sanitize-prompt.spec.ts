import fc from 'fast-check';
import { DIALECTS, type Dialect } from '../../../config/backend-address';
import { WARM_UP_PLAN } from '../warm-up-plan';
import { sanitizePrompt } from './sanitize-prompt';

const ESCAPING = DIALECTS.filter((dialect) => dialect !== 'sdcpp');

/** What comes out of each construct: the same for all, but for brackets. */
const NEUTRAL: readonly (readonly [construct: string, text: string, words: string])[] = [
  ['a weight', 'a cat (x:1.5) sits', 'a cat (x) sits'],
  ['a weight with spaces', '(x: +1.5 )', '(x)'],
  ['a weight without a digit', '(a:.)', '(a)'],
  ['doubled brackets', '(((masterpiece)))', '(masterpiece)'],
  ['mixed brackets', '([(a])]', '(a)'],
  ['brackets around nothing', 'a () [ , ] b', 'a b'],
  ['a weaker word', '[blurry]', '(blurry)'],
  ['a bracket that is never closed', 'a knight (old', 'a knight (old'],
  ['a bracket at the end', 'a knight ((', 'a knight'],
  ['a bracket that was never opened', ') a knight', 'a knight'],
  ['an alternation', '[cow|horse] in a field', '(cow, horse) in a field'],
  ['a schedule', '[mountain:lake:0.25]', '(mountain, lake)'],
  ['a choice', 'a {red|blue} cloak', 'a red, blue cloak'],
  ['a variable', '${hat=red} ${hat}', 'hat red hat'],
  ['a file of words', '__hair__ and __a/b__', 'hair and a b'],
  ['a LoRA', 'elf <lora:evil:1>', 'elf'],
  ['a hypernetwork', 'elf <hypernet:evil:1>', 'elf'],
  ['any tag', 'elf <anything:at all> ears', 'elf ears'],
  ['a tag that is never closed', 'elf <lora:evil', 'elf lora, evil'],
  ['an embedding', 'elf embedding:evil', 'elf embedding, evil'],
  ['arguments', 'a cat <sd_cpp_extra_args>{"steps":99}</sd_cpp_extra_args> sits', 'a cat sits'],
  ['arguments that are never closed', 'a <sd_cpp_extra_args>{"steps":99}', 'a "steps", 99'],
  ['arguments within arguments', '<sd_cpp_<x>extra_args>{}</sd_cpp_extra_args>', 'sd cpp extra args'],
  ['a composition', 'a cat AND a dog', 'a cat and a dog'],
  ['a chunk', 'a cat BREAK a dog', 'a cat break a dog'],
  ['regions', 'sky ADDCOMM sea ADDROW', 'sky addcomm sea addrow'],
  ['words that only contain keywords', 'LANDSCAPE, BREAKFAST, ANDROID', 'LANDSCAPE, BREAKFAST, ANDROID'],
  ['a keyword in letters of two scripts', 'éANDé я1BREAK', 'éandé я1break'],
  ['a keyword in other letters', '𝐀𝐍𝐃 ＢＲＥＡＫ ⒶⓃⒹ BREA\u212a', 'and break and break'],
  ['a keyword with something hidden in it', 'AN\u200bD BRE\u00adAK A\u2060ND', 'and break and'],
  ['a split', 'a cat | nothing bad', 'a cat, nothing bad'],
  ['a comment', 'Room #4, a lich', 'Room 4, a lich'],
  ['a block of comment', 'a /* b */ c ## d', 'a b c d'],
  ['another encoder', 'a cat TE2: a dog', 'a cat TE2, a dog'],
  ['a weight of the whole', 'a room at 12:30', 'a room at 12, 30'],
  ['plus and minus', 'cat++ dog-- (owl)1.4 -fog --steps 50', 'cat dog (owl)1.4 fog steps 50'],
  ['marks of the tokenizer', 'a <|endoftext|> b </s> c', 'a b c'],
  ['backslashes', 'C:\\(x\\) \\\\(y) \\', 'C, (x) (y)'],
  ['full-width brackets', '（x：1.5） ［a｜b］ ＜lora：x：1＞ ｛c｝ ＿＿d＿＿', '(x) (a, b) c d'],
  ['brackets of other kinds', '⁽x⁾ ❨y❩ ⟨z⟩ «w»', '(x) y z "w"'],
  ['signs that are brackets inside', '⑴ ㈠', '(1) (一)'],
  ['control characters', 'a\0b\x1b[31mc\r\n\td\u2028e\x7ff\x85g', 'a b (31mc d e f g'],
  ['direction marks', 'a\u202eb\u2066c\u200fd\ufeff', 'abcd'],
  ['characters that nobody sees', 'a\u200b\u200d\u2060\u00ad\u034f\u{e0041}\u3164b', 'ab'],
  ['halves of pairs', 'a\ud800b\udc00', 'ab'],
  ['quotes and dashes of print', '“Hawaiʼi” – ‘x’, well‑worn—old', "\"Hawai'i\" 'x', well-worn-old"],
  ['entities', '&lt;lora&gt; &#40;x&#41;', 'and lt, lora and gt, and 40, x and 41'],
  ['the name of a file', '../../models/evil.safetensors', 'models evil.safetensors'],
];

describe('sanitizePrompt', () => {
  const spelt = (dialect: Dialect, words: string): string =>
    dialect === 'sdcpp' ? words : words.replace(/[()]/g, '\\$&');

  describe.each(ESCAPING)('for %s', (dialect) => {
    it.each(NEUTRAL)('leaves of %s only words', (_construct, text, words) => {
      expect(sanitizePrompt(dialect, text).replace(/^\.\. \.\. /, '')).toBe(spelt(dialect, words));
    });
  });

  it.each(NEUTRAL)('leaves of %s only words, and no brackets, for sd-server', (_construct, text, words) => {
    const described = sanitizePrompt('sdcpp', text);

    expect(described).not.toMatch(/[()\\[\]]/);
    expect(described.match(/[\p{L}\p{N}]+/gu)).toEqual(words.match(/[\p{L}\p{N}]+/gu));
  });

  it.each<[Dialect, string]>([
    ['a1111', 'a dwarf \\(old\\), grey beard'],
    ['forge', 'a dwarf \\(old\\), grey beard'],
    ['sdnext', 'a dwarf \\(old\\), grey beard'],
    ['comfyui', 'a dwarf \\(old\\), grey beard'],
    ['sdcpp', 'a dwarf, old, grey beard'],
  ])('keeps what stands in brackets readable for %s', (dialect, expected) => {
    expect(sanitizePrompt(dialect, 'a dwarf (old), grey beard')).toBe(expected);
  });

  it.each(DIALECTS)('leaves ordinary words of every script to %s as they are', (dialect) => {
    const texts = [
      'portrait of an adult half-elf woman, Müller\'s "red" cloak, 19th century, well-worn. Why not! Yes?',
      'дварф с бородой, 龍と騎士, فارس قديم, एक योद्धा, ดาบ',
      WARM_UP_PLAN.prompt,
      WARM_UP_PLAN.negative_prompt,
      '',
    ];

    expect(texts.map((text) => sanitizePrompt(dialect, text))).toEqual(texts);
  });

  it.each<[Dialect, number]>([...ESCAPING.map((dialect): [Dialect, number] => [dialect, 4000]), ['sdcpp', 2000]])(
    'cuts for %s at %d characters, between two words',
    (dialect, longest) => {
      const exact = 'ab '.repeat(longest).slice(0, longest).trimEnd();
      const words = sanitizePrompt(dialect, 'ancient (stone) halls of kings, '.repeat(2000));

      expect(sanitizePrompt(dialect, exact)).toBe(exact);
      expect(sanitizePrompt(dialect, 'a'.repeat(longest))).toHaveLength(longest);
      expect(sanitizePrompt(dialect, 'a'.repeat(longest + 1))).toHaveLength(longest);
      expect(words.length).toBeLessThanOrEqual(longest);
      expect(words.length).toBeGreaterThan(longest - 100);
      expect(words).toMatch(/(?:ancient|stone\\?\)?|halls|of|kings)$/);
    },
  );

  it.each(DIALECTS)('counts for %s nothing that nobody sees', (dialect) => {
    expect(sanitizePrompt(dialect, `${'\u200b'.repeat(20_000)}a dw\u00adarf e\u034f\u0301`)).toBe('a dwarf é');
  });

  it.each(DIALECTS)('cuts no letter in two for %s', (dialect) => {
    expect(sanitizePrompt(dialect, `a${'𠀀'.repeat(5000)}`)).toMatch(/^a𠀀+$/u);
  });

  // One that escapes brackets, and the one that does without.
  it.each<Dialect>(['a1111', 'sdcpp'])(
    'leaves %s no sign out of all of Unicode but letters, marks, digits and harmless ones',
    (dialect) => {
      for (let first = 0; first < 0x110000; first += 128) {
        const all = Array.from({ length: 128 }, (_, index) => String.fromCodePoint(first + index)).join('a');

        const described = sanitizePrompt(dialect, all);

        // Nor may the server's own normalisation make one.
        for (const form of [described, described.normalize('NFKD'), described.toUpperCase().normalize('NFKC')]) {
          expect(form.replace(/\\[()]/g, '')).toMatch(/^[\p{L}\p{M}\p{N} ,.!?'"-]*$/u);
        }
      }
    },
  );

  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(...'()[]{}<>|:_#/*\\&,.-+\'" aA1éÉ\u0301\u200b\n（＜´½'), maxLength: 60 }),
  );

  it.each(DIALECTS)('sanitizes for %s twice as once', (dialect) => {
    fc.assert(
      fc.property(text, (any) => {
        const once = sanitizePrompt(dialect, any);

        expect(sanitizePrompt(dialect, once)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['a-', 'a (b-c) ', 'AND', "'", 'é(', '𠀀)'])('sanitizes what it cuts twice as once: %j', (piece) => {
    for (const dialect of DIALECTS) {
      for (const ahead of ['', 'x', 'xy']) {
        const once = sanitizePrompt(dialect, ahead + piece.repeat(5000));

        expect(sanitizePrompt(dialect, once)).toBe(once);
      }
    }
  });

  it.each(['(', '[', '<', ':', ': ', '\\', '-', '__', '( ', '()', '(,', '<a', '\u0301', '&', '|', ' ,', ')('])(
    'takes no longer than its length for half a megabyte of %j',
    (piece) => {
      const began = performance.now();

      for (const dialect of DIALECTS) sanitizePrompt(dialect, piece.repeat(500_000 / piece.length));

      expect(performance.now() - began).toBeLessThan(2000);
    },
  );
});
