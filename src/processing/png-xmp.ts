import { crc32 } from 'node:zlib';

/** The signature (8 bytes) and the header chunk (length, type, 13 bytes, checksum): what may not come before the mark. */
const HEAD_BYTES = 33;
/** Keyword, then: not compressed, method 0, no language, no translated keyword (PNG 3, 11.3.3.4; XMP part 3, 1.1.5). */
const XMP_TEXT = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1');

/**
 * Puts an XMP packet into a PNG where its standard wants it, in an `iTXt` chunk that is not compressed. libvips 8.18 writes
 * `zTXt`, which only readers that forgive it find.
 *
 * @param png without a packet, as libvips writes it
 * @param xmp the packet
 */
export function withXmpChunk(png: Buffer, xmp: string): Buffer {
  const typed = Buffer.concat([Buffer.from('iTXt', 'latin1'), XMP_TEXT, Buffer.from(xmp, 'utf8')]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(typed.length - 4);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([png.subarray(0, HEAD_BYTES), length, typed, checksum, png.subarray(HEAD_BYTES)]);
}
