import { asksFor } from './feature-words';
import { pairsToConnect } from './connect-rooms';
import { CorridorDigger } from './corridor-digger';
import { furnishRoom, purposeOf, type RoomPurpose } from './furnish-room';
import type { MapBrief } from './map-brief';
import { type Rect, TERRAIN } from './map-plan';
import { partition } from './partition';
import { type DraftRoom, OPEN, PlanDraft, SOLID } from './plan-draft';
import type { SeededRandom } from './seeded-random';

const SQUARES_PER_ROOM = 46;
const MOST_ROOMS = 150;
const LONGEST_ROOM_SIDE = 13;
const USUAL_PURPOSES: readonly RoomPurpose[] = [
  'great_hall', 'storeroom', 'guardroom', 'shrine', 'crypt', 'library', 'treasury', 'barracks', 'pool', 'collapsed',
  'chamber', 'study',
]; // prettier-ignore

/** Requested things that make a room what it is. */
const PURPOSE_OF_FEATURE: readonly (readonly [word: string, purpose: RoomPurpose])[] = [
  ['altar', 'shrine'], ['shrine', 'shrine'], ['pool', 'pool'], ['water', 'pool'], ['pillar', 'great_hall'],
  ['treasure', 'treasury'], ['chest', 'treasury'], ['throne', 'throne_room'], ['tomb', 'crypt'],
  ['sarcophagus', 'crypt'], ['coffin', 'crypt'], ['library', 'library'], ['rubble', 'collapsed'], ['bed', 'barracks'],
  ['kitchen', 'kitchen'], ['crate', 'storeroom'], ['barrel', 'storeroom'], ['console', 'control_room'],
]; // prettier-ignore

function roomInside([x, y, width, height]: Rect, random: SeededRandom): Rect {
  const side = (length: number): number =>
    Math.min(length, LONGEST_ROOM_SIDE, Math.max(3, random.int(Math.ceil(length * 0.6), length - 1)));
  const [w, h] = [side(width), side(height)];
  return [x + random.int(0, width - w), y + random.int(0, height - h), w, h];
}

/** Takes the four corner squares away: a chamber that looks round on a grid. */
function cutCorners(draft: PlanDraft, room: DraftRoom): void {
  const [x, y, w, h] = room.area;
  for (const [cornerX, cornerY] of [[x, y], [x + w - 1, y], [x, y + h - 1], [x + w - 1, y + h - 1]] as const) {
    draft.cover(cornerX, cornerY, TERRAIN.rock, SOLID);
  } // prettier-ignore
  room.rects.splice(0, 1, [x + 1, y, w - 2, 1], [x, y + 1, w, h - 2], [x + 1, y + h - 1, w - 2, 1]);
}

function purposesFor(brief: MapBrief, count: number, random: SeededRandom): RoomPurpose[] {
  const asked = PURPOSE_OF_FEATURE.filter(([word]) => asksFor(brief.features, word)).map(([, purpose]) => purpose);
  const usual = random.shuffle(USUAL_PURPOSES.filter((purpose) => !asked.includes(purpose)));
  const list: RoomPurpose[] = ['entrance', ...new Set(asked), ...usual];
  while (list.length < count) list.push(random.pick(USUAL_PURPOSES));
  return list;
}

function placeRooms(draft: PlanDraft): DraftRoom[] {
  const { brief, random, columns, rows } = draft;
  const wanted = Math.max(brief.rooms?.length ?? 0, Math.round((columns * rows) / SQUARES_PER_ROOM));
  const whole: Rect = [1, 1, columns - 2, rows - 2];
  const areas = partition(whole, { parts: Math.min(MOST_ROOMS, wanted), shortestSide: 5 }, random).map((part) =>
    roomInside(part, random),
  );
  const purposes = purposesFor(brief, areas.length, random);
  return areas.map((area, index) => {
    const label = brief.rooms?.[index]?.label;
    const purpose = purposeOf(label) ?? purposes[index] ?? 'chamber';
    const room = draft.addRoom(purpose, area, TERRAIN.stone, label);
    const isRound = ['pool', 'throne_room', 'shrine', 'chamber'].includes(purpose) && Math.min(area[2], area[3]) >= 6;
    if (isRound) cutCorners(draft, room);
    return room;
  });
}

/** Fallen stones and webs where nobody sweeps. */
function wearCorridors(draft: PlanDraft): void {
  for (let y = 0; y < draft.rows; y += 1) {
    for (let x = 0; x < draft.columns; x += 1) {
      if (draft.regionAt(x, y) === OPEN && draft.random.chance(0.05)) draft.cover(x, y, TERRAIN.rubble);
    }
  }
}

/** Rooms in rock, joined by corridors with doors; each room has a purpose and its furniture. */
export function planDungeon(brief: MapBrief, random: SeededRandom): PlanDraft {
  const draft = new PlanDraft(brief, random, TERRAIN.rock, SOLID);
  const rooms = placeRooms(draft);
  const digger = new CorridorDigger(draft);
  const areas = rooms.map(({ area }) => area);
  for (const [from, to] of pairsToConnect(areas, 0.2, random)) {
    const [a, b] = [rooms[from], rooms[to]];
    if (a && b) digger.connect(a, b);
  }
  for (const room of rooms) furnishRoom(draft, room, (room.labelKey as RoomPurpose) ?? 'chamber');
  wearCorridors(draft);
  return draft;
}
