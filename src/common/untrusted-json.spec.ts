import { LARGEST_BODY_BYTES, readUntrustedJson, type ReadJson } from './untrusted-json';

const read = (text: string) => readUntrustedJson(Buffer.from(text));
const lossesIn = (text: string) => (read(text) as ReadJson).losses ?? [];

describe('readUntrustedJson', () => {
  it('reads JSON, and skips a byte order mark', () => {
    expect(read('\ufeff{"a":[1,"x",null,true]}')).toEqual({ value: { a: [1, 'x', null, true] } });
  });

  it('replaces what the database would refuse, in values and in names', () => {
    expect(read('{"a\\u0000":"x\\ud800y","b":["\\udc00","\\ud83d\\ude00"]}')).toEqual({
      value: { 'a\ufffd': 'x\ufffdy', b: ['\ufffd', '\u{1f600}'] },
    });
  });

  it('leaves out names that reach a prototype', () => {
    const text = '{"__proto__":{"admin":true},"a":[{"constructor":1,"prototype":2,"b":1}]}';

    const { value } = read(text) as { value: object };

    expect(value).toEqual({ a: [{ b: 1 }] });
    expect(lossesIn(text).map(({ path }) => path)).toEqual(['__proto__', 'a.0.constructor', 'a.0.prototype']);
    expect((value as { admin?: boolean }).admin).toBeUndefined();
  });

  it('lets the last of equal names count, and makes infinite numbers null', () => {
    expect(read('{"a":1,"a":2,"b":1e999}')).toEqual({
      value: { a: 2, b: null },
      losses: [{ path: 'b', message: 'expected a smaller number' }],
    });
  });

  it('tells of what was lost without repeating names that are no words, and not of all', () => {
    const names = Array.from({ length: 30 }, (_, index) => `"<script>${index}":-1e999`).join(',');

    const losses = lossesIn(`{${names}}`);

    expect(losses).toHaveLength(20);
    expect(losses[0]?.path).toBe('?');
  });

  it('refuses what is no JSON, no UTF-8, too deep or too large, in fixed words', () => {
    expect(read('{"a":')).toEqual({ fault: 'the body is not JSON' });
    expect(readUntrustedJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({ fault: 'the body is not UTF-8 text' });
    expect(read('['.repeat(65) + ']'.repeat(65))).toEqual({ fault: 'the body is nested deeper than 64 levels' });
    expect(read('[' + ' '.repeat(LARGEST_BODY_BYTES - 1) + ']')).toEqual({ fault: 'the body is larger than 1 MiB' });
  });

  it('reads up to the bounds', () => {
    expect(read('['.repeat(64) + ']'.repeat(64))).toHaveProperty('value');
    expect(read('[' + ' '.repeat(LARGEST_BODY_BYTES - 2) + ']')).toEqual({ value: [] });
  });
});
