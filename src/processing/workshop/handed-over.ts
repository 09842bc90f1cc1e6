import { open, rm, writeFile } from 'node:fs/promises';

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
    return await contentOf(handed.path);
  } finally {
    await rm(handed.path, { force: true });
  }
}

/** In one piece: `readFile` reads pieces of 512 KiB and puts them together, which is the file twice (Node 20.20). */
async function contentOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafeSlow(size);
    for (let at = 0; at < size;) {
      const { bytesRead } = await file.read(bytes, at, size - at, at);
      if (bytesRead === 0) throw new Error('the file was cut short');
      at += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
