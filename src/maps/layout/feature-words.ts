import type { FeatureKind, MapPlan } from './map-plan';
import { TERRAIN, type Terrain } from './map-plan';

/** A request we understand: a thing to be put somewhere, or a terrain to be laid. */
export type KnownFeature =
  | { readonly kind: FeatureKind; readonly size: readonly [w: number, h: number]; readonly byWall: boolean }
  | { readonly terrain: Terrain; readonly squares: number };

const thing = (kind: FeatureKind, w: number, h: number, byWall = false): KnownFeature => ({
  kind,
  size: [w, h],
  byWall,
});
const ground = (terrain: Terrain, squares: number): KnownFeature => ({ terrain, squares });

/** Things by the words (singular) that people use for them. Sizes in squares as furniture really is at 5 ft. */
const CATALOG: readonly (readonly [words: string, feature: KnownFeature])[] = [
  ['altar shrine', thing('altar', 2, 1)],
  ['pool water pond lake river stream creek moat spring', ground(TERRAIN.water, 6)],
  ['lava magma', ground(TERRAIN.lava, 6)],
  ['rubble debris ruin collapse', ground(TERRAIN.rubble, 5)],
  ['path road trail track', ground(TERRAIN.path, 5)],
  ['pillar column colonnade', thing('pillar', 0.8, 0.8)],
  ['fireplace hearth fire chimney', thing('hearth', 2, 1, true)],
  ['stove oven kitchen forge furnace', thing('stove', 1.6, 0.8, true)],
  ['bar counter', thing('bar', 3, 0.8)],
  ['bridge', thing('bridge', 3, 1.6)],
  ['tree forest wood grove oak', thing('tree', 2, 2)],
  ['pine fir conifer', thing('pine', 1.8, 1.8)],
  ['bush shrub hedge undergrowth', thing('bush', 1, 1)],
  ['rock boulder stone', thing('rock', 1, 0.8)],
  ['stalagmite stalactite', thing('stalagmite', 0.8, 0.8)],
  ['mushroom fungus fungi', thing('mushrooms', 0.9, 0.9)],
  ['crystal gem', thing('crystals', 0.9, 0.9)],
  ['campfire bonfire camp', thing('campfire', 1, 1)],
  ['tent', thing('tent', 2, 2)],
  ['log trunk', thing('log', 1.8, 0.5)],
  ['stump', thing('stump', 0.8, 0.8)],
  ['flower meadow', thing('flowers', 0.8, 0.8)],
  ['well', thing('well', 1.4, 1.4)],
  ['fountain', thing('fountain', 2, 2)],
  ['stall market bazaar', thing('stall', 2, 1.4)],
  ['cart wagon carriage', thing('cart', 2, 1.2)],
  ['lamp lantern streetlight lamppost', thing('lamp', 0.6, 0.6)],
  ['brazier torch', thing('brazier', 0.7, 0.7)],
  ['candle candelabra', thing('candles', 0.6, 0.6)],
  ['stair staircase ladder step', thing('stairs', 1, 2, true)],
  ['treasure gold coin hoard', thing('gold', 1, 1)],
  ['chest strongbox', thing('chest', 0.9, 0.6, true)],
  ['barrel keg cask', thing('barrel', 0.7, 0.7, true)],
  ['crate box cargo', thing('crate', 0.8, 0.8, true)],
  ['table', thing('table', 2, 1)],
  ['desk', thing('table', 1.6, 0.8)],
  ['chair seat', thing('chair', 0.6, 0.6)],
  ['stool', thing('stool', 0.5, 0.5)],
  ['bench pew', thing('bench', 2, 0.5)],
  ['bed bunk cot bedroom', thing('bed', 0.9, 1.8, true)],
  ['bookshelf bookcase shelf library book', thing('shelf', 2, 0.6, true)],
  ['weapon armory armoury rack', thing('weapon_rack', 1.6, 0.5, true)],
  ['statue idol sculpture', thing('statue', 1, 1)],
  ['throne', thing('throne', 1.1, 1, true)],
  ['sarcophagus coffin tomb crypt grave', thing('coffin', 1, 2)],
  ['rug carpet', thing('rug', 3, 2)],
  ['bone skeleton skull', thing('bones', 0.9, 0.9)],
  ['web cobweb', thing('web', 1, 1, true)],
  ['console terminal computer machine', thing('console', 1.6, 0.7, true)],
  ['mast', thing('mast', 0.9, 0.9)],
  ['hatch grate', thing('hatch', 1.4, 1.4)],
  ['cannon gun', thing('cannon', 0.7, 1.4)],
  ['helm wheel', thing('helm', 1, 0.7)],
  ['capstan', thing('capstan', 1, 1)],
  ['rope', thing('rope', 0.7, 0.7)],
  ['house', thing('house', 3, 3)],
];

const BY_WORD: ReadonlyMap<string, KnownFeature> = new Map(
  CATALOG.flatMap(([words, feature]) => words.split(' ').map((word) => [word, feature] as const)),
);

/** Singular, lower case, letters only. English plurals in -s and -es are enough for the words above. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z]+/)
    .flatMap((word) => [word, word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/ves$/, 'f')]);
}

/** What a requested word means to us; undefined when we do not know it. The last known word counts ("stone bridge"). */
export function knownFeature(text: string): KnownFeature | undefined {
  const known = wordsOf(text).map((word) => BY_WORD.get(word));
  return known.findLast((feature) => feature !== undefined);
}

/** Whether one of the requested texts holds one of the words (both in any number). */
export function asksFor(features: readonly string[], ...words: readonly string[]): boolean {
  return features.some((text) => wordsOf(text).some((word) => words.includes(word)));
}

/** Whether the plan shows the requested feature. A ship on the sea has its water. */
export function shows(plan: Pick<MapPlan, 'terrain' | 'features'>, feature: KnownFeature): boolean {
  if ('terrain' in feature) {
    const isWet = feature.terrain === TERRAIN.water;
    return plan.terrain.some((row) => row.includes(feature.terrain) || (isWet && row.includes(TERRAIN.sea)));
  }
  return plan.features.some(({ kind }) => kind === feature.kind);
}
