import type { MapBrief, MapSetting } from './map-brief';
import { TERRAIN, type Terrain } from './map-plan';
import { OPEN, PlanDraft } from './plan-draft';
import type { SeededRandom } from './seeded-random';

const GROUND: Record<MapSetting, Terrain> = {
  dungeon: TERRAIN.stone,
  cavern: TERRAIN.cave,
  building: TERRAIN.wood,
  city: TERRAIN.cobble,
  wilderness: TERRAIN.grass,
  ship: TERRAIN.deck,
  region: TERRAIN.grass,
};

/** A side shorter than this has no place for walls and rooms. */
export const SHORTEST_PLANNED_SIDE = 5;

/** A map too small for rooms: one open floor of the setting, to the rim. */
export function planOpenArea(brief: MapBrief, random: SeededRandom): PlanDraft {
  const draft = new PlanDraft(brief, random, GROUND[brief.setting], OPEN);
  const label = brief.rooms?.[0]?.label;
  draft.rooms.push({
    labelKey: 'open_area',
    ...(label ? { label } : {}),
    rects: [[0, 0, draft.columns, draft.rows]],
    enclosed: false,
    region: OPEN,
    area: [0, 0, draft.columns, draft.rows],
  });
  return draft;
}
