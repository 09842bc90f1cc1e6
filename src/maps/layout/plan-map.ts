import { assertBrief, type MapBrief, type MapSetting } from './map-brief';
import type { MapPlan } from './map-plan';
import { planBuilding } from './plan-building';
import { planCavern } from './plan-cavern';
import { planCity } from './plan-city';
import type { PlanDraft } from './plan-draft';
import { planDungeon } from './plan-dungeon';
import { planOpenArea, SHORTEST_PLANNED_SIDE } from './plan-open-area';
import { planRegion } from './region/plan-region';
import { planShip } from './plan-ship';
import { planWilderness } from './plan-wilderness';
import { addRequestedFeatures } from './requested-features';
import { SeededRandom } from './seeded-random';

type Planner = (brief: MapBrief, random: SeededRandom) => PlanDraft;

const PLANNERS: Record<Exclude<MapSetting, 'region'>, Planner> = {
  dungeon: planDungeon,
  cavern: planCavern,
  building: planBuilding,
  city: planCity,
  wilderness: planWilderness,
  ship: planShip,
};

/**
 * Plans a map. The same brief and seed give the same plan, on every machine.
 * Maps with a side below five squares are one open area.
 *
 * @param seed any safe integer
 * @throws ValidationFailedError when a size, the setting, the theme or the seed is out of range
 */
export function planMap(brief: MapBrief, seed: number): MapPlan {
  assertBrief(brief, seed);
  const isTiny = Math.min(brief.columns, brief.rows) < SHORTEST_PLANNED_SIDE;
  if (brief.setting === 'region' && !isTiny) return planRegion(brief, seed);
  const planner = isTiny || brief.setting === 'region' ? planOpenArea : PLANNERS[brief.setting];
  const draft = planner(brief, new SeededRandom(seed));
  addRequestedFeatures(draft);
  return draft.toPlan(seed);
}
