import { CENTRE, distanceAt, ringRadius, type FrameShape } from './frame-outline';

/** How a creature stands to the party. */
export const DISPOSITIONS = ['friendly', 'neutral', 'hostile', 'secret', 'party'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** Ring colours, apart in lightness as well as hue, so that most kinds of colour blindness still tell them apart. */
export const DISPOSITION_COLOURS: Readonly<Record<Disposition, string>> = {
  friendly: '#2f9e6e',
  neutral: '#e3b23c',
  hostile: '#b3261e',
  secret: '#6b4a9e',
  party: '#2f78c4',
};

/** Directions of the marks in degrees (0 is up, clockwise): number and place are the second cue. */
const MARKS: Readonly<Record<Disposition, readonly number[]>> = {
  friendly: [45, 135, 225, 315],
  neutral: [90, 270],
  hostile: [0, 45, 90, 135, 180, 225, 270, 315],
  secret: [],
  party: [0, 120, 240],
};

/** Large enough to be counted on a token of 64 px. */
const MARK_SCALE = 1.22;

/** How far the marks reach inwards from the middle of the ring, in units, with a little to spare. */
export const MARK_DEPTHS: Readonly<Record<Disposition, number>> = {
  friendly: 80,
  neutral: 90,
  hostile: 60,
  secret: 51,
  party: 96,
};

/**
 * The second cue, told without colour: friendly four round studs, neutral two square blocks, hostile eight outward points,
 * party three lozenges; secret is the broken ring (`ringDashes`).
 */
export function cueMarks(shape: FrameShape, disposition: Disposition, colour: string): string {
  return MARKS[disposition]
    .map((degrees) => {
      const distance = distanceAt(shape, ringRadius(shape), degrees);
      // At the corners of a square the ring is rounded: marks there sit a little further in.
      const inset = shape === 'square' && degrees % 90 === 45 ? 34 : 0;
      const place = `rotate(${degrees} ${CENTRE} ${CENTRE}) translate(${CENTRE} ${(CENTRE - distance + inset).toFixed(1)}) scale(${MARK_SCALE})`;
      return `<g transform="${place}">${mark(disposition, colour)}</g>`;
    })
    .join('');
}

/** Stroke attributes that break the ring of a secret creature into six pieces; empty for every other disposition. */
export function ringDashes(shape: FrameShape, disposition: Disposition): string {
  if (disposition !== 'secret') return '';
  const length =
    { circle: 2 * Math.PI, none: 2 * Math.PI, square: 8, hex: 4 * Math.sqrt(3) }[shape] * ringRadius(shape);
  const dash = length / 12;
  return `stroke-dasharray="${dash.toFixed(1)} ${dash.toFixed(1)}" stroke-dashoffset="${(dash / 2).toFixed(1)}"`;
}

/** One mark around the origin, pointing up (outwards). */
function mark(disposition: Disposition, colour: string): string {
  const paint = `fill="${colour}" stroke="#14110f" stroke-width="12" stroke-linejoin="round"`;
  switch (disposition) {
    case 'friendly':
      return `<circle r="54" ${paint}/><circle cx="-14" cy="-16" r="18" fill="#fff" fill-opacity="0.7"/>`;
    case 'neutral':
      return `<rect x="-66" y="-62" width="132" height="124" ${paint}/><rect x="-50" y="-46" width="100" height="26" fill="#fff" fill-opacity="0.55"/>`;
    case 'hostile':
      return `<path d="M-52 6L0 -70L52 6L0 34Z" ${paint}/><path d="M-34 2L0 -50L0 22Z" fill="#fff" fill-opacity="0.45"/>`;
    case 'party':
      return `<path d="M0 -68L62 0L0 68L-62 0Z" ${paint}/><path d="M0 -50L44 0L0 0L-44 0Z" fill="#fff" fill-opacity="0.55"/>`;
    case 'secret':
      return '';
  }
}
