import { createHash, randomUUID } from 'node:crypto';
import { openObjectStore } from '../../src/storage/open-object-store';
import { objectKey } from '../../src/storage/object-key';
import { parseStorageUrl } from '../../src/storage/storage-url';
import type { World } from '../harness/world';

/** Owner of every picture that is kept here. */
export const OWNER = 'owner-1';

/** A picture for the store. */
export interface Picture {
  readonly bytes: Buffer;
  readonly extension: 'png' | 'webp';
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A picture that the service can be asked for. */
export interface KeptPicture {
  readonly id: string;
  /** Of the service. */
  readonly path: string;
  /** In the object store. */
  readonly key: string;
  readonly etag: string;
}

const STATEMENT = `INSERT INTO images (id, storage_path, content_type, size_bytes, width, height, format, kind, job_id, owner_id,
    sha256, thumbhash, theme, recipe, recipe_hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'portrait', gen_random_uuid(), $8, $9, '', 'fantasy', '{}', $9)`;

/** Puts pictures where the service keeps its own, and their rows into its tables. */
export async function keepPictures(world: World, pictures: readonly Picture[]): Promise<KeptPicture[]> {
  const store = openObjectStore(parseStorageUrl(world.env.STORAGE_URL ?? '', 'bench'));
  try {
    await store.prepare();
    const kept: KeptPicture[] = [];
    for (const picture of pictures) kept.push(await keep(world, store, picture));
    return kept;
  } finally {
    await store.close();
  }
}

/** What a request of the owner carries. */
export function ownerHeaders(world: World): Record<string, string> {
  return { authorization: `Bearer ${world.token({ sub: OWNER })}` };
}

async function keep(
  world: World,
  store: ReturnType<typeof openObjectStore>,
  { bytes, extension, widthPx, heightPx }: Picture,
): Promise<KeptPicture> {
  const id = randomUUID();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = objectKey({ imageId: id, sha256, name: 'original', extension });
  await store.put(key, bytes, { contentType: `image/${extension}`, sha256 });
  await world.query(STATEMENT, [
    id,
    key,
    `image/${extension}`,
    bytes.length,
    widthPx,
    heightPx,
    extension,
    OWNER,
    sha256,
  ]);
  return { id, path: `/api/v1/images/${id}/content`, key, etag: `"${sha256}"` };
}
