import type { VisualSubject } from '../visual-subject';
import { InternalError } from '../../common/errors';
import type { Theme } from '../../common/themes';
import { backdrop, border, type View } from './backdrop';
import { hoodBack, hoodFront } from './cloak';
import { dragonHead } from './dragon-head';
import { FACE_BOX, figureOf, HEAD_PLACE, STANDARD } from './figure';
import { gear } from './gear';
import { hairArtwork } from './hair-artwork';
import { humanHead } from './human-head';
import { bust, bustBack } from './outfit';
import { SeededRandom } from './seeded-random';
import { sketchMark } from './sketch-mark';
import { lookOf, type Look } from './subject-look';

/** Size of a sketch. */
export interface SketchSize {
  /** Whole pixels, 64 to 4096. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/** How a subject is drawn. */
export interface SketchOptions extends SketchSize {
  /** Decides what the subject leaves open; the same seed draws the same picture. */
  readonly seed: number;
  /** What the landscape behind the person shows. */
  readonly theme: Theme;
}

/** How a subject is drawn alone. */
export type FigureOptions = Omit<SketchOptions, 'theme'>;

/**
 * Draws a person from the chest up in front of a landscape of the theme, marked as a sketch in the lower right corner. Pure:
 * the same arguments give the same text. Nothing of the subject's text gets into it, whatever the text is.
 *
 * Hair is third-party artwork: show `SKETCH_CREDIT` (hair-artwork.ts) with the picture. Provenance: `algorithmicMedia`.
 *
 * @returns an SVG document of exactly `widthPx` × `heightPx`, without fonts, scripts or references
 * @throws InternalError when the size is impossible
 */
export function drawPortraitSketch(subject: VisualSubject, options: SketchOptions): string {
  const view = viewOf(options);
  const landscape = backdrop(options.theme, view, new SeededRandom(options.seed ^ 0x5ce7e));
  const around = border(view) + sketchMark(view.width / 2, view.height);
  return documentOf(landscape + personOf(subject, options.seed) + around, view, options);
}

/**
 * The person of `drawPortraitSketch`, the same in every stroke, alone on nothing: no landscape, border or mark. What is
 * made of it must be marked as a sketch.
 *
 * @throws InternalError when the size is impossible
 */
export function drawPortraitFigure(subject: VisualSubject, options: FigureOptions): string {
  return documentOf(personOf(subject, options.seed), viewOf(options), options);
}

function personOf(subject: VisualSubject, seed: number): string {
  return person(lookOf(subject, new SeededRandom(seed)), new SeededRandom(seed ^ 0x4a1f));
}

function documentOf(body: string, view: View, { widthPx, heightPx }: SketchSize): string {
  const box = `${-view.width / 2} 0 ${view.width} ${view.height}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="${box}"` +
    ` preserveAspectRatio="none" fill="none">${body}</svg>`
  );
}

/**
 * Where the face of a sketch is, for cutting a token: the centre in fractions of width and height, the side in fractions of
 * the width. The same for every subject: all heads are set on the same place.
 *
 * @throws InternalError when the size is impossible
 */
export function portraitSketchFocus(size: SketchSize): { x: number; y: number; size: number } {
  const view = viewOf(size);
  return {
    x: 0.5 + FACE_BOX.centreX / view.width,
    y: FACE_BOX.centreY / view.height,
    size: FACE_BOX.side / view.width,
  };
}

function person(look: Look, random: SeededRandom): string {
  const figure = figureOf(look);
  const isDragon = look.anatomy.head === 'dragon';
  const hair = isDragon ? { behind: '', front: '' } : hairArtwork(look, random);
  const placed = (drawing: string) => `<g transform="${HEAD_PLACE}">${drawing}</g>`;
  const isHooded = look.hood && !isDragon && !look.anatomy.horns;
  return [
    gear(look, figure),
    bustBack(look, figure),
    isHooded ? hoodBack(look) : '',
    placed(hair.behind),
    bust(look, figure),
    placed((isDragon ? dragonHead(look) : humanHead(look)) + hair.front),
    isHooded ? hoodFront(look) : '',
  ].join('');
}

/**
 * The part of the drawing that is seen: 832 × 1216 in its own proportions; a squarer picture shows more to the sides and less
 * of the chest, but never less than the whole head.
 */
function viewOf({ widthPx, heightPx }: SketchSize): View {
  const isPossible = [widthPx, heightPx].every((side) => Number.isInteger(side) && side >= 64 && side <= 4096);
  if (!isPossible) throw new InternalError('SKETCH_SIZE');
  const proportion = widthPx / heightPx;
  const standard = STANDARD.width / STANDARD.height;
  if (proportion <= standard) return { width: STANDARD.width, height: STANDARD.width / proportion };
  const height = Math.max(STANDARD.height * Math.sqrt(standard / proportion), LEAST_HEIGHT);
  return { width: height * proportion, height };
}

/** Head, neck and the line of the shoulders. */
const LEAST_HEIGHT = 780;
