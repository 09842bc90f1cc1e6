import type { MapTheme } from './map-brief';
import { type Rect, TERRAIN } from './map-plan';
import { placeAnywhere, placeByWall, placeCentral, placeDining, placeRoundTable } from './placement';
import { bigness, layRug, some } from './room-measure';
import { furnishTaproom } from './furnish-taproom';
import type { DraftRoom, PlanDraft } from './plan-draft';

/** What a room is for. Also its `labelKey`. */
export const ROOM_PURPOSES = [
  'entrance', 'great_hall', 'shrine', 'storeroom', 'treasury', 'guardroom', 'library', 'pool', 'crypt', 'barracks',
  'collapsed', 'throne_room', 'taproom', 'kitchen', 'bedroom', 'cabin', 'chamber', 'study', 'control_room',
] as const; // prettier-ignore
export type RoomPurpose = (typeof ROOM_PURPOSES)[number];

/** Words of a label that tell what the room is for. */
const PURPOSE_WORDS: readonly (readonly [RegExp, RoomPurpose])[] = [
  [/entr|gate|foyer|lobby|vestibule/, 'entrance'],
  [/throne/, 'throne_room'],
  [/tap|common|tavern|bar\b|saloon|inn\b|pub/, 'taproom'],
  [/shrine|chapel|temple|altar|sanct/, 'shrine'],
  [/store|pantry|cellar|larder|warehouse|cargo|hold/, 'storeroom'],
  [/treasur|vault|hoard/, 'treasury'],
  [/guard|watch|armou?ry|arsenal/, 'guardroom'],
  [/librar|archive|scriptor/, 'library'],
  [/pool|bath|cistern|well|fountain/, 'pool'],
  [/crypt|tomb|grave|mausol|burial/, 'crypt'],
  [/barrack|dorm|bunk|quarters/, 'barracks'],
  [/kitchen|galley|scullery/, 'kitchen'],
  [/bed|guest|sleep/, 'bedroom'],
  [/cabin/, 'cabin'],
  [/study|office|lab/, 'study'],
  [/control|server|bridge|reactor|engine|computer/, 'control_room'],
  [/hall|dining|feast/, 'great_hall'],
  [/collaps|ruin|rubble/, 'collapsed'],
];

/** The purpose that a label names; the label itself is only read. */
export function purposeOf(label: string | undefined): RoomPurpose | undefined {
  const text = (label ?? '').toLowerCase();
  return PURPOSE_WORDS.find(([pattern]) => pattern.test(text))?.[1];
}

type Furnisher = (draft: PlanDraft, area: Rect) => void;

const hasMachines = (theme: MapTheme): boolean => theme === 'cyberpunk' || theme === 'space_fantasy';

/** Two rows of pillars, mirrored, with room to walk along the walls. */
function pillarRows(draft: PlanDraft, [x, y, width, height]: Rect): void {
  if (Math.min(width, height) < 6) return;
  const isWide = width >= height;
  const length = isWide ? width : height;
  const across = isWide ? height : width;
  const spacing = length % 2 === 0 && length % 3 !== 0 ? 2 : 3;
  const start = Math.floor((length - 1 - Math.floor((length - 3) / spacing) * spacing) / 2);
  for (let along = start; along < length - 1; along += spacing) {
    for (const side of [1, across - 2]) {
      const square: Rect = isWide ? [x + along, y + side, 1, 1] : [x + side, y + along, 1, 1];
      if (!draft.isFree(square)) continue;
      draft.take(square);
      draft.put('pillar', { x: square[0] + 0.5, y: square[1] + 0.5, w: 0.8, h: 0.8 });
    }
  }
}

/** A basin in the middle of the area that leaves two squares to walk around it. */
function basin(draft: PlanDraft, [x, y, width, height]: Rect): void {
  const rim = Math.min(width, height) >= 7 ? 2 : 1;
  const area: Rect = [x + rim, y + rim, width - 2 * rim, height - 2 * rim];
  if (area[2] < 1 || area[3] < 1 || !draft.isFree(area)) return;
  draft.coverRect(area, TERRAIN.water);
  draft.take(area);
}

function rubble(draft: PlanDraft, area: Rect): void {
  some(draft, 2, 2 + Math.floor(bigness(area) / 14), () => {
    const x = draft.random.int(area[0], area[0] + area[2] - 1);
    const y = draft.random.int(area[1], area[1] + area[3] - 1);
    if (!draft.isFree([x, y, 1, 1])) return;
    draft.cover(x, y, TERRAIN.rubble);
    if (draft.random.chance(0.4)) draft.put('rubble_pile', { x: x + 0.5, y: y + 0.5, w: 0.9, h: 0.8, look: draft.random.int(0, 2) }); // prettier-ignore
  });
}

function stores(draft: PlanDraft, area: Rect): void {
  const many = 3 + Math.floor(bigness(area) / 7);
  some(draft, 2, many, () =>
    placeByWall(draft, area, { kind: 'crate', w: 0.85, h: 0.85, look: draft.random.int(0, 2) }),
  );
  some(draft, 2, many, () => placeByWall(draft, area, { kind: 'barrel', w: 0.72, h: 0.72 }));
}

function shrine(draft: PlanDraft, area: Rect): void {
  layRug(draft, area, 1);
  placeCentral(draft, area, { kind: 'altar', w: 1.9, h: 0.9 });
  placeByWall(draft, area, { kind: 'statue', w: 1, h: 1 }, 0);
  some(draft, 0, 4, () => placeAnywhere(draft, area, { kind: 'bench', w: 1.8, h: 0.5 }));
  some(draft, 2, 4, () => placeByWall(draft, area, { kind: 'candles', w: 0.6, h: 0.6 }));
  if (bigness(area) > 40) pillarRows(draft, area);
}

function greatHall(draft: PlanDraft, area: Rect): void {
  if (bigness(area) > 30) pillarRows(draft, area);
  const tables = 1 + Math.floor(bigness(area) / 24);
  some(draft, tables, tables, () => placeDining(draft, area, 'chair'));
  some(draft, 2, 4, () => placeByWall(draft, area, { kind: 'brazier', w: 0.7, h: 0.7 }));
  placeByWall(draft, area, { kind: 'hearth', w: 1.9, h: 0.9 });
}

function throneRoom(draft: PlanDraft, area: Rect): void {
  layRug(draft, area, 1);
  placeByWall(draft, area, { kind: 'throne', w: 1.1, h: 1 });
  pillarRows(draft, area);
  some(draft, 2, 2, () => placeByWall(draft, area, { kind: 'brazier', w: 0.7, h: 0.7 }));
}

function treasury(draft: PlanDraft, area: Rect): void {
  some(draft, 1, 3, () => placeByWall(draft, area, { kind: 'chest', w: 0.9, h: 0.6 }));
  some(draft, 1, 2, () => placeAnywhere(draft, area, { kind: 'gold', w: 0.95, h: 0.95, look: draft.random.int(0, 2) }));
  placeByWall(draft, area, { kind: 'statue', w: 1, h: 1 });
}

function guardroom(draft: PlanDraft, area: Rect): void {
  some(draft, 1, 2, () => placeByWall(draft, area, { kind: 'weapon_rack', w: 1.7, h: 0.5 }));
  if (!placeRoundTable(draft, area)) placeAnywhere(draft, area, { kind: 'table', w: 1.8, h: 0.9 });
  placeByWall(draft, area, { kind: 'brazier', w: 0.7, h: 0.7 });
  some(draft, 0, 2, () => placeByWall(draft, area, { kind: 'barrel', w: 0.72, h: 0.72 }));
}

function library(draft: PlanDraft, area: Rect): void {
  some(draft, 3, 3 + Math.floor(bigness(area) / 12), () =>
    placeByWall(draft, area, { kind: 'shelf', w: 1.9, h: 0.6, look: draft.random.int(0, 3) }),
  );
  layRug(draft, area, 2);
  placeDining(draft, area, 'chair', true);
  placeByWall(draft, area, { kind: 'candles', w: 0.6, h: 0.6 });
}

function crypt(draft: PlanDraft, area: Rect): void {
  some(draft, 2, 2 + Math.floor(bigness(area) / 20), () =>
    placeByWall(draft, area, { kind: 'coffin', w: 0.95, h: 1.75, look: draft.random.int(0, 1) }),
  );
  some(draft, 1, 2, () => placeAnywhere(draft, area, { kind: 'bones', w: 0.9, h: 0.9, look: draft.random.int(0, 2) }));
  placeByWall(draft, area, { kind: 'candles', w: 0.6, h: 0.6 });
}

function sleeping(draft: PlanDraft, area: Rect, beds: number): void {
  for (let bed = 0; bed < beds; bed += 1) {
    placeByWall(draft, area, { kind: 'bed', w: 0.92, h: 1.75, look: draft.random.int(0, 3) });
  }
  placeByWall(draft, area, { kind: 'chest', w: 0.85, h: 0.55 });
}

function bedroom(draft: PlanDraft, area: Rect): void {
  sleeping(draft, area, bigness(area) > 20 ? 2 : 1);
  placeByWall(draft, area, { kind: 'table', w: 0.95, h: 0.7 });
  if (bigness(area) > 14) placeByWall(draft, area, { kind: 'shelf', w: 1.8, h: 0.55, look: draft.random.int(0, 3) });
  if (bigness(area) > 11) placeCentral(draft, area, { kind: 'rug', w: 1.8, h: 1.3, look: draft.random.int(0, 3) });
}

function kitchen(draft: PlanDraft, area: Rect): void {
  placeByWall(draft, area, { kind: 'stove', w: 1.8, h: 0.8 });
  placeByWall(draft, area, { kind: 'bottles', w: 1.8, h: 0.5 });
  placeCentral(draft, area, { kind: 'table', w: 1.8, h: 0.9, look: 1 });
  stores(draft, area);
}

function study(draft: PlanDraft, area: Rect): void {
  layRug(draft, area, 3);
  some(draft, 2, 3, () => placeByWall(draft, area, { kind: 'shelf', w: 1.9, h: 0.6, look: draft.random.int(0, 3) }));
  if (hasMachines(draft.brief.theme)) placeByWall(draft, area, { kind: 'console', w: 1.8, h: 0.7 });
  placeDining(draft, area, 'chair', true);
}

function controlRoom(draft: PlanDraft, area: Rect): void {
  some(draft, 3, 5, () => placeByWall(draft, area, { kind: 'console', w: 1.8, h: 0.7, look: draft.random.int(0, 2) }));
  some(draft, 1, 2, () => placeAnywhere(draft, area, { kind: 'chair', w: 0.6, h: 0.6 }));
}

function chamber(draft: PlanDraft, area: Rect): void {
  if (draft.random.chance(0.5)) rubble(draft, area);
  some(draft, 1, 2, () => placeByWall(draft, area, { kind: 'brazier', w: 0.7, h: 0.7 }));
  some(draft, 1, 3, () => placeByWall(draft, area, { kind: 'crate', w: 0.85, h: 0.85 }));
  if (bigness(area) > 24) placeCentral(draft, area, { kind: 'statue', w: 1, h: 1 });
  some(draft, 0, 2, () => placeByWall(draft, area, { kind: 'bench', w: 1.8, h: 0.5 }));
  placeAnywhere(draft, area, { kind: 'bones', w: 0.9, h: 0.9, look: draft.random.int(0, 2) });
}

function entrance(draft: PlanDraft, area: Rect): void {
  placeByWall(draft, area, { kind: 'stairs', w: 1, h: 2 });
  pillarRows(draft, area);
  some(draft, 2, 2, () => placeByWall(draft, area, { kind: 'brazier', w: 0.7, h: 0.7 }));
  some(draft, 1, 2, () => placeByWall(draft, area, { kind: 'crate', w: 0.85, h: 0.85, look: draft.random.int(0, 2) }));
  some(draft, 1, 2, () => placeByWall(draft, area, { kind: 'barrel', w: 0.72, h: 0.72 }));
  rubble(draft, area);
}

function pool(draft: PlanDraft, area: Rect): void {
  basin(draft, area);
  some(draft, 1, 2, () => placeByWall(draft, area, { kind: 'statue', w: 1, h: 1 }));
}

function collapsed(draft: PlanDraft, area: Rect): void {
  rubble(draft, area);
  some(draft, 0, 2, () => placeAnywhere(draft, area, { kind: 'bones', w: 0.9, h: 0.9, look: draft.random.int(0, 2) }));
  placeByWall(draft, area, { kind: 'web', w: 1, h: 1 });
}

const FURNISHERS: Record<RoomPurpose, Furnisher> = {
  entrance, great_hall: greatHall, shrine, storeroom: stores, treasury, guardroom, library, pool, crypt,
  barracks: (draft, area) => sleeping(draft, area, Math.min(10, Math.floor(bigness(area) / 5))),
  collapsed, throne_room: throneRoom, taproom: furnishTaproom, kitchen, bedroom, cabin: bedroom, chamber, study,
  control_room: controlRoom,
}; // prettier-ignore

/** Fills a room with what belongs there; whatever finds no free place is left out. */
export function furnishRoom(draft: PlanDraft, room: DraftRoom, purpose: RoomPurpose): void {
  FURNISHERS[purpose](draft, room.area);
}
