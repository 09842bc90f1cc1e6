import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { answering, missing } from './filesystem-answer';
import type { ListedObject } from './object-store';

/** Walks a folder the way an object store lists keys: by prefix, in byte order, one folder in memory at a time. */
export class FolderWalk {
  /** @param root absolute path; the keys are relative to it */
  constructor(private readonly root: string) {}

  /**
   * Every plain file below `folder` whose key begins with `prefix`. Names with a leading dot and symbolic links are
   * left out; a file that vanishes meanwhile is skipped.
   *
   * @param folder `''` or the beginning of a key that ends with a slash
   * @throws StorageUnavailableError
   */
  async *files(folder: string, prefix: string): AsyncGenerator<ListedObject> {
    for (const entry of await answering(() => entriesOf(join(this.root, folder)))) {
      const key = `${folder}${entry.name}`;
      if (entry.isDirectory() && (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`))) {
        yield* this.files(`${key}/`, prefix);
      } else if (entry.isFile() && key.startsWith(prefix)) {
        const found = await answering(() => stat(join(this.root, key)).catch(missing));
        if (found) yield { key, sizeBytes: found.size, modifiedAt: found.mtime };
      }
    }
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(missing)) ?? [];
  // "a.b" comes before "a/…" in an object store: a folder sorts as its name with the slash.
  const place = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
  return entries
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((one, other) => (place(one) < place(other) ? -1 : 1));
}
