import { PALETTES } from '../drawing/palette';
import { placeDrawing } from '../drawing/region/draw-settlements';
import { num } from '../drawing/svg';
import { PLACE_KINDS, type PlaceKind } from '../layout/map-brief';
import type { PlanPlace } from '../layout/map-plan';
import { type OverlayDto, OVERLAY_TYPES, type OverlayElementDto, type OverlayType } from '../overlay.dto';
import { drawOverlays, OVERLAY_COLOURS, type OverlaidMap } from './draw-overlays';
import { distanceText } from './distance-text';
import { labelText, widthOf } from './label-text';
import { writeLabel } from './write-label';

const CAPTIONS: Readonly<Record<OverlayType, string>> = {
  position: 'Creature',
  range: 'Range',
  effect: 'Area of effect',
  party: 'Party',
  territory: 'Territory',
  route: 'Route',
  marker: 'Place',
};
/** Lengths that scale bars have, in squares; the longest that fits a third of the map is taken. */
const BAR_SQUARES = [20, 10, 5, 4, 2, 1];
const MOST_ENTRIES = 12;
/** In units of the legend, which is drawn as if a line were one high and then scaled. */
const [LINE, PADDING, SAMPLE] = [1, 0.4, 1.5];

interface Entry {
  readonly caption: string;
  /** Drawn two squares wide and one high. */
  readonly sample: string;
}

const PLACE_CAPTIONS: Readonly<Record<PlaceKind, string>> = {
  city: 'City',
  town: 'Town',
  village: 'Village',
  port: 'Port',
  castle: 'Castle',
  tower: 'Tower',
  temple: 'Temple',
  ruin: 'Ruin',
  dungeon: 'Dungeon',
  cave: 'Cave',
  mine: 'Mine',
  camp: 'Camp',
  place: 'Place',
};

/**
 * Legend and scale bar in a corner, in squares: what each kind and colour of element means, and how long some
 * squares are. It never takes more than half of the map.
 */
export function drawLegend(
  overlays: readonly OverlayDto[],
  map: OverlaidMap,
  places: readonly PlanPlace[] = [],
): string {
  const entries = [...placeEntries(places), ...entriesOf(overlays)].slice(0, MOST_ENTRIES);
  const captions = entries.map(({ caption }) => widthOf(caption) * 0.62);
  const width = 2 * PADDING + Math.max(5, SAMPLE + 0.4 + Math.max(0, ...captions));
  const height = 2 * PADDING + (entries.length + 1.5) * LINE;
  // A line is 0.7 squares high on most maps, more on very large ones, less where it would cover the map.
  const wished = Math.max(0.7, Math.min(map.columns, map.rows) / 50);
  const scale = Math.min(wished, (map.columns * 0.5) / width, (map.rows * 0.5) / height);
  const rows = entries.map((entry, index) => drawEntry(entry, PADDING + index * LINE)).join('');
  const panel =
    `<rect width="${num(width)}" height="${num(height)}" rx=".3" fill="#fff" fill-opacity=".88" stroke="#16120e"` +
    ` stroke-width=".05"/>${rows}${drawScale(map, { scale, width, y: height - PADDING })}`;
  const size = { width: width * scale, height: height * scale };
  const [left, top] = emptiestCorner(size, { map, places, margin: 0.3 * scale });
  return `<g transform="translate(${num(left)} ${num(top)}) scale(${num(scale)})">${panel}</g>`;
}

/** Where the legend covers the fewest places of a region; the lower left corner of those alike. */
function emptiestCorner(
  { width, height }: { readonly width: number; readonly height: number },
  {
    map,
    places,
    margin,
  }: { readonly map: OverlaidMap; readonly places: readonly PlanPlace[]; readonly margin: number },
): readonly [number, number] {
  const [right, bottom] = [map.columns - width - margin, map.rows - height - margin];
  const corners = [[margin, bottom], [right, bottom], [margin, margin], [right, margin]] as const; // prettier-ignore
  // Names reach beyond their places.
  const isCovered = ([left, top]: readonly [number, number], { x, y }: PlanPlace): boolean =>
    x > left - 2.5 && x < left + width + 2.5 && y > top - 1.5 && y < top + height + 1;
  const covered = corners.map((corner) => places.filter((place) => isCovered(corner, place)).length);
  return corners[covered.indexOf(Math.min(...covered))] ?? corners[0];
}

/** One entry for each kind and colour. */
function entriesOf(overlays: readonly OverlayDto[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const type of OVERLAY_TYPES) {
    for (const { id, elements } of overlays.filter((overlay) => overlay.type === type)) {
      for (const { properties } of elements) {
        const colour = properties?.color ?? OVERLAY_COLOURS[type];
        const caption = id === undefined ? CAPTIONS[type] : `${CAPTIONS[type]}: ${labelText(id)}`;
        entries.set(`${type} ${colour.toLowerCase()} ${id ?? ''}`, { caption, sample: sampleOf(type, colour) });
      }
    }
  }
  return [...entries.values()];
}

/** One entry for each kind of place. */
function placeEntries(places: readonly PlanPlace[]): Entry[] {
  return PLACE_KINDS.filter((kind) => places.some((place) => place.kind === kind)).map((kind) => ({
    caption: PLACE_CAPTIONS[kind],
    sample: `<g transform="translate(1 .58)">${placeDrawing(kind, PALETTES.fantasy)}</g>`,
  }));
}

/** A small element of the kind, as the map has them. */
function sampleOf(type: OverlayType, colour: string): string {
  const element: OverlayElementDto = { ...SAMPLES[type], properties: { ...SAMPLES[type].properties, color: colour } };
  const ground: OverlaidMap = { columns: 100, rows: 100, feetPerSquare: 1, gridType: 'square' };
  return drawOverlays([{ type, elements: [element] }], ground);
}

function drawEntry({ sample, caption }: Entry, top: number): string {
  const text = writeLabel(caption, { x: PADDING + SAMPLE + 0.3, y: top + 0.68, size: 0.56, anchor: 'start' });
  return `<g transform="translate(${num(PADDING)} ${num(top + 0.1)}) scale(.75)">${sample}</g>${text}`;
}

const SAMPLES: Readonly<Record<OverlayType, OverlayElementDto>> = {
  position: { position: { x: 1, y: 0.5 }, properties: { size: 'medium' } },
  range: { position: { x: 1, y: 0.5 }, properties: { radius: 0.48 } },
  effect: { position: { x: 0, y: 0.5 }, properties: { shape: 'line', length: 2, width: 1 } },
  party: { position: { x: 1, y: 0.5 } },
  territory: { coordinates: [{ x: 0.2, y: 0.1 }, { x: 1.8, y: 0.1 }, { x: 1.8, y: 0.9 }, { x: 0.2, y: 0.9 }] },
  route: { coordinates: [{ x: 0.2, y: 0.7 }, { x: 1.8, y: 0.4 }] },
  marker: { position: { x: 1, y: 0.95 } },
}; // prettier-ignore

function drawScale(map: OverlaidMap, at: { scale: number; width: number; y: number }): string {
  const most = Math.min(map.columns / 3, (at.width - 2 * PADDING) * at.scale);
  const squares = BAR_SQUARES.find((count) => count <= most) ?? 0;
  if (squares === 0)
    return writeLabel(`1 square = ${feet(1, map)}`, { x: PADDING, y: at.y, size: 0.5, anchor: 'start' });
  const length = squares / at.scale;
  const parts = [0, 1, 2, 3].map((part) => {
    const x = PADDING + (part * length) / 4;
    const fill = part % 2 === 0 ? '#16120e' : '#fff';
    return `<rect x="${num(x)}" y="${num(at.y - 0.25)}" width="${num(length / 4)}" height=".25" fill="${fill}" stroke="#16120e" stroke-width=".04"/>`;
  });
  const text = `${feet(squares, map)} (${squares === 1 ? '1 square' : `${squares} squares`})`;
  return parts.join('') + writeLabel(text, { x: PADDING, y: at.y - 0.42, size: 0.5, anchor: 'start' });
}

const feet = (squares: number, { feetPerSquare }: OverlaidMap): string => distanceText(squares * feetPerSquare);
