import type { FeatureKind, PlanFeature } from '../layout/map-plan';
import type { FeatureDrawer } from './feature-drawer';
import { NATURE } from './draw-nature';
import { OUTDOORS } from './draw-outdoors';
import { SEATING } from './draw-seating';
import { STONEWORK } from './draw-stonework';
import { STORAGE } from './draw-storage';
import type { Scene } from './scene';
import { darker, lighter } from './colour';
import { box, oval, placed } from './svg';

const DRAWERS: Record<FeatureKind, FeatureDrawer> = { ...SEATING, ...STORAGE, ...STONEWORK, ...NATURE, ...OUTDOORS };

/** Lies flat: no shadow. */
const FLAT: ReadonlySet<FeatureKind> = new Set([
  'rug',
  'web',
  'flowers',
  'bones',
  'hatch',
  'stairs',
  'gold',
  'rope',
  'mast',
]);
const ROUND: ReadonlySet<FeatureKind> = new Set([
  'round_table', 'stool', 'barrel', 'brazier', 'well', 'fountain', 'tree', 'pine', 'bush', 'rock', 'rubble_pile', 'campfire',
  'mushrooms', 'stalagmite', 'crystals', 'capstan', 'helm', 'stump', 'candles', 'lamp',
]); // prettier-ignore
/** How far a shadow falls, in squares, where it is not the usual 0.07. */
const HEIGHTS: Partial<Record<FeatureKind, number>> = {
  tree: 0.24, pine: 0.28, house: 0.3, pillar: 0.14, statue: 0.15, shelf: 0.12, tent: 0.18, stall: 0.16,
  bush: 0.1, chair: 0.05, stool: 0.05, hearth: 0.1, well: 0.12, fountain: 0.12, lamp: 0.1, bridge: 0.16,
}; // prettier-ignore
/** Who covers whom: floor coverings, furniture, crowns and roofs. */
const LAYERS: Partial<Record<FeatureKind, number>> = {
  rug: 0, bridge: 0, mast: 4, hatch: 0, stairs: 0, flowers: 0, web: 3, bush: 3, tree: 4, pine: 4, house: 3,
}; // prettier-ignore

/** Shadows fall to the lower right whichever way a thing is turned. */
function shadowOf({ kind, x, y, w, h, turn = 0 }: PlanFeature): string {
  if (FLAT.has(kind)) return '';
  const far = HEIGHTS[kind] ?? 0.07;
  const ink = { fill: '#000000', alpha: 0.3 } as const;
  const form = ROUND.has(kind) ? oval(0, 0, w / 2, h / 2, ink) : box(0, 0, w, h, { ...ink, round: 0.05 });
  return placed(x + far * 0.8, y + far, turn, form);
}

function drawFeature(scene: Scene, feature: PlanFeature): string {
  const { kind, x, y, w, h, turn = 0, look = 0 } = feature;
  const noise = (index: number): number => scene.noise(Math.round(x * 100) + index * 131, Math.round(y * 100), 3000);
  const content = DRAWERS[kind]({ w, h, look, palette: scene.palette, noise });
  // Crowns are lit from the upper left whichever way the tree was turned.
  return `${shadowOf(feature)}${placed(x, y, turn, content)}`;
}

function layerOf({ kind }: PlanFeature): number {
  return LAYERS[kind] ?? 1;
}

/** Everything that stands, lies or grows, from the floor to the crowns of trees. */
export function drawFeatures(scene: Scene): string {
  const sorted = [...scene.plan.features].sort((a, b) => layerOf(a) - layerOf(b));
  return sorted.map((feature) => drawFeature(scene, feature)).join('');
}

/** A step and a small roof before every house of a town: under the eaves nobody would find the way in. */
export function drawHouseDoors(scene: Scene): string {
  if (scene.plan.setting !== 'city') return '';
  const { masonry, timber } = scene.palette;
  return scene.plan.doors
    .map(({ bounds: [[x1, y1], [x2, y2]], rotation }) => {
      const step = box(0, 0, 0.8, 0.62, { fill: lighter(masonry, 0.2), stroke: darker(masonry, 0.65), width: 0.03 });
      const roof = box(0, 0, 1, 0.34, { fill: lighter(timber, 0.14), stroke: darker(timber, 0.65), width: 0.045 });
      const seam = box(0, 0, 0.96, 0.05, { fill: lighter(timber, 0.35) });
      return placed((x1 + x2) / 2, (y1 + y2) / 2, Math.round((rotation * 180) / Math.PI), step + roof + seam);
    })
    .join('');
}
