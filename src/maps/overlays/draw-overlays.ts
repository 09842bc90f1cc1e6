import { lines, num } from '../drawing/svg';
import type { Point } from '../layout/map-plan';
import type { GridType } from '../map-request.dto';
import type { OverlayDto, OverlayElementDto, OverlayType } from '../overlay.dto';
import { effectArea, SPACES, type EffectArea } from './effect-area';
import { type CellBox, gridCells } from './grid-cells';
import { writeLabel } from './write-label';

/** The map that overlays lie on; squares. */
export interface OverlaidMap {
  readonly columns: number;
  readonly rows: number;
  readonly feetPerSquare: number;
  readonly gridType: GridType;
}

/** Colours of elements that name none; far from each other for eyes of every kind, and every type has its own form too. */
export const OVERLAY_COLOURS: Readonly<Record<OverlayType, string>> = {
  position: '#1769c2',
  range: '#00796b',
  effect: '#c62828',
  party: '#6a35a8',
  territory: '#b26a00',
  route: '#5d3a1f',
  marker: '#ad1457',
};
/** What lies flat is drawn first. */
const ORDER: readonly OverlayType[] = ['territory', 'effect', 'range', 'route', 'position', 'party', 'marker'];
const LABEL_SIZE = 0.46;
const DASHES = { solid: '', dashed: ' stroke-dasharray=".4 .25"', dotted: ' stroke-dasharray=".01 .22"' } as const;

/** The overlays of a map as SVG in squares: outlines and tints from below, then things, then what is written. */
export function drawOverlays(overlays: readonly OverlayDto[], map: OverlaidMap): string {
  const sorted = [...overlays].sort((one, other) => ORDER.indexOf(one.type) - ORDER.indexOf(other.type));
  const drawn = sorted.flatMap(({ type, elements }) => elements.map((element) => drawElement(type, element, map)));
  return [...drawn.map(({ shape }) => shape), ...drawn.map(({ label }) => label)].join('');
}

/** Whether anything of an overlay can be told of: hidden elements are for the game master. */
export function withoutHidden(overlays: readonly OverlayDto[]): OverlayDto[] {
  return overlays
    .map((overlay) => ({ ...overlay, elements: overlay.elements.filter(({ properties }) => !properties?.hidden) }))
    .filter(({ elements }) => elements.length > 0);
}

interface Drawn {
  readonly shape: string;
  readonly label: string;
}

/** What a drawer needs of one element. */
interface Ground {
  readonly places: readonly Point[];
  readonly element: OverlayElementDto;
  readonly colour: string;
  /** 0 to 1. */
  readonly opacity: number;
  readonly dashes: string;
  readonly map: OverlaidMap;
}

type Drawer = (ground: Ground) => { readonly shape: string; readonly labelAt: Point };

function drawElement(type: OverlayType, element: OverlayElementDto, map: OverlaidMap): Drawn {
  const { properties = {}, position, coordinates = [] } = element;
  const places = [...(position ? [position] : []), ...coordinates].map(({ x, y }): Point => [x, y]);
  if (places.length === 0) return { shape: '', label: '' };
  const { color, opacity = 0.5, style = type === 'range' ? 'dashed' : 'solid', label = '' } = properties;
  const colour = color ?? OVERLAY_COLOURS[type];
  const { shape, labelAt } = DRAWERS[type]({ places, element, colour, opacity, dashes: DASHES[style], map });
  return { shape, label: writeLabel(label, { ...onMap(labelAt, label, map), size: LABEL_SIZE }) };
}

/** A label may not hang over the edge: it is moved in, as far as its letters are wide. */
function onMap([x, y]: Point, label: string, { columns, rows }: OverlaidMap): { x: number; y: number } {
  const half = Math.min(columns / 2, Math.min(label.length, 40) * LABEL_SIZE * 0.32);
  const inside = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));
  return { x: inside(x, half, columns - half), y: inside(y, LABEL_SIZE, rows - LABEL_SIZE * 0.4) };
}

const DRAWERS: Readonly<Record<OverlayType, Drawer>> = {
  position: drawPosition,
  range: drawRange,
  effect: drawEffect,
  party: drawParty,
  territory: drawTerritory,
  route: drawRoute,
  marker: drawMarker,
};

const below = ([x, y]: Point, distance: number): Point => [x, y + distance + LABEL_SIZE];
const middleOf = (places: readonly Point[]): Point => [
  places.reduce((sum, [x]) => sum + x, 0) / places.length,
  places.reduce((sum, [, y]) => sum + y, 0) / places.length,
];
const firstOf = ([first = [0, 0]]: readonly Point[]): Point => first;

/** A light line under the coloured one: readable on dark maps and on bright ones. */
function outline(d: string, colour: string, dashes: string, width = 0.07): string {
  const rest = 'fill="none" stroke-linejoin="round" stroke-linecap="round"';
  return (
    `<path d="${d}" ${rest} stroke="#fff" stroke-opacity=".75" stroke-width="${num(width + 0.07)}"/>` +
    `<path d="${d}" ${rest} stroke="${colour}" stroke-width="${num(width)}"${dashes}/>`
  );
}

function disc([x, y]: Point, radius: number, { colour, opacity }: Pick<Ground, 'colour' | 'opacity'>): string {
  const ring = (stroke: string, width: number): string => `stroke="${stroke}" stroke-width="${num(width)}"`;
  const at = `cx="${num(x)}" cy="${num(y)}" r="${num(radius)}"`;
  const solid = num(Math.max(0.35, opacity));
  return `<circle ${at} fill="${colour}" fill-opacity="${solid}" ${ring('#fff', 0.14)}/><circle ${at} fill="none" ${ring(colour, 0.07)}/>`;
}

function drawPosition(ground: Ground): ReturnType<Drawer> {
  const radius = (SPACES[ground.element.properties?.size ?? 'medium'] / 2) * 0.88;
  return {
    shape: ground.places.map((place) => disc(place, radius, ground)).join(''),
    labelAt: below(firstOf(ground.places), radius + 0.02),
  };
}

function drawRange({ places, element, colour, opacity, dashes, map }: Ground): ReturnType<Drawer> {
  const [x, y] = firstOf(places);
  const area = effectArea({ x, y }, { ...element.properties, shape: 'circle' }, map.feetPerSquare);
  const tint = `<path d="${area.path}" fill="${colour}" fill-opacity="${num(opacity * 0.16)}"/>`;
  return { shape: tint + outline(area.path, colour, dashes), labelAt: below([x, area.box[3]], -LABEL_SIZE * 0.2) };
}

function drawEffect({ places, element, colour, opacity, dashes, map }: Ground): ReturnType<Drawer> {
  const areas = places.map(([x, y]) => effectArea({ x, y }, element.properties ?? {}, map.feetPerSquare));
  const shape = areas.map((area) => affected(area, colour, opacity, map) + outline(area.path, colour, dashes)).join('');
  const [left, top, right, bottom] = areas[0]?.box ?? [0, 0, 0, 0];
  return { shape, labelAt: [(left + right) / 2, (top + bottom) / 2 + LABEL_SIZE * 0.35] };
}

/** The cells whose centre lies in the area: tinted and hatched, so that colour is not all that tells. */
function affected({ box, contains }: EffectArea, colour: string, opacity: number, map: OverlaidMap): string {
  const [left, top, right, bottom] = box;
  const onMap: CellBox = [
    Math.max(0, left),
    Math.max(0, top),
    Math.min(map.columns, right),
    Math.min(map.rows, bottom),
  ];
  const cells = gridCells(map.gridType, onMap).filter(({ centre }) => isCentreOn(map, centre) && contains(centre));
  if (cells.length === 0) return '';
  const tint = cells.map(({ corners }) => lines(corners, true)).join('');
  const hatch = cells.map(({ centre: [x, y] }) => `M${num(x - 0.25)} ${num(y + 0.25)}l.5 -.5`).join('');
  return (
    `<path d="${tint}" fill="${colour}" fill-opacity="${num(opacity * 0.6)}"/>` +
    `<path d="${hatch}" stroke="${colour}" stroke-opacity="${num(Math.min(1, opacity * 1.4))}" stroke-width=".05"/>`
  );
}

const isCentreOn = ({ columns, rows }: OverlaidMap, [x, y]: Point): boolean =>
  x > 0 && y > 0 && x < columns && y < rows;

/** A banner on a disc. */
function drawParty(ground: Ground): ReturnType<Drawer> {
  const flags = ground.places.map(([x, y]) => {
    const d = `M${num(x - 0.16)} ${num(y + 0.26)}V${num(y - 0.28)}h.42l-.12 .14l.12 .14h-.42`;
    const flag = `<path d="${d}" fill="#fff" stroke="#fff" stroke-width=".06" stroke-linejoin="round"/>`;
    return disc([x, y], 0.48, { ...ground, opacity: 0.95 }) + flag;
  });
  return { shape: flags.join(''), labelAt: below(firstOf(ground.places), 0.55) };
}

function drawTerritory({ places, colour, opacity, dashes }: Ground): ReturnType<Drawer> {
  const d = lines(places, true);
  const border = dashes === '' ? ' stroke-dasharray=".8 .2 .1 .2"' : dashes;
  return {
    shape: `<path d="${d}" fill="${colour}" fill-opacity="${num(opacity * 0.45)}"/>${outline(d, colour, border, 0.1)}`,
    labelAt: middleOf(places),
  };
}

/** A line with a dot where it begins and a head where it ends. */
function drawRoute({ places, colour, dashes }: Ground): ReturnType<Drawer> {
  const [start, end, before] = [firstOf(places), places.at(-1), places.at(-2)];
  const dot = `<circle cx="${num(start[0])}" cy="${num(start[1])}" r=".16" fill="${colour}" stroke="#fff" stroke-width=".05"/>`;
  if (end === undefined || before === undefined) return { shape: dot, labelAt: below(start, 0.2) };
  const angle = (Math.atan2(end[1] - before[1], end[0] - before[0]) * 180) / Math.PI;
  const head =
    `<path transform="translate(${num(end[0])} ${num(end[1])}) rotate(${num(angle)})" d="M.1 0L-.42 .24L-.3 0L-.42 -.24Z"` +
    ` fill="${colour}" stroke="#fff" stroke-width=".05"/>`;
  const middle = places[Math.floor(places.length / 2)] ?? start;
  return { shape: outline(lines(places), colour, dashes, 0.11) + dot + head, labelAt: below(middle, 0.16) };
}

/** A pin: its point is the place. */
function drawMarker({ places, colour }: Ground): ReturnType<Drawer> {
  const pins = places.map(([x, y]) => {
    const d = `M${num(x)} ${num(y)}c-.1 -.22 -.3 -.36 -.3 -.62a.3 .3 0 0 1 .6 0c0 .26 -.2 .4 -.3 .62Z`;
    const hole = `<circle cx="${num(x)}" cy="${num(y - 0.62)}" r=".11" fill="#fff"/>`;
    return `<path d="${d}" fill="${colour}" stroke="#fff" stroke-width=".06"/>${hole}`;
  });
  return { shape: pins.join(''), labelAt: below(firstOf(places), 0.06) };
}
