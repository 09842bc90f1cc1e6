import type { SeededRandom } from '../faults/seeded-random';

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

/** Spelled as they stand in a path: what a segment may be given in place of an id. */
export const HOSTILE_SEGMENTS: readonly string[] = [
  ...[
    'abc',
    '0',
    '-1',
    'null',
    'undefined',
    '%00',
    '%20',
    '%ff',
    '%c3%28',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f',
    '%2F',
  ],
  ...['%zz', '%', 'a'.repeat(101), 'a'.repeat(3000), '9'.repeat(9000), "x'--", '%0d%0aX-Injected:%201', '%F0%9F%98%80'],
  ...['__proto__', 'constructor', '*', ':id', '{id}', '7D9F3C52-6A0B-4F0E-9A53-1F6C2F6B8E10', '%3Cscript%3Efz'],
  ...[
    '7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e1',
    '{7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10}',
    '00000000-0000-0000-0000-000000000000',
  ],
  ...['7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10%2fcontent', '7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10%00', ';a=b', '.', '%2e'],
];

/** Spelled as they stand in a query. */
export const HOSTILE_QUERY_VALUES: readonly string[] = [
  ...[
    '',
    '0',
    '-1',
    '1',
    '1e9',
    '0.5',
    '99999999999999999999',
    'NaN',
    'null',
    '[]',
    '%7B%7D',
    '%00',
    'a%00b',
    '%ff%fe',
    '%zz',
  ],
  ...[
    'a'.repeat(300),
    'a'.repeat(7000),
    'a'.repeat(20_000),
    "'%3B%20DROP%20TABLE%20images--",
    '%3Cscript%3Efz%3C/script%3E',
  ],
  ...[
    '%0d%0aX-Injected:%201',
    '2026-13-45T00:00:00Z',
    '2026-11-22T10:01:00Z',
    '0000-00-00',
    '+1',
    '%F0%9F%98%80',
    'portrait',
  ],
  ...[
    'png',
    'webp',
    'avif',
    '512',
    '8193',
    'cover',
    '100',
    'eyJhIjoxfQ',
    'eyJhIjoxfQ==',
    'AAAA',
    '%20',
    'a,b,c',
    '=',
    '&',
    'true',
  ],
  ...[
    Buffer.from('["2026-11-22T10:01:00Z","7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10"]').toString('base64url'),
    '275760-09-14T00:00:00Z',
  ],
];

/** Headers that are read, each with values that are hard to read. */
export const HOSTILE_HEADERS: Readonly<Record<string, readonly string[]>> = {
  'If-Match': ['*', '"', '""', 'W/"x"', '"a", "b"', 'abc', MARKER, '"'.repeat(4000), '"1"', ',,,'],
  'If-None-Match': ['*', '"', 'W/"', '"a","b",', MARKER, 'x'.repeat(8000), ','.repeat(5000)],
  'If-Modified-Since': ['yesterday', 'Sun, 06 Nov 1994 08:49:37 GMT', ''],
  'If-Range': ['"x"', 'Sun, 06 Nov 1994 08:49:37 GMT', '\u00ff'],
  Range: [
    ...[
      'bytes=0-0',
      'bytes=-1',
      'bytes=-0',
      'bytes=5-1',
      'bytes=0-',
      'bytes=99999999999999999999-',
      'bytes=a-b',
      'items=0-1',
    ],
    ...[
      'bytes=0-0,2-2',
      `bytes=${Array(500).fill('0-1').join(',')}`,
      'bytes=',
      'bytes',
      'bytes=0-1e9',
      'bytes= 0-1',
      'bytes=--1',
    ],
  ],
  Accept: [
    '*/*',
    'image/*',
    'image/avif',
    'image/webp;q=0',
    'text/html',
    'a/b/c',
    ';;;',
    '*',
    `${'a/b,'.repeat(2000)}*/*`,
    'image/png;q=NaN',
    '',
  ],
  'Accept-Encoding': ['gzip', 'br;q=1.0, *;q=0', 'identity;q=0', ','.repeat(2000)],
  'Accept-Language': ['de', '*', 'x'.repeat(3000)],
  Prefer: [
    'wait=0',
    'wait=1',
    'wait=-1',
    'wait=abc',
    'wait=1e1',
    'wait',
    'respond-async',
    'wait="1"',
    `${'a,'.repeat(3000)}`,
    MARKER,
  ],
  'Idempotency-Key': [
    'a',
    '',
    ' ',
    'same-key',
    'x'.repeat(255),
    'x'.repeat(5000),
    MARKER,
    '\u00e9',
    '"quoted"',
    "'; DROP TABLE",
  ],
  'Last-Event-ID': ['0', '-1', '99999999999999999999', 'abc', MARKER, 'x'.repeat(4000)],
  'Content-Type': [
    ...[
      'text/plain',
      'application/xml',
      'application/json; charset=utf-16',
      'application/json;charset=latin1',
      'multipart/form-data',
    ],
    ...[
      'application/x-www-form-urlencoded',
      'image/png',
      'a',
      '',
      'application/json; charset="utf-8"',
      'APPLICATION/JSON',
      'application/merge-patch+json',
    ],
  ],
  'Content-Encoding': ['gzip', 'br', 'identity', 'nonsense'],
  traceparent: [
    ...[
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      '00-0-0-0',
      'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ],
    ...['00-00000000000000000000000000000000-0000000000000000-00', MARKER, 'x'.repeat(3000)],
  ],
  'X-Request-ID': [
    'abc-1',
    '',
    ' ',
    MARKER,
    'x'.repeat(128),
    'x'.repeat(129),
    'x'.repeat(6000),
    '\u00e9',
    'a b',
    '%0d%0a',
  ],
  'X-Forwarded-For': ['1.2.3.4', MARKER, '::1'],
  'X-HTTP-Method-Override': ['DELETE', 'FOO'],
  Origin: ['null', 'https://evil.example', MARKER],
  Host: ['evil.example', 'localhost:99999', 'a'.repeat(300)],
  Expect: ['100-continue'],
  Authorization: [
    'Bearer',
    'Bearer a.b.c',
    'Basic YTpi',
    `Bearer ${'x'.repeat(6000)}`,
    'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.',
    '\u00ff',
  ],
  Cookie: ['a=b; '.repeat(500)],
};

/** Sent byte by byte, `PATH` and `AUTH` being replaced: what no HTTP library would send. */
export const RAW_REQUESTS: readonly string[] = [
  'GET PATH HTTP/1.1\r\nConnection: close\r\n\r\n',
  'GET PATH HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\nAUTH\r\n\r\n',
  'GET PATH HTTP/9.9\r\nHost: a\r\nConnection: close\r\n\r\n',
  'FOO PATH HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'get PATH HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'TRACE PATH HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAUTH\r\n\r\n',
  'PROPFIND PATH HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAUTH\r\n\r\n',
  'GET  PATH  HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'GET PATH?a b HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAUTH\r\n\r\n',
  'GET PATH?\u00ff\u00fe HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAUTH\r\n\r\n',
  'GET http://evil.example/PATH HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAUTH\r\n\r\n',
  'GET //PATH HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAUTH\r\n\r\n',
  'GET PATH#frag HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAUTH\r\n\r\n',
  'GET PATH/../../.. HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAUTH\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'GET PATH HTTP/1.1\r\nHost: a\r\nX-Nul: a\u0000b\r\nConnection: close\r\n\r\n',
  'GET PATH HTTP/1.1\nHost: a\nConnection: close\n\n',
  'GET PATH HTTP/1.1\r\nHost: a\r\n folded: header\r\nConnection: close\r\n\r\n',
  `GET PATH HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(40_000)}\r\nConnection: close\r\n\r\n`,
  `GET PATH HTTP/1.1\r\nHost: a\r\n${'X-Many: 1\r\n'.repeat(3000)}Connection: close\r\n\r\n`,
  'POST PATH HTTP/1.1\r\nHost: a\r\nAUTH\r\nContent-Type: application/json\r\nContent-Length: -5\r\nConnection: close\r\n\r\n{}',
  'POST PATH HTTP/1.1\r\nHost: a\r\nAUTH\r\nContent-Length: 2\r\nContent-Length: 3\r\nConnection: close\r\n\r\n{}',
  'POST PATH HTTP/1.1\r\nHost: a\r\nAUTH\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n',
  'POST PATH HTTP/1.1\r\nHost: a\r\nAUTH\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
  'POST PATH HTTP/1.1\r\nHost: a\r\nAUTH\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST PATH HTTP/1.1\r\nHost: a\r\nAUTH\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n',
  'POST PATH HTTP/1.1\r\nHost: a\r\nAUTH\r\nExpect: nonsense\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  'GET PATH HTTP/1.1\r\nHost: a\r\nAUTH\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n',
  'CONNECT evil.example:80 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\r\n\r\n\r\nGET PATH HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAUTH\r\n\r\n',
];
