import { MemoryByteCache } from '../cache/memory.byte-cache';
import type { ObjectStore } from '../storage/object-store';
import { ObjectNotFoundError } from '../storage/storage.errors';
import { ImageContent, SourceImageGoneError } from './image-content';
import type { ImagesReader } from './images.reader';

/** Content of one image whose object is missing, and whose status is what `statuses` says at each look. */
function contentWithout(...statuses: readonly string[]): ImageContent {
  const left = [...statuses];
  const reader = { find: () => Promise.resolve({ storage_path: 'images/a', status: left.shift() }) };
  const store = { get: () => Promise.reject(new ObjectNotFoundError()) };
  const cache = new MemoryByteCache(1000, () => undefined);
  return new ImageContent(reader as unknown as ImagesReader, store as unknown as ObjectStore, cache);
}

describe('The original that an image is made of', () => {
  it('is not there for a deleted image', async () => {
    await expect(contentWithout('deleted').original('id')).rejects.toBeInstanceOf(SourceImageGoneError);
  });

  it('takes an object that vanishes with its image for a deletion, not for a fault', async () => {
    await expect(contentWithout('active', 'deleted').original('id')).rejects.toBeInstanceOf(SourceImageGoneError);
  });

  it('takes a missing object of an image in use for a fault', async () => {
    await expect(contentWithout('active', 'active').original('id')).rejects.toBeInstanceOf(ObjectNotFoundError);
  });
});
