import type { SeededRandom } from '../support/seeded-random';

/** A number as it is spelled in JSON text, where JavaScript would spell it otherwise or could not hold it. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** Text that must never come back in a header. */
export const MARKER = '<script>fz</script>';

/** Texts that break those who trust them. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udc00y',
  '\u202eevil\u202c',
  '\ufeff',
  '\u200b\u200d',
  '👩‍👩‍👧‍👦'.repeat(40),
  'é'.normalize('NFD').repeat(200),
  'A'.repeat(200_000),
  'ﷺ'.repeat(3000),
  '\r\nX-Injected: 1',
  "'; DROP TABLE images;--",
  '%00%ff',
  '../../../../etc/passwd',
  '${jndi:ldap://x/y}',
  '{{7*7}}',
  '(masterpiece:99), <lora:evil:1>, BREAK, [a|b]',
  MARKER,
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '1e400',
  'true',
  '7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10',
  '2026-13-45T99:99:99Z',
  '-1',
  '\u2028\u2029',
  'İstanbul ß ﬁ',
];

const NUMBERS = [
  ...['0', '-0', '-1', '1', '0.1', '1e400', '-1e400', '1e-400', '4294967295', '4294967296', '9007199254740993'],
  ...['123456789012345678901234567890', '2147483648', '-2147483649', '1.0000000000000001', '200', '201', '1e2'],
];

/** Any JSON value that a member may be given in place of what belongs there. */
export function hostileValue(random: SeededRandom): unknown {
  switch (random.whole(0, 7)) {
    case 0:
      return new RawJson(random.pick(NUMBERS));
    case 1:
      return random.pick([null, true, false]);
    case 2:
      return random.pick([[], [[]], [null], [{}], [1, 'a', null], Array(2000).fill('tag'), ['\u0000', '\ud800']]);
    case 3:
      return random.pick<unknown>([
        {},
        { length: 5 },
        { toString: 1 },
        { a: { b: { c: 1 } } },
        { $ne: null },
        { then: 'x' },
      ]);
    case 4:
      return nested(random.pick([5, 31, 33, 65, 2000]), random.chance(0.5));
    case 5:
      return new RawJson(
        random.pick(['{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"x":1}}}', '{"a":1,"a":2}']),
      );
    default:
      return random.pick(HOSTILE_TEXTS);
  }
}

/** Lists or objects in one another. */
function nested(levels: number, asList: boolean): RawJson {
  const [open, close] = asList ? ['[', ']'] : ['{"a":', '}'];
  return new RawJson(`${open.repeat(levels)}1${close.repeat(levels)}`.replace('[1]', '[]'));
}

/** JSON text of a value that may hold `RawJson`. */
export function jsonText(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** What is no JSON, or no text. */
export const BROKEN_BODIES: readonly (string | Buffer)[] = [
  '',
  '{',
  '}',
  '{"a":}',
  '{"a":1,}',
  "{'a':1}",
  '[1,2',
  'null',
  'true',
  '0',
  '"text"',
  '[]',
  'NaN',
  '{"a":NaN}',
  '{"a":1}{"b":2}',
  '{"a":"\\ud800"}',
  '{"description":"\\u0000"}',
  '{"a":"\t"}',
  '\ufeff{}',
  '<xml/>',
  'description=a+ranger',
  `${'['.repeat(100_000)}`,
  `{"description":"${'x'.repeat(900_000)}"}`,
  `{"description":"${'x'.repeat(1_200_000)}"}`,
  Buffer.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.alloc(3000),
];
