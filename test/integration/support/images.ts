import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Principal } from '../../../src/auth/principal';
import type { ImageEntity } from '../../../src/images/image.entity';

/** What matters to a test of an image; the rest is made up. */
export type GivenImage = Partial<Omit<ImageEntity, 'seed' | 'created_at'>> & { readonly created_at?: Date | string };

/** Writes an image like no other, without files; resolves with its id. */
export async function anImage(dataSource: DataSource, given: GivenImage = {}): Promise<string> {
  const id = given.id ?? randomUUID();
  const row = {
    id,
    storage_path: `images/${id.slice(0, 2)}/${id}/original-${'a'.repeat(32)}.png`,
    content_type: 'image/png',
    size_bytes: 1,
    width: 1,
    height: 1,
    format: 'png',
    kind: 'portrait',
    job_id: randomUUID(),
    sha256: 'a'.repeat(64),
    thumbhash: 'x',
    theme: 'fantasy',
    recipe: {},
    recipe_hash: 'b'.repeat(64),
    ...given,
  };
  const columns = Object.entries(row).map(([name, value]): [string, unknown] => [
    name,
    ['recipe', 'metadata', 'variants', 'backend'].includes(name) ? JSON.stringify(value) : value,
  ]);
  const names = columns.map(([name]) => name).join(', ');
  const places = columns.map((_, index) => `$${index + 1}`).join(', ');
  await dataSource.query(
    `INSERT INTO images (${names}) VALUES (${places})`,
    columns.map(([, value]) => value),
  );
  return id;
}

/** Somebody with a token; without roles or campaigns unless given. */
export function aPrincipal(given: Partial<Principal> = {}): Principal {
  return { sub: 'player-1', roles: [], permissions: ['image:*'], campaigns: [], ...given };
}
