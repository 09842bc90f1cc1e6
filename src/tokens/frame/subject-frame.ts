import type { FrameDrawing } from '../../processing/token/set-in-frame';
import { MARK_DEPTHS, type Disposition } from './disposition-cue';
import { CENTRE, FRAME_UNITS, ringRadius, type FrameShape } from './frame-outline';

/**
 * Foundry's dynamic ring on a canvas of 1024: it covers diameters 604 to 740 (band radii 0.59 to 0.7225 of half its frame;
 * foundryvtt.com/article/dynamic-token-rings, 2026-11). What is cut ends in the middle of it, and never shows beside it.
 */
const SAFE_RADIUS = (672 / 1024 / 2) * FRAME_UNITS;
/** Degrees to each side of straight up within which hair, horns and blades may rise above the ring. */
const POP_OUT = 44;

/** How many times as much a subject's canvas shows as a framed token, so that both hold the head alike. @param freeRadius of the token */
export const subjectZoom = (freeRadius: number): number => (freeRadius * FRAME_UNITS) / SAFE_RADIUS;

/** The same for a subject that is taken out of a framed token: nothing of its ring or of the ring's marks may show. */
export function subjectZoomIn(shape: FrameShape, disposition: Disposition, freeRadius: number): number {
  return shape === 'none' ? subjectZoom(freeRadius) : (ringRadius(shape) - MARK_DEPTHS[disposition]) / SAFE_RADIUS;
}

/**
 * The frame of a ring-less subject: none. A picture with a background is cut round inside the safe circle; of a subject
 * without, the head may rise above it.
 *
 * @param mark laid over, in frame units; empty for none
 */
export function subjectFrame(mark: string): FrameDrawing {
  const circle = `<circle cx="${CENTRE}" cy="${CENTRE}" r="${SAFE_RADIUS}" fill="#fff"/>`;
  const reach = CENTRE * Math.tan((POP_OUT * Math.PI) / 180);
  const wedge = `<path d="M${CENTRE} ${CENTRE}L${CENTRE - reach} 0H${CENTRE + reach}Z" fill="#fff"/>`;
  return {
    maskSvg: documentOf(circle),
    overlaySvg: documentOf(mark),
    cutOut: { maskSvg: documentOf(circle + wedge) },
  };
}

function documentOf(body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${FRAME_UNITS} ${FRAME_UNITS}">${body}</svg>`;
}
