import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../common/canonical-json';
import { FilesystemObjectStore } from './filesystem.object-store';
import { objectStoreContract } from './object-store.contract';
import { ObjectNotFoundError, StorageUnavailableError } from './storage.errors';

const bytes = Buffer.from('a picture');
const facts = { contentType: 'image/png', sha256: sha256(bytes) };

async function temporaryStore() {
  const folder = await mkdtemp(join(tmpdir(), 'objects-'));
  const store = new FilesystemObjectStore(folder);
  await store.prepare();
  return { folder, store, cleanup: () => rm(folder, { recursive: true, force: true }) };
}

objectStoreContract('FilesystemObjectStore', temporaryStore);

describe('FilesystemObjectStore', () => {
  let folder: string;
  let store: FilesystemObjectStore;
  let cleanup: () => Promise<void>;

  beforeEach(async () => {
    ({ folder, store, cleanup } = await temporaryStore());
  });

  afterEach(async () => {
    await cleanup();
  });

  it('keeps files and folders to its own user', async () => {
    await store.put('images/a/b.png', bytes, facts);

    expect((await stat(join(folder, 'images/a/b.png'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'images/a'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'images'))).mode & 0o777).toBe(0o700);
  });

  it('leaves neither temporary files nor empty folders behind', async () => {
    await store.put('images/a/b.png', bytes, facts);
    await store.put('images/c/d.png', bytes, facts);

    await store.delete(['images/a/b.png']);

    expect(await readdir(join(folder, 'images'))).toEqual(['c']);
    expect(await readdir(join(folder, '.incoming'))).toEqual([]);
  });

  it('follows no symbolic link out of its folder, to read, list, write or remove', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'secret.png'), 'secret');
    await symlink(outside, join(folder, 'linked'));
    await symlink(join(outside, 'secret.png'), join(folder, 'file.png'));

    await expect(store.get('linked/secret.png')).rejects.toThrow(ObjectNotFoundError);
    await expect(store.get('file.png')).rejects.toThrow(ObjectNotFoundError);
    expect(await store.head('linked/secret.png')).toBeUndefined();
    await expect(store.put('linked/new.png', bytes, facts)).rejects.toThrow(StorageUnavailableError);
    await expect(store.put('linked/deep/new.png', bytes, facts)).rejects.toThrow(StorageUnavailableError);
    await store.delete(['linked/secret.png']);
    const listed: string[] = [];
    for (const prefix of ['', 'linked/']) for await (const { key } of store.list(prefix)) listed.push(key);

    expect(listed).toEqual([]);
    expect(await readdir(outside)).toEqual(['secret.png']);
    await rm(outside, { recursive: true });
  });

  it('replaces a symbolic link that lies where the file belongs, and leaves its target alone', async () => {
    const outside = join(folder, '..', `target-${randomUUID()}`);
    await writeFile(outside, 'untouched');
    await symlink(outside, join(folder, 'file.png'));

    await store.put('file.png', bytes, facts);

    expect((await store.get('file.png')).equals(bytes)).toBe(true);
    expect((await stat(outside)).size).toBe('untouched'.length);
    await rm(outside);
  });

  it('works below a folder that is itself reached through a symbolic link', async () => {
    const link = `${folder}-link`;
    await symlink(folder, link);

    const linked = new FilesystemObjectStore(link);
    await linked.put('a.png', bytes, facts);

    expect((await store.get('a.png')).equals(bytes)).toBe(true);
    await rm(link);
  });

  it('tells a folder that is gone from an object that is missing', async () => {
    await store.put('a/b.png', bytes, facts);
    await rm(folder, { recursive: true });

    await expect(store.get('a/b.png')).rejects.toThrow(StorageUnavailableError);
    await expect(store.head('a/b.png')).rejects.toThrow(StorageUnavailableError);
    await expect(store.delete(['a/b.png'])).rejects.toThrow(StorageUnavailableError);
    await expect(store.check()).rejects.toThrow(StorageUnavailableError);
    await expect(store.list('')[Symbol.asyncIterator]().next()).rejects.toThrow(StorageUnavailableError);
  });

  it('makes its folder again when something is put', async () => {
    await rm(folder, { recursive: true });

    await store.put('a/b.png', bytes, facts);

    expect((await store.get('a/b.png')).equals(bytes)).toBe(true);
  });

  it('says what is wrong with the folder, without its path', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');

    const unusable = new FilesystemObjectStore(join(file, 'store'));
    const failure = await unusable.prepare().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(StorageUnavailableError);
    expect(failure).toMatchObject({ code: 'STORAGE_UNAVAILABLE', retry: 'later', cause: { code: 'ENOTDIR' } });
    expect(String(failure)).not.toContain(folder);
  });

  it('removes what a dead process left, and nothing that is still being written', async () => {
    const incoming = join(folder, '.incoming');
    await writeFile(join(incoming, 'old'), '');
    await writeFile(join(incoming, 'new'), '');
    await utimes(join(incoming, 'old'), new Date(0), new Date(0));

    await store.prepare();

    expect(await readdir(incoming)).toEqual(['new']);
  });

  it('does not take a folder for an object', async () => {
    await mkdir(join(folder, 'images', 'a.png'), { recursive: true });

    await expect(store.get('images/a.png')).rejects.toThrow(ObjectNotFoundError);
    expect(await store.head('images/a.png')).toBeUndefined();
    expect(dirname(join(folder, 'images'))).toBe(folder);
  });
});
