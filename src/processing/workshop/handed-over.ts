import { readFile, rm, writeFile } from 'node:fs/promises';

/** Bytes on their way from one process to the other: themselves, or where they lie. */
export type HandedOver = { readonly bytes: Buffer } | { readonly path: string };

/** Less than this goes with the message. */
const LARGE_BYTES = 256 * 1024;

/**
 * Puts large bytes into a file that only this user may read. Over the channel Node takes them in piece by piece, with memory
 * for each (64 KiB by estimate, not measured), which the garbage collector has to clean up after (Node 20.20, 2026-11).
 *
 * @param path of the file; free, or left over from a picture that nobody took
 */
export async function handOver(bytes: Buffer, path: string): Promise<HandedOver> {
  if (bytes.length < LARGE_BYTES) return { bytes };
  try {
    await rm(path, { force: true });
    await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
    return { path };
  } catch {
    // No room, or nothing may be written: slower, and as good.
    await rm(path, { force: true }).catch(() => undefined);
    return { bytes };
  }
}

/** Takes the bytes, and the file away. @throws what reading throws */
export async function takeOver(handed: HandedOver): Promise<Buffer> {
  if ('bytes' in handed) return handed.bytes;
  try {
    return await readFile(handed.path);
  } finally {
    await rm(handed.path, { force: true });
  }
}
