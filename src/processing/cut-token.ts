import { InternalError } from '../common/errors';
import type { EncodedPicture } from './encode-picture';
import type { EncodedVariant } from './encode-variants';
import { timed } from './processing-duration';
import type { Marking } from './provenance';
import { rasterise } from './rasterise';
import { cutOutSubject } from './token/cut-out-subject';
import { showsFigure } from './token/figure-match';
import { encodeCascade, type TokenFile } from './token/encode-cascade';
import { windowByLooking } from './token/find-face';
import { openPixels, type Pixels } from './token/pixels';
import { framedBy, type FrameDrawing, type Scene } from './token/set-in-frame';
import { faceAt, type TokenFocus } from './token/token-focus';
import { scaled, windowAround, windowOfCutOut } from './token/token-window';

/** Smallest and largest token in pixels. */
export const TOKEN_DIAMETERS = { minPx: 32, maxPx: 2048 } as const;
/** Longer side at which a portrait is worked on: more than any token shows of it. */
const WORKING_SIDE_PX = 1536;

/** How a portrait becomes the files of a token. */
export interface TokenCut {
  readonly frame: FrameDrawing;
  /** Where the face is; absent: looked for. */
  readonly focus?: TokenFocus;
  /** The person of the portrait drawn alone on nothing, of the portrait's size: tried before looking for a background. */
  readonly figureSvg?: string;
  /** Shown whole: a thing, not a person. Default false. */
  readonly isWhole?: boolean;
  /** What the frame leaves free, as a share of the side: a radius. Default `FREE_RADIUS`. */
  readonly freeRadius?: number;
  /** Framed files in any order; the first is the original. */
  readonly files: readonly [TokenFile, ...TokenFile[]];
  /** A file with its own frame, and `zoom` times as much of the picture around the same centre. */
  readonly subject?: TokenFile & { readonly frame: FrameDrawing; readonly zoom: number };
  readonly marking: Marking;
}

/** The files of a token, under their names. */
export interface CutToken {
  readonly original: EncodedPicture;
  readonly variants: readonly EncodedVariant[];
}

/**
 * Cuts a token out of a portrait: the head is found, the background taken away where it can be, and set into our own frame.
 * Everything is made of one decode: the largest framed file first, the others each from the next larger one.
 *
 * @param portrait encoded PNG, JPEG, WebP or AVIF, at most `MAX_PIXELS`
 * @returns pictures of exactly their sides, RGBA, sRGB; alpha is 0 where mask and frame are empty
 * @throws UnreadableImageError, ImageTooLargeError when `portrait` cannot be decoded
 * @throws InternalError when a side or a drawing is wrong
 */
export function cutToken(portrait: Buffer, cut: TokenCut): Promise<CutToken> {
  return timed('token', async () => {
    for (const { sidePx } of [...cut.files, ...(cut.subject === undefined ? [] : [cut.subject])]) assertSide(sidePx);
    const scene = await sceneOf(portrait, cut);
    return encodeAll(scene, await framedBy(scene, cut.frame, Math.max(...sidesOf(cut))), cut);
  });
}

async function encodeAll(scene: Scene, framed: Pixels, { files, subject, marking }: TokenAgain): Promise<CutToken> {
  const [{ name: _original, ...original }, ...variants] = await encodeCascade(framed, files, marking);
  if (subject === undefined) return { original, variants };
  const closer = { ...scene, window: scaled(scene.window, subject.zoom) };
  const [file] = await encodeCascade(await framedBy(closer, subject.frame, subject.sidePx), [subject], marking);
  return { original, variants: [...variants, file] };
}

const sidesOf = ({ files }: TokenAgain): number[] => files.map(({ sidePx }) => sidePx);

function assertSide(sidePx: number): void {
  const isPossible = sidePx >= TOKEN_DIAMETERS.minPx && sidePx <= TOKEN_DIAMETERS.maxPx;
  if (!isPossible || !Number.isInteger(sidePx)) throw new InternalError('TOKEN_DIAMETER');
}

async function sceneOf(portrait: Buffer, { focus, figureSvg, isWhole = false, freeRadius }: TokenCut): Promise<Scene> {
  const picture = await openPixels(portrait, WORKING_SIDE_PX);
  const subject = (await figureIn(picture, figureSvg)) ?? (await cutOutSubject(picture));
  if (subject !== undefined) {
    return { pixels: subject, isCutOut: true, window: windowOfCutOut(subject, { focus, isWhole, freeRadius }) };
  }
  const window =
    focus === undefined ? await windowByLooking(picture, isWhole) : windowAround(faceAt(focus, picture), picture);
  return { pixels: picture, isCutOut: false, window };
}

async function figureIn(picture: Pixels, figureSvg: string | undefined): Promise<Pixels | undefined> {
  if (figureSvg === undefined) return undefined;
  const drawn = await rasterise(figureSvg, { widthPx: picture.width, heightPx: picture.height });
  const figure = await openPixels(drawn, WORKING_SIDE_PX);
  return showsFigure(picture, figure) ? figure : undefined;
}

/** How a token that exists becomes files again. */
export interface TokenAgain {
  readonly files: readonly [TokenFile, ...TokenFile[]];
  /** Made of what the ring leaves free: `zoom` as in `TokenCut`. */
  readonly subject?: TokenCut['subject'];
  readonly marking: Marking;
}

/**
 * The files of a token that is cut and framed already, in any size.
 *
 * @param token encoded picture, square
 * @throws as `cutToken`
 */
export function encodeToken(token: Buffer, again: TokenAgain): Promise<CutToken> {
  return timed('token', async () => {
    const pixels = await openPixels(token, Math.max(...sidesOf(again)));
    return encodeAll({ pixels, isCutOut: false, window: { left: 0, top: 0, side: pixels.width } }, pixels, again);
  });
}
