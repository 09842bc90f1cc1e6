import { placeDrawing, placeScale } from '../drawing/region/draw-settlements';
import { PALETTES } from '../drawing/palette';
import { num, placed } from '../drawing/svg';
import type { PlaceKind } from '../layout/map-brief';
import type { PlanPlace } from '../layout/map-plan';
import type { OverlaidMap } from './draw-overlays';
import { writtenText, widthOf } from './label-text';
import { writeLabel } from './write-label';

/** Letters of the largest places are larger. */
const SIZES: Readonly<Partial<Record<PlaceKind, number>>> = { city: 0.72, port: 0.62, town: 0.62, castle: 0.58 };
const USUAL_SIZE = 0.52;

/** A rectangle that is taken: left, top, right, bottom in squares. */
type Taken = readonly [number, number, number, number];

/**
 * The places of a region with their names, in squares: each beside its drawing, where it covers neither another place nor
 * another name; a name for which there is no room is left out. Cities choose first.
 */
export function drawPlaces(places: readonly PlanPlace[], map: Pick<OverlaidMap, 'columns' | 'rows'>): string {
  const scale = placeScale(map);
  const symbols = places.map(({ kind, x, y }) => {
    const drawing = placeDrawing(kind, PALETTES.fantasy);
    return placed(x, y, 0, `<g transform="scale(${num(scale)})">${drawing}</g>`);
  });
  const taken: Taken[] = places.map(({ x, y }) => [x - 0.5 * scale, y - 0.6 * scale, x + 0.5 * scale, y + 0.42 * scale]);
  const sorted = [...places].sort((one, other) => sizeOf(other) - sizeOf(one));
  const labels = sorted.map((place) => {
    const text = writtenText(place.label ?? '');
    const size = sizeOf(place) * Math.max(0.8, scale / 1.3);
    const free = text === '' ? undefined : spots(place, { text, size, scale }).find((spot) => isFree(spot.box, taken, map));
    if (free === undefined) return '';
    taken.push(free.box);
    return writeLabel(text, { ...free.at, size });
  });
  return symbols.join('') + labels.join('');
} // prettier-ignore

const sizeOf = ({ kind }: PlanPlace): number => SIZES[kind] ?? USUAL_SIZE;

interface Spot {
  readonly at: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' };
  readonly box: Taken;
}

/** Below, above, to the right, to the left. */
function spots(
  { x, y }: PlanPlace,
  { text, size, scale }: { readonly text: string; readonly size: number; readonly scale: number },
): Spot[] {
  const width = widthOf(text) * size;
  const spot = (anchor: Spot['at']['anchor'], atX: number, atY: number): Spot => {
    const left = anchor === 'start' ? atX : anchor === 'end' ? atX - width : atX - width / 2;
    return { at: { x: atX, y: atY, anchor }, box: [left, atY - size * 0.85, left + width, atY + size * 0.25] };
  };
  const reach = 0.55 * scale;
  return [
    spot('middle', x, y + 0.42 * scale + size),
    spot('middle', x, y - 0.62 * scale - size * 0.25),
    spot('start', x + reach, y + size * 0.3),
    spot('end', x - reach, y + size * 0.3),
    spot('start', x + reach * 0.6, y + 0.42 * scale + size),
    spot('end', x - reach * 0.6, y + 0.42 * scale + size),
  ];
}

const isFree = (
  [left, top, right, bottom]: Taken,
  taken: readonly Taken[],
  { columns, rows }: Pick<OverlaidMap, 'columns' | 'rows'>,
): boolean =>
  left >= 0.1 &&
  top >= 0.1 &&
  right <= columns - 0.1 &&
  bottom <= rows - 0.1 &&
  taken.every(([l, t, r, b]) => right <= l || left >= r || bottom <= t || top >= b);
