import { crc32, constants, deflateRawSync, deflateSync } from 'node:zlib';

/** Red, green, blue, 0 to 255 each. */
export type Rgb = readonly [number, number, number];

/** What a simulated server paints. */
export interface PictureOrder {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Equal seeds give equal bytes, different seeds different pixels. */
  readonly seed: number;
  /** Written into the file, as Stable Diffusion servers do with the whole prompt. */
  readonly text?: string;
  /** Under which keyword; default `parameters`. ComfyUI writes the whole graph under `prompt`. */
  readonly keyword?: string;
  /** Noise all over, like a picture interrupted halfway. */
  readonly isUnfinished?: boolean;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const SIGNED_ROWS = 4;
const CASTS: readonly Rgb[] = [
  [150, 60, 40],
  [40, 120, 160],
  [70, 140, 60],
  [130, 80, 150],
];

/**
 * A gradient with grain, RGB, 8 bits a channel: neither blank nor flat, and about as hard to compress as a photograph.
 *
 * Quick enough for benchmarks: everything but the last rows is drawn and compressed once per size and colour, and only
 * those rows carry the seed (a PNG's pixels are one zlib stream, which may be cut at a flush and continued).
 */
export function seededPng(order: PictureOrder): Buffer {
  const upper = upperPartOf(order);
  const rows = Math.min(SIGNED_ROWS, order.heightPx);
  const lower = Buffer.alloc(rows * (order.widthPx * 3 + 1));
  const grain = grainOf(order.seed);
  for (let at = 0; at < lower.length; at += 1)
    lower[at] = at % (order.widthPx * 3 + 1) === 0 ? 0 : 64 + (grain() & 127);
  const tail = Buffer.concat([deflateRawSync(lower, { level: 1 }), bigEndian(checksum(lower, upper.adler))]);
  return Buffer.concat([
    SIGNATURE,
    headerChunk(order.widthPx, order.heightPx, 8, 2),
    textChunk(order),
    upper.chunk,
    chunk('IDAT', tail),
    chunk('IEND'),
  ]);
}

/** One colour all over. */
export function flatPng(order: PictureOrder, colour: Rgb): Buffer {
  const row = Buffer.from([0, ...Array.from({ length: order.widthPx }, () => colour).flat()]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: order.heightPx }, () => row)), { level: 1 });
  const header = headerChunk(order.widthPx, order.heightPx, 8, 2);
  return Buffer.concat([SIGNATURE, header, textChunk(order), chunk('IDAT', pixels), chunk('IEND')]);
}

/** Given pixels, RGB without gaps, in a file like the others. */
export function pixelsPng(order: Omit<PictureOrder, 'seed'>, rgb: Buffer): Buffer {
  const stride = order.widthPx * 3;
  const raw = Buffer.alloc((stride + 1) * order.heightPx);
  for (let y = 0; y < order.heightPx; y += 1) rgb.copy(raw, y * (stride + 1) + 1, y * stride, (y + 1) * stride);
  const header = headerChunk(order.widthPx, order.heightPx, 8, 2);
  const pixels = chunk('IDAT', deflateSync(raw, { level: 1 }));
  return Buffer.concat([SIGNATURE, header, textChunk(order), pixels, chunk('IEND')]);
}

/** A valid picture in a file of more than `bytes` bytes: the rest is an ancillary chunk that decoders skip. */
export function heavyPng(order: PictureOrder, bytes: number): Buffer {
  const png = seededPng(order);
  const end = png.length - chunk('IEND').length;
  return Buffer.concat([png.subarray(0, end), chunk('fiLl', Buffer.alloc(bytes)), png.subarray(end)]);
}

/** A small file that decodes to 20,000 x 20,000 px. */
export function bombPng(): Buffer {
  const side = 20_000;
  const pixels = deflateSync(Buffer.alloc(side * (side / 8 + 1)), { level: 9 });
  return Buffer.concat([SIGNATURE, headerChunk(side, side, 1, 0), chunk('IDAT', pixels), chunk('IEND')]);
}

interface UpperPart {
  readonly chunk: Buffer;
  readonly adler: number;
}

const upperParts = new Map<string, UpperPart>();

function upperPartOf({ widthPx, heightPx, seed, isUnfinished }: PictureOrder): UpperPart {
  const castIndex = Math.abs(seed) % CASTS.length;
  const key = `${widthPx}x${heightPx}:${isUnfinished === true ? 'unfinished' : castIndex}`;
  const known = upperParts.get(key);
  if (known !== undefined) return known;
  const cast = isUnfinished === true ? null : (CASTS[castIndex] ?? null);
  const raw = gradient(widthPx, Math.max(0, heightPx - SIGNED_ROWS), cast);
  // A zlib header, then blocks up to a flush: more blocks may follow in the next IDAT chunk.
  const compressed = deflateRawSync(raw, { level: 1, finishFlush: constants.Z_FULL_FLUSH });
  const made = {
    chunk: chunk('IDAT', Buffer.concat([Buffer.from([0x78, 0x01]), compressed])),
    adler: checksum(raw, 1),
  };
  upperParts.set(key, made);
  return made;
}

function gradient(widthPx: number, rows: number, cast: Rgb | null): Buffer {
  const raw = Buffer.alloc(rows * (widthPx * 3 + 1));
  const grain = grainOf(widthPx * 31 + rows);
  let at = 0;
  for (let y = 0; y < rows; y += 1) {
    at += 1;
    const light = Math.round((80 * y) / rows);
    for (let x = 0; x < widthPx; x += 1) {
      const noise = grain();
      for (let channel = 0; channel < 3; channel += 1, at += 1) {
        const bits = (noise >>> (channel * 8)) & 255;
        raw[at] = cast === null ? bits : (cast[channel] ?? 0) + light + (bits & 15);
      }
    }
  }
  return raw;
}

/** A small generator of 32-bit noise (xorshift): the same seed, the same noise. */
function grainOf(seed: number): () => number {
  let state = (Math.imul(seed ^ Math.floor(seed / 2 ** 32), 2654435761) ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Adler-32 (RFC 1950), continued from `start`. */
function checksum(data: Buffer, start: number): number {
  let a = start & 0xffff;
  let b = start >>> 16;
  for (let from = 0; from < data.length; from += 3800) {
    const to = Math.min(from + 3800, data.length);
    for (let at = from; at < to; at += 1) {
      a += data[at] ?? 0;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}

function headerChunk(widthPx: number, heightPx: number, bits: number, colourType: number): Buffer {
  return chunk(
    'IHDR',
    Buffer.concat([bigEndian(widthPx), bigEndian(heightPx), Buffer.from([bits, colourType, 0, 0, 0])]),
  );
}

/** `tEXt` where Latin-1 can spell it, else `iTXt`, as the Python imaging library decides. */
function textChunk({ text, keyword = 'parameters' }: Pick<PictureOrder, 'text' | 'keyword'>): Buffer {
  if (text === undefined) return Buffer.alloc(0);
  const isLatin = Buffer.from(text, 'latin1').toString('latin1') === text;
  if (isLatin) return chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'));
  return chunk('iTXt', Buffer.from(`${keyword}\0\0\0\0\0${text}`, 'utf8'));
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([bigEndian(data.length), named, bigEndian(crc32(named))]);
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
