/** Colour of every outline. */
export const INK = '#1c1413';

/** A colour as `#rrggbb`, only ever from our own tables. */
export type Hex = `#${string}`;

/** Rounded for the document: a tenth of a unit cannot be seen. */
export function n(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A filled, outlined shape. */
export function shape(path: string, fill: string, width = 7): string {
  return `<path d="${path}" fill="${fill}" stroke="${INK}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"/>`;
}

/** A filled shape without an outline: light, shadow, pattern. */
export function tint(path: string, fill: string, opacity = 1): string {
  return `<path d="${path}" fill="${fill}" fill-opacity="${opacity}"/>`;
}

/** A stroke of the pen. */
export function stroke(path: string, width = 5, colour: string = INK, opacity = 1): string {
  return (
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-opacity="${opacity}"` +
    ' stroke-linejoin="round" stroke-linecap="round"/>'
  );
}

/** An outlined disc. */
export function disc(x: number, y: number, radius: number, fill: string, width = 6): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}" stroke="${INK}" stroke-width="${width}"/>`;
}

/** A disc without an outline. */
export function dot(x: number, y: number, radius: number, fill: string, opacity = 1): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}" fill-opacity="${opacity}"/>`;
}

/** The drawing and its mirror image about the vertical line at `axis`. */
export function mirrored(drawing: string, axis = 0): string {
  return `${drawing}<g transform="translate(${2 * axis} 0) scale(-1 1)">${drawing}</g>`;
}

/** Definition of a gradient from top to bottom in the coordinates of the drawing. */
export function downwards(id: string, fromY: number, toY: number, colours: readonly Hex[]): string {
  const stops = colours.map(
    (colour, index) => `<stop offset="${n((index / (colours.length - 1)) * 100)}%" stop-color="${colour}"/>`,
  );
  return (
    `<defs><linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="0" y1="${n(fromY)}" x2="0" y2="${n(toY)}">` +
    `${stops.join('')}</linearGradient></defs>`
  );
}

/** A place on the drawing and a radius around it. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Definition of a glow that is gone at the spot's radius; `strength` is the opacity at its centre. */
export function glow(id: string, spot: Spot, colour: Hex, strength: number): string {
  return (
    `<defs><radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${n(spot.x)}" cy="${n(spot.y)}" r="${n(spot.radius)}">` +
    `<stop offset="0" stop-color="${colour}" stop-opacity="${strength}"/>` +
    `<stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient></defs>`
  );
}

/** Towards white (amount up to 1) or, negative, towards black. */
export function shade(colour: Hex, amount: number): Hex {
  return mix(colour, amount >= 0 ? '#ffffff' : '#000000', Math.abs(amount));
}

/** `share` of the other colour, 0 to 1. */
export function mix(one: Hex, other: Hex, share: number): Hex {
  const parts = [1, 3, 5].map((at) => {
    const blended = parseInt(one.slice(at, at + 2), 16) * (1 - share) + parseInt(other.slice(at, at + 2), 16) * share;
    return Math.round(blended).toString(16).padStart(2, '0');
  });
  return `#${parts.join('')}`;
}
