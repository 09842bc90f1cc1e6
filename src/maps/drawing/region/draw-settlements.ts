import type { PlaceKind } from '../../layout/map-brief';
import type { PlanPlace } from '../../layout/map-plan';
import { byLook } from '../feature-drawer';
import { type Colour, darker, lighter, mix } from '../colour';
import type { Scene } from '../scene';
import { box, disc, lines, num, placed, shape } from '../svg';

/** The places of a region as small drawings, the rearmost first. They say what is there; its name is written on a layer. */
export function drawSettlements(scene: Scene, places: readonly PlanPlace[]): string {
  const sorted = [...places].sort((one, other) => one.y - other.y);
  const scale = placeScale(scene.plan);
  return sorted
    .map(({ kind, x, y }) =>
      placed(x, y, 0, `<g transform="scale(${num(scale)})">${placeDrawing(kind, scene.palette)}</g>`),
    )
    .join('');
}

/** How much larger than a square places are drawn: on large maps nobody would see them. */
export const placeScale = ({ columns, rows }: { readonly columns: number; readonly rows: number }): number =>
  1.3 * Math.max(0.7, Math.min(columns, rows) / 24);

/** The colours that places are drawn in. */
export interface PlaceColours {
  readonly roof: readonly Colour[];
  readonly masonry: Colour;
  readonly line: Colour;
  readonly timber: Colour;
}

/** A place around 0,0, at most about 1.2 squares wide and standing on y = 0.4. */
export function placeDrawing(kind: PlaceKind, colours: PlaceColours): string {
  return DRAWINGS[kind](colours);
}

type Drawing = (colours: PlaceColours) => string;

/** A gabled house on its foot. */
function house(x: number, y: number, size: number, { roof, masonry, line }: PlaceColours & { look?: number }): string {
  const colour = byLook(roof, Math.round(x * 10 + 40), masonry);
  const [w, h] = [size, size * 0.5];
  return [
    shape(lines([[x - w / 2, y - h], [x + w / 2, y - h], [x + w / 2, y], [x - w / 2, y]], true), { fill: lighter(masonry, 0.45), stroke: line, width: 0.035 }),
    shape(lines([[x - w * 0.62, y - h], [x, y - h - w * 0.55], [x + w * 0.62, y - h]], true), { fill: colour, stroke: line, width: 0.035 }),
    shape(lines([[x, y - h - w * 0.55], [x + w * 0.62, y - h], [x + w * 0.1, y - h]], true), { fill: darker(colour, 0.28), alpha: 0.7 }),
  ].join('');
} // prettier-ignore

/** A tower with battlements, or a pointed roof. Its foot's middle, its width and height. */
function tower([x, y, w, h]: readonly [number, number, number, number], colours: PlaceColours, roof?: Colour): string {
  const { masonry, line } = colours;
  const stone = lighter(masonry, 0.22);
  const top = y - h;
  const crown = roof === undefined
    ? [-0.5, -0.17, 0.16].map((at) => box(x + w * (at + 0.17), top - w * 0.12, w * 0.24, w * 0.28, { fill: stone, stroke: line, width: 0.028 })).join('')
    : shape(lines([[x - w * 0.66, top], [x, top - w * 1.25], [x + w * 0.66, top]], true), { fill: roof, stroke: line, width: 0.035 });
  return [
    crown,
    box(x, y - h / 2, w, h, { fill: stone, stroke: line, width: 0.035 }),
    box(x + w * 0.27, y - h / 2, w * 0.42, h - 0.03, { fill: darker(stone, 0.28), alpha: 0.6 }),
    box(x - w * 0.08, y - h * 0.62, w * 0.16, w * 0.28, { fill: line }),
  ].join('');
} // prettier-ignore

const DRAWINGS: Readonly<Record<PlaceKind, Drawing>> = {
  city: (c) =>
    [
      tower([-0.34, 0.12, 0.2, 0.5], c, byLook(c.roof, 2, c.masonry)),
      tower([0.36, 0.12, 0.2, 0.56], c, byLook(c.roof, 2, c.masonry)),
      house(0.02, 0.05, 0.34, c),
      tower([0.02, -0.05, 0.17, 0.5], c, byLook(c.roof, 0, c.masonry)),
      house(-0.2, 0.26, 0.3, c),
      house(0.22, 0.27, 0.32, c),
      box(0, 0.34, 1.14, 0.17, { fill: lighter(c.masonry, 0.16), stroke: c.line, width: 0.035 }),
      shape(`M-.45 .26v.08M-.25 .26v.08M.25 .26v.08M.45 .26v.08`, { stroke: c.line, width: 0.03, alpha: 0.6 }),
      box(0, 0.35, 0.15, 0.15, { fill: c.line }),
    ].join(''),
  town: (c) =>
    house(-0.28, 0.1, 0.3, c) +
    tower([0.06, 0.12, 0.15, 0.4], c, byLook(c.roof, 1, c.masonry)) +
    house(0.33, 0.14, 0.3, c) +
    house(-0.1, 0.38, 0.34, c) +
    house(0.25, 0.4, 0.3, c),
  village: (c) => house(-0.2, 0.12, 0.28, c) + house(0.16, 0.2, 0.28, c) + house(-0.1, 0.4, 0.28, c),
  port: (c) =>
    house(-0.32, 0.14, 0.28, c) +
    house(0, 0.16, 0.3, c) +
    shape('M.2 .3h.5l-.12 .16h-.28z', { fill: c.timber, stroke: c.line, width: 0.035 }) +
    shape('M.45 .28v-.62', { stroke: c.line, width: 0.045 }) +
    shape('M.48 -.3q.3 .2 .02 .5z', { fill: '#f6efdf', stroke: c.line, width: 0.03 }) +
    shape('M.42 -.24q-.22 .16 -.02 .42z', { fill: '#f6efdf', stroke: c.line, width: 0.03 }),
  castle: (c) =>
    [
      tower([0, 0.16, 0.34, 0.6], c),
      tower([-0.36, 0.32, 0.22, 0.52], c),
      tower([0.36, 0.32, 0.22, 0.52], c),
      box(0, 0.26, 0.5, 0.26, { fill: lighter(c.masonry, 0.1), stroke: c.line, width: 0.035 }),
      shape('M-.08 .39v-.12a.08 .08 0 0 1 .16 0v.12z', { fill: c.line }),
      shape('M0 -.56v-.24l.2 .07l-.2 .07', {
        fill: byLook(c.roof, 0, c.timber),
        stroke: c.line,
        width: 0.028,
      }),
    ].join(''),
  tower: (c) => tower([0, 0.4, 0.28, 0.75], c, byLook(c.roof, 2, c.masonry)),
  temple: (c) => {
    const stone = lighter(c.masonry, 0.4);
    const pillars = [-0.3, -0.1, 0.1, 0.3].map((x) => box(x, 0.16, 0.1, 0.4, { fill: stone, stroke: c.line, width: 0.03 })); // prettier-ignore
    return [
      box(0, 0.16, 0.7, 0.36, { fill: darker(c.masonry, 0.45) }),
      ...pillars,
      shape('M-.48 -.04L0 -.4L.48 -.04Z', { fill: stone, stroke: c.line, width: 0.035 }),
      box(0, 0.38, 0.92, 0.09, { fill: stone, stroke: c.line, width: 0.035 }),
    ].join('');
  },
  ruin: (c) => {
    const stone = lighter(c.masonry, 0.18);
    const stump = (x: number, h: number): string =>
      shape(`M${num(x - 0.09)} .38v${num(-h)}l.06 .06l.05 -.08l.07 .05v${num(h - 0.03)}z`, { fill: stone, stroke: c.line, width: 0.035 }); // prettier-ignore
    const arch = shape('M.02 .38v-.36q.2 -.26 .4 0v.36h-.12v-.3q-.08 -.1 -.16 0v.3z', { fill: stone, stroke: c.line, width: 0.035 }); // prettier-ignore
    return stump(-0.36, 0.5) + stump(-0.13, 0.26) + arch + shape('M-.5 .4h.1m.85 0h.08m-.65 .03h.1', { stroke: c.line, width: 0.05 }); // prettier-ignore
  },
  dungeon: (c) =>
    cave(c) + shape('M-.1 .38v-.34m.1 .34v-.4m.1 .4v-.34', { stroke: lighter(c.masonry, 0.3), width: 0.035 }),
  cave: (c) => cave(c),
  mine: (c) =>
    cave(c) +
    shape('M-.22 .38v-.42h.44v.42', { stroke: lighter(c.timber, 0.25), width: 0.08 }) +
    shape('M.18 -.2l.4 -.36m-.1 -.02q.14 .02 .14 .16', { stroke: c.line, width: 0.06 }),
  camp: (c) => {
    const cloth = mix('#d9c9a0', byLook(c.roof, 0, c.timber), 0.25);
    const tent = (x: number, y: number): string =>
      shape(lines([[x - 0.28, y], [x, y - 0.44], [x + 0.28, y]], true), { fill: cloth, stroke: c.line, width: 0.035 }) +
      shape(lines([[x - 0.07, y], [x, y - 0.3], [x + 0.07, y]], true), { fill: c.line });
    return tent(-0.2, 0.2) + tent(0.2, 0.4);
  }, // prettier-ignore
  place: (c) =>
    disc(0, 0.1, 0.24, { fill: '#f6efdf', stroke: c.line, width: 0.06 }) + disc(0, 0.1, 0.09, { fill: c.line }),
};

/** A dark mouth in a mound of rock. */
function cave({ masonry, line }: PlaceColours): string {
  const stone = mix(masonry, '#8a8078', 0.4);
  return (
    shape('M-.52 .4Q-.5 -.06 -.2 -.2Q.06 -.36 .3 -.12Q.52 .06 .54 .4Z', { fill: stone, stroke: line, width: 0.04 }) +
    shape('M.1 -.24Q.3 -.1 .36 .12Q.42 .3 .54 .4H.3Z', { fill: darker(stone, 0.3), alpha: 0.7 }) +
    shape('M-.24 .4V.14Q-.2 -.06 0 -.06Q.2 -.06 .24 .14V.4Z', { fill: '#17110d', stroke: line, width: 0.03 })
  );
}
