import { StorageUnavailableError } from './storage.errors';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'the storage folder is not accessible to this user',
  EPERM: 'the storage folder is not accessible to this user',
  EROFS: 'the storage folder is read-only',
  EMFILE: 'too many files are open',
};

/**
 * Runs a file system operation; what the system refuses becomes an error of the port, once. Its words are ours, because
 * those of the system quote paths.
 *
 * @throws StorageUnavailableError with the system's error as cause; every other error passes as it is
 */
export async function answering<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new StorageUnavailableError(REASONS[code] ?? 'the file system reports a fault', { cause: error });
  }
}

/** For `.catch`: a file that is not there is an answer, everything else a fault. */
export function missing(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '')) throw error;
  return undefined;
}

/** `ENOSPC` and the like when a system call failed, `undefined` for every other error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('syscall' in error) || !('code' in error)) return undefined;
  return String(error.code);
}
