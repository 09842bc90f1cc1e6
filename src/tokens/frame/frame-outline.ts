/** Outlines of a token. */
export const FRAME_SHAPES = ['circle', 'square', 'hex', 'none'] as const;
export type FrameShape = (typeof FRAME_SHAPES)[number];

/** Frames are drawn on a square of this many units, whatever the pixels. */
export const FRAME_UNITS = 1000;
/** Centre of the square. */
export const CENTRE = FRAME_UNITS / 2;
/** From the centre to the middle of the ring's nearest side, in units; outside it there is room for points and studs. */
export function ringRadius(shape: FrameShape): number {
  // A hexagon's corners reach as far as the circle.
  return shape === 'hex' ? 350 : 404;
}

/** From the centre to where the ring and its shadow begin, as a share of the square's side. */
export function freeRadius(shape: FrameShape): number {
  return (ringRadius(shape) - 39) / FRAME_UNITS;
}

/**
 * The closed outline of a shape as an SVG element without its paint attributes.
 *
 * @param radius from the centre to the nearest side, in units
 */
export function outlineElement(shape: FrameShape, radius: number, paint: string): string {
  switch (shape) {
    case 'circle':
    case 'none':
      return `<circle cx="${CENTRE}" cy="${CENTRE}" r="${radius}" ${paint}/>`;
    case 'square': {
      const corner = CENTRE - radius;
      return `<rect x="${corner}" y="${corner}" width="${2 * radius}" height="${2 * radius}" rx="72" ${paint}/>`;
    }
    case 'hex':
      return `<polygon points="${hexPoints(radius)}" ${paint}/>`;
  }
}

/** Distance from the centre to the outline in a direction (degrees, 0 is up, clockwise), in units. */
export function distanceAt(shape: FrameShape, radius: number, degrees: number): number {
  const angle = (degrees * Math.PI) / 180;
  if (shape === 'square') return radius / Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)));
  if (shape !== 'hex') return radius;
  // A pointy-top hexagon: the nearest side's normal is at 30°, 90°, 150° …
  const fromNormal = ((((degrees - 30) % 60) + 90) % 60) - 30;
  return radius / Math.cos((fromNormal * Math.PI) / 180);
}

function hexPoints(radius: number): string {
  const corner = radius / Math.cos(Math.PI / 6);
  return [0, 60, 120, 180, 240, 300]
    .map((degrees) => {
      const angle = (degrees * Math.PI) / 180;
      return `${(CENTRE + corner * Math.sin(angle)).toFixed(1)},${(CENTRE - corner * Math.cos(angle)).toFixed(1)}`;
    })
    .join(' ');
}
