/** The formats we read. */
export const PICTURE_FORMATS = ['png', 'jpeg', 'webp', 'avif'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);
const JPEG_END = Buffer.from([0xff, 0xd9]);

/** The format the first bytes claim, or undefined: decided by us, so that no other decoder is ever tried. */
export function pictureFormatOf(bytes: Buffer): PictureFormat | undefined {
  if (bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return 'png';
  if (bytes.subarray(0, 3).equals(JPEG_START)) return 'jpeg';
  if (textAt(bytes, 0) === 'RIFF' && textAt(bytes, 8) === 'WEBP') return 'webp';
  if (textAt(bytes, 4) === 'ftyp' && (textAt(bytes, 8) === 'avif' || brandsOf(bytes).includes('avif'))) return 'avif';
  return undefined;
}

/**
 * Whether the container is there from its first to its last byte and nothing follows it: neither a download cut short
 * nor an archive glued to the end of a picture. Looks at lengths only, in time proportional to the number of chunks.
 */
export function isWholePicture(bytes: Buffer, format: PictureFormat): boolean {
  switch (format) {
    case 'png':
      return endOfPng(bytes) === bytes.length;
    case 'jpeg':
      return bytes.subarray(-2).equals(JPEG_END);
    case 'webp':
      return bytes.length >= 12 && 8 + evenUp(bytes.readUInt32LE(4)) === bytes.length;
    case 'avif':
      return endOfBoxes(bytes) === bytes.length;
  }
}

function textAt(bytes: Buffer, offset: number): string {
  return bytes.toString('latin1', offset, offset + 4);
}

function evenUp(length: number): number {
  return length + (length % 2);
}

/** Compatible brands of an ISO media file: four letters each, after the major brand and its version. */
function brandsOf(bytes: Buffer): string[] {
  if (bytes.length < 16) return [];
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  const brands: string[] = [];
  for (let offset = 16; offset + 4 <= end; offset += 4) brands.push(textAt(bytes, offset));
  return brands;
}

/** Offset behind the IEND chunk, or undefined when the chunks do not lead there. */
function endOfPng(bytes: Buffer): number | undefined {
  let offset = PNG_SIGNATURE.length;
  while (offset + 12 <= bytes.length) {
    const type = textAt(bytes, offset + 4);
    offset += 12 + bytes.readUInt32BE(offset);
    if (type === 'IEND') return offset;
  }
  return undefined;
}

/** Offset behind the last ISO media box. A length of 0 means "to the end"; 1 means that a 64-bit length follows. */
function endOfBoxes(bytes: Buffer): number | undefined {
  let offset = 0;
  while (offset + 8 <= bytes.length) {
    const length = bytes.readUInt32BE(offset);
    if (length === 0) return bytes.length;
    if (length < 8) return undefined;
    offset += length;
  }
  return offset;
}
