import { ValidationFailedError } from '../common/errors';
import { MAX_METADATA_BYTES, MAX_METADATA_KEYS, mergedMetadata } from './merged-metadata';

const keys = (count: number): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, index]));

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

/** The paths of what is refused. */
function faultsIn(patch: Record<string, unknown>, metadata: Record<string, unknown> = {}): string[] {
  try {
    mergedMetadata(metadata, patch);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationFailedError)) throw error;
    return error.faults.map(({ path }) => path);
  }
}

describe('mergedMetadata', () => {
  it('sets, replaces and removes at the top level, and keeps the rest', () => {
    const merged = mergedMetadata(
      { kept: 1, replaced: { a: 1 }, removed: true },
      { replaced: { b: 2 }, removed: null, set: 'x' },
    );

    expect(merged).toEqual({ kept: 1, replaced: { b: 2 }, set: 'x' });
  });

  it('ignores the removal of what is not there', () => {
    expect(mergedMetadata({ a: 1 }, { b: null })).toEqual({ a: 1 });
  });

  it('takes any JSON value, and null within one', () => {
    const patch = { text: 'Ünï😀', number: -1.5, truth: false, list: [1, null], object: { deep: { er: null } } };

    expect(mergedMetadata({}, patch)).toEqual(patch);
  });

  it.each(['', ' ', '1a', '_a', 'a b', 'ä', 'a\u0000', '__proto__', 'a'.repeat(65)])('refuses the key %j', (key) => {
    expect(faultsIn(Object.fromEntries([[key, 1]]))).toEqual(['metadata.?']);
  });

  it('takes a key of 64 characters', () => {
    expect(faultsIn({ ['a'.repeat(64)]: 1 })).toEqual([]);
  });

  it.each([
    ['NUL', 'a\u0000'],
    ['half a surrogate pair', '\ud83d'],
    ['NUL deep inside', { a: [{ b: '\u0000' }] }],
    ['NUL in an inner key', { a: { 'b\u0000': 1 } }],
    ['infinity', Infinity],
    ['nine levels', nested(9)],
  ])('refuses %s', (_what, value) => {
    expect(faultsIn({ good: 1, bad: value })).toEqual(['metadata.bad']);
  });

  it('takes eight levels', () => {
    expect(faultsIn({ deep: nested(8) })).toEqual([]);
  });

  it(`allows ${MAX_METADATA_KEYS} keys in the end, not in the patch`, () => {
    expect(faultsIn(keys(MAX_METADATA_KEYS))).toEqual([]);
    expect(faultsIn({ one: 1 }, keys(MAX_METADATA_KEYS))).toEqual(['metadata']);
    expect(faultsIn({ one: 1, 'key-0': null }, keys(MAX_METADATA_KEYS))).toEqual([]);
  });

  it(`allows ${MAX_METADATA_BYTES} bytes of JSON, counted in UTF-8`, () => {
    const room = MAX_METADATA_BYTES - '{"a":""}'.length;

    expect(faultsIn({ a: 'é'.repeat(room / 2) })).toEqual([]);
    expect(faultsIn({ a: 'é'.repeat(room / 2 + 1) })).toEqual(['metadata']);
  });

  it('lets metadata that are too large by today’s rule become smaller', () => {
    const old = { ...keys(60), large: 'x'.repeat(20_000) };

    expect(faultsIn({ 'key-1': null }, old)).toEqual([]);
  });
});
