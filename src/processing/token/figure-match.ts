import type { Pixels } from './pixels';

/** Bytes of difference in one channel that a decoder's rounding does not explain. */
const SAME = 24;
/** Share of the width that a portrait's border takes at each side. */
const BORDER = 0.06;
/** Share of the figure that a border or a mark over it may change. */
const MOST_CHANGED = 0.06;

/**
 * Whether a picture shows this figure, drawn alone on nothing: true of our own drawing of it, false when the picture
 * was restyled, repainted or drawn by another version of us.
 */
export function showsFigure(picture: Pixels, figure: Pixels): boolean {
  if (picture.width !== figure.width || picture.height !== figure.height) return false;
  let opaque = 0;
  let changed = 0;
  const margin = Math.ceil(figure.width * BORDER);
  for (let at = 0; at < figure.data.length; at += 4 * 7) {
    const x = (at / 4) % figure.width;
    const isBorder = x < margin || x >= figure.width - margin;
    if (isBorder || (figure.data[at + 3] ?? 0) < 255) continue;
    opaque += 1;
    const differs = [0, 1, 2].some(
      (channel) => Math.abs((figure.data[at + channel] ?? 0) - (picture.data[at + channel] ?? 0)) > SAME,
    );
    if (differs) changed += 1;
  }
  return opaque > 0 && changed <= opaque * MOST_CHANGED;
}
