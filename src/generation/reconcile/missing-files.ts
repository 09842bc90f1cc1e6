import type { ImageFilesReader } from '../../images/image-files.reader';
import type { ObjectStore } from '../../storage/object-store';
import { ObjectKeyRefusedError } from '../../storage/storage.errors';

/** Requests to the store at a time. */
const CONCURRENCY = 8;

/** An image, and the objects of it that a listing did not show. */
export interface Suspect {
  readonly id: string;
  readonly keys: readonly string[];
}

/**
 * The ids of those suspects that do lack an object. A listing is a moment ago: an object may have come since, and an
 * image that was deleted since may miss what it likes. So the store is asked for each, and then the rows once more.
 */
export async function missingAmong(
  suspects: readonly Suspect[],
  { objects, images }: { readonly objects: ObjectStore; readonly images: ImageFilesReader },
): Promise<string[]> {
  if (suspects.length === 0) return [];
  const missing = new Map<string, string>();
  const queue = suspects.values();
  const ask = async (): Promise<void> => {
    for (const { id, keys } of queue) {
      const key = await firstMissing(objects, keys);
      if (key !== undefined) missing.set(id, key);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, ask));
  if (missing.size === 0) return [];
  const rows = await images.of([...missing.keys()]);
  return rows
    .filter(({ id, status, keys }) => status !== 'deleted' && keys.includes(missing.get(id) ?? ''))
    .map(({ id }) => id)
    .sort();
}

async function firstMissing(objects: ObjectStore, keys: readonly string[]): Promise<string | undefined> {
  for (const key of keys) {
    if (!(await isThere(objects, key))) return key;
  }
  return undefined;
}

async function isThere(objects: ObjectStore, key: string): Promise<boolean> {
  try {
    return (await objects.head(key)) !== undefined;
  } catch (error) {
    // A row that names what can be no key must not hide all the others.
    if (error instanceof ObjectKeyRefusedError) return false;
    throw error;
  }
}
