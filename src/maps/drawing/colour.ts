/** A colour as `#rrggbb`. */
export type Colour = `#${string}`;

function channels(colour: Colour): [number, number, number] {
  const bits = Number.parseInt(colour.slice(1), 16);
  return [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
}

function fromChannels(values: readonly number[]): Colour {
  const hex = values.map((value) =>
    Math.max(0, Math.min(255, Math.round(value)))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${hex.join('')}`;
}

/** A colour between two: 0 is `from`, 1 is `to`. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const [a, b] = [channels(from), channels(to)];
  return fromChannels(a.map((value, index) => value + ((b[index] ?? value) - value) * share));
}

/** Towards white; 0 to 1. */
export function lighter(colour: Colour, share: number): Colour {
  return mix(colour, '#ffffff', share);
}

/** Towards black; 0 to 1. */
export function darker(colour: Colour, share: number): Colour {
  return mix(colour, '#000000', share);
}

/** Towards the grey of the same brightness; 0 to 1. */
export function greyer(colour: Colour, share: number): Colour {
  const [red, green, blue] = channels(colour);
  const grey = 0.3 * red + 0.59 * green + 0.11 * blue;
  return mix(colour, fromChannels([grey, grey, grey]), share);
}

/** Five neighbours of a colour, from darker to lighter: what makes a floor look laid by hand. */
export function tones(colour: Colour, spread: number): Colour[] {
  return [-1, -0.5, 0, 0.5, 1].map((step) =>
    step < 0 ? darker(colour, -step * spread) : lighter(colour, step * spread),
  );
}
