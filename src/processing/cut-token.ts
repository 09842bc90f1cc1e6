import { InternalError } from '../common/errors';
import { timed } from './processing-duration';
import { rasterise } from './rasterise';
import { decoding, openPicture, sharp } from './sharp-settings';

/** Smallest and largest token in pixels. */
export const TOKEN_DIAMETERS = { minPx: 32, maxPx: 1024 } as const;

/** Where the face is, in fractions of the portrait. */
export interface TokenFocus {
  /** Centre, 0 (left) to 1 (right) of the width. */
  readonly x: number;
  /** Centre, 0 (top) to 1 (bottom) of the height. */
  readonly y: number;
  /** Side of the square around the face, from hairline to chin, as a fraction of the width. */
  readonly size: number;
}

/** How a token is cut. */
export interface TokenCut {
  /** Side of the square result in whole pixels, 32 to 1024. */
  readonly diameterPx: number;
  /** Drawn by us: what stays (the mask's alpha), and what is laid over it. */
  readonly frame: { readonly maskSvg: string; readonly overlaySvg: string };
  /** Absent: looked for where people are painted, in the upper part. */
  readonly focus?: TokenFocus;
}

/** A square of the portrait, whole pixels. */
interface Window {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Window side in face sides: a fifth of margin on each side of the face, and the ring covers as much again. */
const FACE_MARGIN = 1.95;
/** Upper part of a tall portrait in which the face is looked for. */
const UPPER_PART = 0.6;
/** Side in pixels at which attention is measured: enough to find a face, small enough to cost little. */
const ATTENTION_SIDE_PX = 200;

/**
 * Cuts a token out of a portrait: head and shoulders, masked with antialiased alpha, under our own frame.
 *
 * @param portrait encoded PNG, JPEG, WebP or AVIF, at most `MAX_PIXELS`
 * @returns PNG bytes: `diameterPx` × `diameterPx`, RGBA, 8 bits a channel, sRGB; alpha is 0 where mask and frame are empty
 * @throws UnreadableImageError, ImageTooLargeError when `portrait` cannot be decoded
 * @throws InternalError when the diameter or the frame is wrong
 */
export function cutToken(portrait: Buffer, options: TokenCut): Promise<Buffer> {
  return timed('token', () => cut(portrait, options));
}

async function cut(portrait: Buffer, options: TokenCut): Promise<Buffer> {
  const { diameterPx, frame } = options;
  const isPossible = diameterPx >= TOKEN_DIAMETERS.minPx && diameterPx <= TOKEN_DIAMETERS.maxPx;
  if (!isPossible || !Number.isInteger(diameterPx)) throw new InternalError('TOKEN_DIAMETER');
  const size = { widthPx: diameterPx, heightPx: diameterPx };
  const [mask, overlay] = [await rasterise(frame.maskSvg, size), await rasterise(frame.overlaySvg, size)];
  const square = await decoding(() => cutSquare(portrait, options));
  // Two passes: sharp applies all composites of one pipeline to the same alpha, and the frame must not be masked.
  const masked = await open(square, diameterPx)
    .composite([{ input: mask, blend: 'dest-in' }])
    .raw()
    .toBuffer();
  return open(masked, diameterPx)
    .composite([{ input: overlay }])
    .png({ compressionLevel: 6 })
    .toBuffer();
}

function open(rgba: Buffer, sidePx: number): ReturnType<typeof sharp> {
  return sharp(rgba, { raw: { width: sidePx, height: sidePx, channels: 4 } });
}

async function cutSquare(portrait: Buffer, { diameterPx, focus }: TokenCut): Promise<Buffer> {
  const { autoOrient: size } = await openPicture(portrait).metadata();
  const { left, top, side } = focus ? windowAround(focus, size) : await windowByAttention(portrait, size);
  return openPicture(portrait)
    .extract({ left, top, width: side, height: side })
    .resize(diameterPx, diameterPx, { fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer();
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function windowAround(focus: TokenFocus, size: Size): Window {
  return windowAt(focus.x * size.width, focus.y * size.height, focus.size * size.width * FACE_MARGIN, size);
}

/**
 * A tall picture is a person from the waist up: the face is high and near the middle, so attention only nudges. Any other
 * picture is shown whole.
 */
async function windowByAttention(portrait: Buffer, size: Size): Promise<Window> {
  const isTall = size.height > size.width * 1.1;
  const part = { width: size.width, height: isTall ? Math.ceil(size.height * UPPER_PART) : size.height };
  const spot = await attentionIn(portrait, part);
  const side = Math.min(size.width, size.height) * (isTall ? 0.84 : 0.96);
  return windowAt((size.width / 2 + spot.x) / 2, (part.height * 0.46 + spot.y) / 2, side, size);
}

/** The most telling spot (skin, contrast, saturation) of the upper left `part`, in pixels. */
async function attentionIn(portrait: Buffer, part: Size): Promise<{ x: number; y: number }> {
  const { info } = await openPicture(portrait)
    .extract({ left: 0, top: 0, ...part })
    .resize(ATTENTION_SIDE_PX, ATTENTION_SIDE_PX, { fit: 'cover', position: 'attention' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  // sharp gives the spot in the shrunken picture before the crop (tried on 0.35.5).
  const scale = Math.min(part.width, part.height) / ATTENTION_SIDE_PX;
  return { x: (info.attentionX ?? 0) * scale, y: (info.attentionY ?? 0) * scale };
}

/** The square nearest to what was asked that lies inside the picture. */
function windowAt(centreX: number, centreY: number, wantedSide: number, size: Size): Window {
  const shortSide = Math.min(size.width, size.height);
  const side = Math.round(clamp(wantedSide, Math.min(16, shortSide), shortSide));
  return {
    left: Math.round(clamp(centreX - side / 2, 0, size.width - side)),
    top: Math.round(clamp(centreY - side / 2, 0, size.height - side)),
    side,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
