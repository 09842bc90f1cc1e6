import { ValidationFailedError } from '../../common/errors';
import type { FrameDrawing } from '../../processing/token/set-in-frame';
import { cueMarks, DISPOSITION_COLOURS, ringDashes, type Disposition } from './disposition-cue';
import { CENTRE, FRAME_UNITS, outlineElement, ringRadius, type FrameShape } from './frame-outline';

/** What a token's frame looks like. */
export interface FrameOptions {
  readonly shape: FrameShape;
  readonly disposition: Disposition;
  /** `#rrggbb`; default the disposition's colour. The disposition's marks stay, so it can still be told. */
  readonly color?: string;
  /** Side of the square in pixels. */
  readonly diameterPx: number;
  /** It shows a thing down to its lower end, not the bust of a person. Default false. */
  readonly isWhole?: boolean;
}

const HEX_COLOUR = /^#[0-9a-f]{6}$/i;
const RING_WIDTH = 78;

/**
 * Draws a token's frame with vectors of our own: a bevelled ring, an inner shadow, and the disposition as colour and, for
 * people who cannot tell colours apart, as marks of different form and number. A subject without background stands before a
 * disc in the ring's colour, so that it can be told from any map. Shape `none` has no ring and no disc: a soft round edge.
 *
 * @returns SVG documents of `diameterPx` × `diameterPx`
 * @throws ValidationFailedError when the colour is not `#rrggbb`
 */
export function tokenFrame(options: FrameOptions): FrameDrawing {
  if (options.color !== undefined && !HEX_COLOUR.test(options.color)) {
    throw new ValidationFailedError([{ path: 'color', message: 'a colour like #1a2b3c' }]);
  }
  if (options.shape === 'none') {
    const cutOut = options.isWhole === true ? undefined : { maskSvg: softMask(options, BUST_FADE) };
    return { maskSvg: softMask(options, ROUND_FADE), overlaySvg: documentOf(options, ''), cutOut };
  }
  const mask = outlineElement(options.shape, ringRadius(options.shape), 'fill="#fff"');
  const maskSvg = documentOf(options, mask);
  const cutOut = { maskSvg, backdropSvg: documentOf(options, disc(options)) };
  return { maskSvg, overlaySvg: documentOf(options, ring(options)), cutOut };
}

function documentOf({ diameterPx }: FrameOptions, body: string): string {
  const box = `viewBox="0 0 ${FRAME_UNITS} ${FRAME_UNITS}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${diameterPx}" height="${diameterPx}" ${box}>${body}</svg>`;
}

const ROUND_FADE = { centreY: CENTRE, reachY: 490 };
/** Ends above the lower edge of a picture, where a bust is cut straight (`token-window.ts` keeps that below 0.879). */
const BUST_FADE = { centreY: 440, reachY: 432 };

function softMask(options: FrameOptions, { centreY, reachY }: typeof ROUND_FADE): string {
  const fade =
    '<radialGradient id="fade" cx="0.5" cy="0.5" r="0.5"><stop offset="0.86" stop-color="#fff"/>' +
    '<stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>';
  const round = `<ellipse cx="${CENTRE}" cy="${centreY}" rx="490" ry="${reachY}" fill="url(#fade)"/>`;
  return documentOf(options, `<defs>${fade}</defs>${round}`);
}

/** Behind the subject: light where the head is, dark towards the ring, in the ring's colour. */
function disc({ shape, disposition, color }: FrameOptions): string {
  const colour = color ?? DISPOSITION_COLOURS[disposition];
  const light =
    '<radialGradient id="disc" gradientUnits="userSpaceOnUse" cx="500" cy="400" r="460">' +
    '<stop offset="0" stop-color="#fff" stop-opacity="0.72"/><stop offset="0.5" stop-color="#e9e2d2" stop-opacity="0.42"/>' +
    '<stop offset="1" stop-color="#0d0b0a" stop-opacity="0.62"/></radialGradient>';
  const filled = (paint: string): string => outlineElement(shape, ringRadius(shape), `fill="${paint}"`);
  return `<defs>${light}</defs>${filled(colour)}${filled('url(#disc)')}`;
}

/** From below to above: shadow on the portrait, dark rim, coloured metal, bevel, marks. */
function ring({ shape, disposition, color }: FrameOptions): string {
  const colour = color ?? DISPOSITION_COLOURS[disposition];
  const stroke = (paint: string, width: number) =>
    `fill="none" stroke="${paint}" stroke-width="${width}" stroke-linejoin="round"`;
  const line = (radius: number, paint: string, width: number, more = '') =>
    outlineElement(shape, radius, `${stroke(paint, width)} ${more}`);
  const middle = ringRadius(shape);
  const inner = middle - RING_WIDTH / 2;
  const outer = middle + RING_WIDTH / 2;
  return [
    `<defs>${METAL}</defs>`,
    ...[46, 32, 18].map((width) => line(inner - width / 2 + 4, '#000', width, 'stroke-opacity="0.2"')),
    line(middle, '#14110f', RING_WIDTH + 20),
    line(middle, colour, RING_WIDTH, ringDashes(shape, disposition)),
    line(middle, 'url(#metal)', RING_WIDTH, ringDashes(shape, disposition)),
    line(outer - 9, 'url(#shine)', 12),
    line(inner + 9, 'url(#shade)', 12),
    cueMarks(shape, disposition, colour),
  ].join('');
}

/** Light from the upper left: over the colour, on the outer edge, and turned round on the inner edge. */
const METAL = [
  ['metal', '#fff', 0.55, '#fff', 0.02, '#000', 0.5],
  ['shine', '#fff', 0.85, '#fff', 0.15, '#000', 0.55],
  ['shade', '#000', 0.6, '#000', 0.12, '#fff', 0.6],
]
  .map(
    ([id, from, fromAlpha, middle, middleAlpha, to, toAlpha]) =>
      `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="170" y1="110" x2="830" y2="890">` +
      `<stop offset="0" stop-color="${from}" stop-opacity="${fromAlpha}"/>` +
      `<stop offset="0.5" stop-color="${middle}" stop-opacity="${middleAlpha}"/>` +
      `<stop offset="1" stop-color="${to}" stop-opacity="${toAlpha}"/></linearGradient>`,
  )
  .join('');
