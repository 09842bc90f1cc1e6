import { n } from './ink';
import type { Look } from './subject-look';

/**
 * The drawing's own coordinates: x 0 is the middle, y 0 the top; at the standard 832 × 1216 one unit is one pixel.
 * The eyes are on the line 400, a third of the way down.
 */
export const STANDARD = { width: 832, height: 1216, eyesY: 400 } as const;

/** How the 762-unit artwork of the head is placed on the drawing. */
const HEAD_SCALE = 0.86;
const HEAD_CENTRE_X = 366;
const HEAD_EYES_Y = 412;
/** Where a head is set: small folk have larger heads on smaller bodies, so only the body changes. */
export const HEAD_PLACE = `translate(${n(-HEAD_CENTRE_X * HEAD_SCALE)} ${n(STANDARD.eyesY - HEAD_EYES_Y * HEAD_SCALE)}) scale(${HEAD_SCALE})`;

/** Box around the face from hairline to chin, in drawing units. */
export const FACE_BOX = { centreX: 0, centreY: 418, side: 400 } as const;

/** The body under the head. */
export interface Figure {
  /** From the middle to the tip of the shoulder. */
  readonly shoulderX: number;
  readonly shoulderY: number;
  /** Half the width of the neck. */
  readonly neckX: number;
}

/** Proportions of a subject's body, in drawing units. */
export function figureOf(look: Look): Figure {
  const build = look.presentation === 'man' ? 1.04 : look.presentation === 'woman' ? 0.92 : 0.97;
  const breadth = look.anatomy.breadth * build * (look.age === 'child' ? 0.82 : 1);
  return { shoulderX: 282 * breadth, shoulderY: 770 + 20 * (1 - breadth), neckX: 74 * (0.4 + 0.6 * breadth) };
}

/** Outline of shoulders, arms and trunk down beyond the lower edge of any format. */
export function trunkPath({ shoulderX: s, shoulderY: y, neckX }: Figure): string {
  const half = (side: 1 | -1) => ({
    neck: `${n(side * neckX)} 640`,
    slope: `${n(side * (neckX + 24))} 696 ${n(side * (s - 90))} ${n(y - 66)} ${n(side * (s - 26))} ${n(y - 34)}`,
    arm: `${n(side * (s + 50))} ${n(y)} ${n(side * (s + 76))} ${n(y + 170)} ${n(side * (s + 88))} 1500`,
  });
  const left = half(-1);
  const right = half(1);
  const back = `${n(s + 76)} ${n(y + 170)} ${n(s + 50)} ${n(y)} ${n(s - 26)} ${n(y - 34)}`;
  const up = `${n(s - 90)} ${n(y - 66)} ${n(neckX + 24)} 696 ${right.neck}`;
  return `M${left.neck}C${left.slope}C${left.arm}L${n(s + 88)} 1500C${back}C${up}Z`;
}
