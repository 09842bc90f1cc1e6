import type { DeliveredFormat, PictureQuery } from './picture-query';
import { renditionOf } from './rendition';

const original = {
  id: '5d4c5a0e-6f0c-5f0e-9a39-6a3f3a4c7b21',
  sha256: 'a'.repeat(64),
  width: 768,
  height: 1024,
  content_type: 'image/png',
};
const made = (format: DeliveredFormat, query: PictureQuery = {}, given = {}) =>
  renditionOf({ ...original, ...given }, format, query);

describe('renditionOf', () => {
  it.each<[DeliveredFormat, PictureQuery]>([
    ['png', {}],
    ['png', { w: 768 }],
    ['png', { w: 1024 }],
    ['png', { w: 2048, h: 2048 }],
    ['png', { q: 50 }],
    ['png', { fit: 'cover', w: 1536, h: 2048 }],
  ])('is the original for %s and %j', (format, query) => {
    expect(made(format, query)).toBeUndefined();
  });

  it.each<[string, PictureQuery, number, number]>([
    ['the width', { w: 256 }, 256, 341],
    ['the height', { h: 256 }, 192, 256],
    ['both', { w: 512, h: 96 }, 72, 96],
    ['a cut', { w: 256, h: 128, fit: 'cover' }, 256, 128],
    ['a cut that is larger than the picture', { w: 1536, h: 768, fit: 'cover' }, 768, 384],
    ['padding', { w: 256, h: 128, fit: 'contain' }, 256, 128],
    ['padding around a picture that is smaller', { w: 2048, h: 2048, fit: 'contain' }, 1024, 1024],
  ])('has the size that %s asks for, never an enlargement', (_name, query, widthPx, heightPx) => {
    expect(made('png', query)?.plan).toMatchObject({ widthPx, heightPx });
  });

  it('keeps a pixel of a picture that is a thousand times as long as wide', () => {
    expect(made('webp', { h: 64 }, { width: 10, height: 10_000 })?.plan).toMatchObject({ widthPx: 1, heightPx: 64 });
  });

  it('is one for requests that mean the same', () => {
    const same = [{ w: 2048 }, { w: 768 }, { h: 1024 }, {}].map((query) => made('webp', query)?.hash);

    expect(new Set(same).size).toBe(1);
    expect(made('png', { w: 64, q: 50 })?.hash).toBe(made('png', { w: 64, q: 90 })?.hash);
  });

  it('is another for another original, format, size, fit or quality', () => {
    const hashes = [
      made('webp', { w: 256, h: 256, fit: 'cover' }),
      made('webp', { w: 256, h: 256, fit: 'contain' }),
      made('webp', { w: 256, h: 256, fit: 'cover', q: 50 }),
      made('avif', { w: 256, h: 256, fit: 'cover' }),
      made('webp', { w: 256, h: 320, fit: 'cover' }),
      made('webp', { w: 256, h: 256, fit: 'cover' }, { sha256: 'b'.repeat(64) }),
    ].map((rendition) => rendition?.hash);

    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is stored with its image, under a key that says nothing but ids and hashes', () => {
    expect(made('jpeg')?.storagePath).toMatch(
      /^images\/5d\/5d4c5a0e-6f0c-5f0e-9a39-6a3f3a4c7b21\/derived-[0-9a-f]{32}\.jpg$/,
    );
  });
});
