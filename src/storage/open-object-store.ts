import { FilesystemObjectStore } from './filesystem.object-store';
import type { ObjectStore } from './object-store';
import { S3ObjectStore } from './s3.object-store';
import type { StorageOptions } from './storage-url';

/** The adapter for what STORAGE_URL names. Nothing is asked of the store yet; `close` lets go of its connections. */
export function openObjectStore(options: StorageOptions): ObjectStore {
  return options.kind === 's3' ? new S3ObjectStore(options) : new FilesystemObjectStore(options.folder);
}
