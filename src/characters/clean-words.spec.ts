import * as fc from 'fast-check';
import { cleanWords } from './clean-words';

describe('cleanWords', () => {
  it.each([
    ['Long RED hair', 'long red hair'],
    ['green eyes; a scar.', 'green eyes, a scar'],
    ['black & gold', 'black and gold'],
    ['Élan fiancée, coöperative', 'elan fiancee, cooperative'],
    ['ｆｕｌｌ-ｗｉｄｔｈ ＜lora:x:1＞ robe', 'full-width robe'],
    ['<lora:evil:1.5> cloak', 'cloak'],
    ['(masterpiece:1.9), [red|blue] {a|b} coat', 'masterpiece, red blue a b coat'],
    ['red BREAK blue AND green', 'red blue green'],
    ['sword and shield', 'sword and shield'],
    ['embedding:bad_hands hat', 'hat'],
    ['__wildcards/hair__ hat', 'hat'],
    ['hat --ar 16:9 --no face', 'hat face'],
    ['see https://evil.example/x.png?y=1 hat', 'see hat'],
    ['www.evil.example hat evil.com', 'hat'],
    ['../../etc/passwd C:\\windows\\x hat /root/x models/a/b.ckpt model.safetensors', 'hat'],
    ['elf/human', 'elf human'],
    ["6 feet tall, thieves' tools, age 30", 'feet tall, thieves tools, age'],
    ['1920s noir, a 19th century coat, 19th', '1920s noir, a 19th century coat'],
    ['bl\u200bue\u202e cl\u00adoak\u{e0041}', 'blue cloak'],
    ['n\u200bude red cloak, ｓｅｘｙ', 'red cloak'],
    ['a robe in the style of Some Painter, dark', 'a robe, dark'],
    [
      'mind flayers and an illithid',
      'humanoid with a tentacled octopus-like face and an humanoid with a tentacled octopus-like face',
    ],
    ['soldier of Strahd', 'soldier of'],
    ['эльф elf 精灵', 'elf'],
    ['v\u0430mpire cloak', 'cloak'],
    ['a\u0000b \ud800 c', 'a b c'],
    ['👹 horns', 'horns'],
  ])('makes %j into %j', (text, expected) => {
    const cleaned = cleanWords(text, 200);

    expect(cleaned).toBe(expected);
  });

  it.each([[undefined], [null], [7], [{}], [['red']], [''], [' ,;. '], ['<x>']])('finds no words in %j', (value) => {
    const cleaned = cleanWords(value, 80);

    expect(cleaned).toBeUndefined();
  });

  it('cuts between two words, at the last one that fits whole', () => {
    const exactly = cleanWords('red cloak', 9);
    const shorter = cleanWords('red cloak', 8);

    expect(exactly).toBe('red cloak');
    expect(shorter).toBe('red');
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '<lora:',
            '>',
            '(',
            ':1.5)',
            '__',
            'BREAK',
            ' AND ',
            'embedding:',
            '\u200b',
            '/',
            '\\',
            '.com',
            '--no ',
          ),
          fc.constantFrom(
            'in the style of ',
            'red',
            ' ',
            ', ',
            '19th',
            ' century',
            'mind',
            '-',
            "'",
            '&',
            'nude',
            'ß',
            '７',
          ),
          fc.string({ unit: 'grapheme', maxLength: 5 }),
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join('')),
  );

  it('lets only plain words through, never more than asked for, whatever comes', () => {
    const property = fc.property(anyText, fc.integer({ min: 0, max: 120 }), (text, maxLength) => {
      const cleaned = cleanWords(text, maxLength) ?? '';

      expect(cleaned).toMatch(/^(?:[a-z0-9]+(?:['-][a-z0-9]+)*(?:,? (?=.)|$))*$/);
      expect(cleaned.length).toBeLessThanOrEqual(maxLength);
      expect(cleaned).not.toMatch(/\b(?:nude|BREAK|AND)\b|\bin the style of\b/);
    });

    fc.assert(property, { numRuns: 1000 });
  });

  it('changes nothing the second time', () => {
    const property = fc.property(anyText, (text) => {
      const once = cleanWords(text, 120);

      expect(cleanWords(once, 120)).toBe(once);
    });

    fc.assert(property, { numRuns: 1000 });
  });

  it('needs no more than a moment for the longest and worst text', () => {
    const worst = ['_', '<', '.', 'a.', '\\', '__a', 'mind ', '\ufdfa', '-a', "a'"].map((part) => part.repeat(8000));

    const started = performance.now();
    worst.forEach((text) => cleanWords(text, 80));

    expect(performance.now() - started).toBeLessThan(2000);
  });
});
