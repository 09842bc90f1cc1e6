import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { answering, codeOf, missing } from './filesystem-answer';
import { FolderWalk } from './folder-walk';
import { assertObjectKey, assertObjectPrefix, contentTypeOf } from './object-key';
import {
  assertByteRange,
  assertObject,
  type ByteRange,
  type ListedObject,
  type ObjectFacts,
  type ObjectHead,
  ObjectStore,
  type ObjectStream,
} from './object-store';
import { ObjectNotFoundError, RangeNotSatisfiableError, StorageUnavailableError } from './storage.errors';

// On the root's own file system, so that `rename` out of it is atomic; its presence also tells an empty store from an
// empty mount point. No key begins with a dot.
const INCOMING = '.incoming';
// Longer than any write lasts: what is older was left by a process that died.
const ABANDONED_MS = 3_600_000;
// Neither follows a link nor waits for the other end of a pipe.
const READ_PLAIN_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
// A neighbour's `delete` may remove the folder between our mkdir and rename.
const PLACING_ATTEMPTS = 5;

/**
 * Objects as files below one folder: for one machine, or several that share a POSIX file system.
 * A file is written aside, flushed to the disk and renamed; files are 0600, folders 0700; symbolic links below the
 * folder are never followed.
 */
export class FilesystemObjectStore extends ObjectStore {
  private realRoot: string | undefined;

  /** @param folder absolute path; `prepare` creates it */
  constructor(private readonly folder: string) {
    super();
  }

  async put(key: string, bytes: Buffer, facts: ObjectFacts): Promise<void> {
    assertObject(key, bytes, facts);
    await answering(async () => {
      const temporary = await this.writeAside(bytes);
      try {
        await this.place(temporary, key);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    });
  }

  async get(key: string): Promise<Buffer> {
    assertObjectKey(key);
    return answering(async () => {
      const file = await this.openFile(key);
      try {
        return await file.readFile();
      } finally {
        await file.close();
      }
    });
  }

  async stream(key: string, range?: ByteRange): Promise<ObjectStream> {
    assertObjectKey(key);
    if (range) assertByteRange(range);
    return answering(async () => {
      const file = await this.openFile(key);
      try {
        const { size: sizeBytes } = await file.stat();
        if (range && range.start >= sizeBytes) throw new RangeNotSatisfiableError();
        const body = file.createReadStream(range && { start: range.start, end: range.end });
        // A consumer that has gone is no reason to die of a late read error; `pipeline` still hears it.
        body.on('error', () => undefined);
        return { body, sizeBytes, contentType: contentTypeOf(key) };
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    assertObjectKey(key);
    return answering(async () => {
      const path = await this.existing(key);
      const found = path === undefined ? undefined : await stat(path).catch(missing);
      return found?.isFile() ? { sizeBytes: found.size, contentType: contentTypeOf(key) } : undefined;
    });
  }

  async delete(keys: readonly string[]): Promise<void> {
    keys.forEach(assertObjectKey);
    for (const key of keys) {
      await answering(async () => {
        const path = await this.existing(key);
        if (!path) return;
        await rm(path, { force: true });
        await this.removeEmptyFolders(dirname(key));
      });
    }
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    assertObjectPrefix(prefix);
    const root = await answering(() => this.root());
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (folder && !(await answering(() => this.existing(dirname(prefix + '_'))))) return;
    yield* new FolderWalk(root).files(folder, prefix);
  }

  async check(): Promise<void> {
    await answering(async () =>
      access(join(await this.root(), INCOMING), constants.R_OK | constants.W_OK | constants.X_OK),
    );
  }

  async prepare(): Promise<void> {
    await answering(async () => {
      const incoming = join(this.folder, INCOMING);
      await mkdir(incoming, { recursive: true, mode: FOLDER_MODE });
      await removeAbandoned(incoming);
    });
  }

  async close(): Promise<void> {
    // Nothing is kept open between calls.
  }

  /** The folder without symbolic links on the way to it; fails when it was never prepared or is not mounted. */
  private async root(): Promise<string> {
    this.realRoot ??= await realpath(this.folder).catch(missing);
    if (!this.realRoot || !(await stat(join(this.realRoot, INCOMING)).catch(missing))) {
      this.realRoot = undefined;
      throw new StorageUnavailableError('the storage folder is missing or was never prepared');
    }
    return this.realRoot;
  }

  private async writeAside(bytes: Buffer): Promise<string> {
    const root = await this.root().catch(async () => {
      await this.prepare();
      return this.root();
    });
    const temporary = join(root, INCOMING, randomUUID());
    const file = await open(temporary, 'wx', FILE_MODE);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return temporary;
  }

  private async place(temporary: string, key: string, attempt = 1): Promise<void> {
    const root = await this.root();
    const target = join(root, key);
    await this.refuseLinks(root, dirname(key));
    let firstNew: string | undefined;
    try {
      firstNew = await mkdir(dirname(target), { recursive: true, mode: FOLDER_MODE });
      await rename(temporary, target);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt >= PLACING_ATTEMPTS) throw error;
      return this.place(temporary, key, attempt + 1);
    }
    await syncFolders(dirname(target), firstNew ? dirname(firstNew) : dirname(target));
  }

  private async openFile(key: string): Promise<FileHandle> {
    const path = await this.existing(key);
    const file = path === undefined ? undefined : await open(path, READ_PLAIN_FILE).catch(missing);
    if (!file) throw new ObjectNotFoundError();
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new ObjectNotFoundError();
  }

  /** The path of an existing key, `undefined` when there is none or a symbolic link lies on the way. */
  private async existing(key: string): Promise<string | undefined> {
    const root = await this.root();
    const path = join(root, key);
    return (await realpath(path).catch(missing)) === path ? path : undefined;
  }

  private async refuseLinks(root: string, folder: string): Promise<void> {
    for (let part = folder; part !== '.'; part = dirname(part)) {
      const found = await realpath(join(root, part)).catch(missing);
      if (found === join(root, part)) return;
      if (found) throw new StorageUnavailableError('a symbolic link lies inside the storage folder');
    }
  }

  private async removeEmptyFolders(folder: string): Promise<void> {
    const root = await this.root();
    try {
      for (let part = folder; part !== '.'; part = dirname(part)) await rmdir(join(root, part));
    } catch {
      // Not empty, or a neighbour was quicker: an empty folder that stays is harmless.
    }
  }
}

async function removeAbandoned(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const found = await stat(path).catch(missing);
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

/** Makes the new names durable, from the file's folder up to the last one that was there before. */
async function syncFolders(from: string, upTo: string): Promise<void> {
  for (let folder = from; ; folder = dirname(folder)) {
    const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY).catch(missing);
    try {
      await handle?.sync();
    } finally {
      await handle?.close();
    }
    if (folder === upTo || folder === dirname(folder)) return;
  }
}
