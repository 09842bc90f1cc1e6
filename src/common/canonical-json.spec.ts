import fc from 'fast-check';
import { canonicalJson, sha256, type Json } from './canonical-json';

/** The same value with the members of every object in the opposite order. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]): [string, Json] => [key, turned(member ?? null)]);
  return Object.fromEntries(members.reverse());
}

describe('canonicalJson', () => {
  it('is one text for one value, however its members are ordered', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('sorts by code unit, writes no white space and leaves undefined out', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined, Z: true, é: 0.5 })).toBe(
      '{"Z":true,"b":[1,{"c":"x","d":null}],"é":0.5}',
    );
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });

  it('writes nothing at all as null', () => {
    expect(canonicalJson(undefined)).toBe('null');
  });
});

describe('sha256', () => {
  it('is the published digest, of text and of bytes', () => {
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

    expect([sha256('abc'), sha256(Buffer.from('abc'))]).toEqual([digest, digest]);
  });
});
