import type { PlanLight, Rect } from '../layout/map-plan';
import type { Scene } from './scene';
import { boxPath, num, shape } from './svg';

const DARKNESS = { bright: 0, dim: 0.2, dark: 0.48 } as const;
const GLOW = { bright: 0.22, dim: 0.4, dark: 0.55 } as const;

/** The enclosed room a light stands in: its glow ends at the walls. */
function roomAround(scene: Scene, { x, y }: PlanLight): Rect | undefined {
  const isIn = ([left, top, w, h]: Rect): boolean => x >= left && x <= left + w && y >= top && y <= top + h;
  return scene.plan.rooms.filter(({ enclosed }) => enclosed).flatMap(({ rects }) => rects).find(isIn);
} // prettier-ignore

const COLOUR = /^[0-9a-f]{6}$/i;

function glow(scene: Scene, light: PlanLight, index: number): string {
  const { x, y, range, intensity } = light;
  // A stored plan may have been edited by hand: nothing but a colour may reach the text of the drawing.
  const color = COLOUR.test(light.color) ? light.color : 'ffffff';
  const [left, top, w, h] = roomAround(scene, light) ?? [0, 0, scene.columns, scene.rows];
  const [x1, y1] = [Math.max(left, x - range), Math.max(top, y - range)];
  const [x2, y2] = [Math.min(left + w, x + range), Math.min(top + h, y + range)];
  const strength = intensity * GLOW[scene.plan.lighting];
  const stop = (offset: number, share: number): string =>
    `<stop offset="${offset}" stop-color="#${color}" stop-opacity="${num(strength * share)}"/>`;
  return [
    `<radialGradient id="glow${index}" gradientUnits="userSpaceOnUse" cx="${num(x)}" cy="${num(y)}" r="${num(range)}">`,
    stop(0, 1),
    stop(0.25, 0.62),
    stop(0.6, 0.2),
    stop(1, 0),
    '</radialGradient>',
    `<path d="${boxPath(x1, y1, x2 - x1, y2 - y1)}" fill="url(#glow${index})"/>`,
  ].join('');
}

/** The dark of the hour over everything, and the light of fires and lamps over the dark. */
export function drawLight(scene: Scene): string {
  const darkness = DARKNESS[scene.plan.lighting];
  const whole = boxPath(0, 0, scene.columns, scene.rows);
  const veil = darkness > 0 ? shape(whole, { fill: scene.palette.night, alpha: darkness }) : '';
  return veil + scene.plan.lights.map((light, index) => glow(scene, light, index)).join('');
}
