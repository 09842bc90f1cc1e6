import fc from 'fast-check';
import { assertObjectKey, assertObjectPrefix, contentTypeOf, imageIdIn, MAX_KEY_LENGTH, objectKey } from './object-key';
import { ObjectKeyRefusedError } from './storage.errors';

const parts = {
  imageId: '0AF3C2D4-0000-4000-8000-000000000001',
  sha256: 'ab'.repeat(32),
  name: 'thumb-256',
  extension: 'webp',
} as const;

describe('objectKey', () => {
  it('is made of the image, the name and the hash', () => {
    expect(objectKey(parts)).toBe(
      'images/0a/0af3c2d4-0000-4000-8000-000000000001/thumb-256-abababababababababababababababab.webp',
    );
  });

  it('fits its column with the longest name', () => {
    expect(objectKey({ ...parts, name: 'n'.repeat(64) }).length).toBeLessThanOrEqual(MAX_KEY_LENGTH);
    expect(() => objectKey({ ...parts, name: 'n'.repeat(65) })).toThrow(ObjectKeyRefusedError);
  });

  it.each([
    { imageId: '../../etc/passwd' },
    { imageId: '' },
    { sha256: 'AB'.repeat(32) },
    { sha256: 'ab' },
    { name: '../x' },
    { name: '' },
    { name: 'Portrait of Bob' },
    { extension: 'exe' as 'png' },
    { extension: 'constructor' as 'png' },
  ])('refuses %j', (wrong) => {
    expect(() => objectKey({ ...parts, ...wrong })).toThrow(ObjectKeyRefusedError);
  });
});

describe('imageIdIn', () => {
  it('reads the image out of every key that objectKey makes', () => {
    expect(imageIdIn(objectKey(parts))).toBe(parts.imageId.toLowerCase());
  });

  it.each([
    'images/0a/0af3c2d4-0000-4000-8000-000000000001',
    'images/0b/0af3c2d4-0000-4000-8000-000000000001/original.png',
    'images/0a/0AF3C2D4-0000-4000-8000-000000000001/original.png',
    'images/0a/0af3c2d4-0000-4000-8000-000000000001/deeper/original.png',
    'backup/images/0a/0af3c2d4-0000-4000-8000-000000000001/original.png',
    'images/read-me.md',
    '',
  ])('reads none out of %j', (key) => {
    expect(imageIdIn(key)).toBeUndefined();
  });
});

describe('assertObjectKey', () => {
  it('lets nothing through that a path could be read out of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 40 }), (noise, tail) => {
        for (const text of [noise, tail, `images/${tail}`, `${tail}/x.png`]) {
          let accepted: string | undefined;
          try {
            accepted = assertObjectKey(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ObjectKeyRefusedError);
          }
          if (accepted !== undefined) expect(accepted).toMatch(/^(?!.*(^|\/)\.)(?!.*\/\/)[\w.-][\w./-]{0,253}[\w.-]?$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes 255 characters and refuses 256', () => {
    expect(assertObjectKey('k'.repeat(255))).toHaveLength(255);
    expect(() => assertObjectKey('k'.repeat(256))).toThrow(ObjectKeyRefusedError);
  });

  it('never quotes what it refuses', () => {
    expect(() => assertObjectKey('../my secret')).not.toThrow(/secret/);
  });
});

describe('assertObjectPrefix', () => {
  it.each(['', 'images/', 'images/0a', 'images/0a/'])('takes %j', (prefix) => {
    expect(assertObjectPrefix(prefix)).toBe(prefix);
  });

  it.each(['/', '//', 'images//', '../', '/images'])('refuses %j', (prefix) => {
    expect(() => assertObjectPrefix(prefix)).toThrow(ObjectKeyRefusedError);
  });
});

describe('contentTypeOf', () => {
  it.each([
    ['a/b.png', 'image/png'],
    ['a/b.uvtt', 'application/json'],
    ['a/b', 'application/octet-stream'],
    ['png', 'application/octet-stream'],
    ['a.png/b', 'application/octet-stream'],
    ['a.toString', 'application/octet-stream'],
  ])('reads the type of %j off its extension', (key, type) => {
    expect(contentTypeOf(key)).toBe(type);
  });
});
