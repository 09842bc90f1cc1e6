import { isRecord, JsonRecord } from '../../hub/envelope/json-record';
import { ARMOUR } from '../lexicon/armour';
import { GEAR, UNSEEN_GEAR } from '../lexicon/gear';
import { COLOUR_WORDS, LOOK_WORDS, MATERIAL_WORDS, TOPIC_NOUNS } from '../lexicon/visual-words';
import { WEAPONS } from '../lexicon/weapons';
import { isUuid } from '../../common/ids';
import { cleanField, shortList } from './clean-field';
import { gearInProse } from './read-prose';
import { asList, firstPresent } from './unwrap-details';

/** What is worn and what is held, each at most eight. */
export interface EquipmentReading {
  readonly outfit: readonly string[];
  readonly gear: readonly string[];
}

/** One thing of a sheet; `slot` is what the sheet itself says it is: `armor`, `weapon`, `shield` … */
interface Item {
  readonly name: string;
  readonly slot: string;
}

const SLOTS = [
  'armor',
  'armour',
  'weapons',
  'weapon',
  'shield',
  'visible',
  'items',
  'accessories',
  'other',
  'equipped',
  'clothing',
];
const DEEPEST_LIST = 3;

/**
 * Reads equipment in all its forms: list of names, list of `{name, type, equipped}`, `{armor, weapons[], other[]}`,
 * `{visible, items[uuid]}` and inventory entries with `item_data`. What is stowed away or cannot be seen is left out,
 * and so is a thing of no known kind: its name would be story, not sight.
 *
 * @param texts a description, read for what it puts into somebody's hands where no list tells
 */
export function readEquipment(layers: readonly JsonRecord[], texts: readonly string[] = []): EquipmentReading {
  const worn = asList(firstPresent(layers, 'equipment', 'inventory', 'items')).flatMap((entry) =>
    itemsIn(entry, '', 1),
  );
  const direct = ['armor', 'weapon', 'weapons', 'shield', 'outfit', 'clothing', 'attire'].flatMap((slot) =>
    asList(firstPresent(layers, slot)).flatMap((entry) => itemsIn(entry, slot, 1)),
  );
  const listed = [...worn, ...direct];
  const told = listed.length > 0 ? listed : gearInProse(texts).map((name) => ({ name, slot: '' }));
  const seen = told.map(placeItem);
  return {
    outfit: shortList(seen.map((item) => (item?.place === 'outfit' ? item.text : undefined))),
    gear: shortList(seen.map((item) => (item?.place === 'gear' ? item.text : undefined))),
  };
}

function itemsIn(entry: unknown, slot: string, level: number): Item[] {
  if (typeof entry === 'string') return isUuid(entry) ? [] : [{ name: entry, slot }];
  if (!isRecord(entry) || level > DEEPEST_LIST || entry['equipped'] === false || entry['visible'] === false) return [];
  const data = isRecord(entry['item_data']) ? entry['item_data'] : entry;
  const name = data['name'] ?? data['item_name'];
  if (typeof name === 'string') {
    const type = data['type'] ?? data['item_type'] ?? data['category'];
    return [{ name, slot: typeof type === 'string' ? type.slice(0, 64).toLowerCase() : slot }];
  }
  return SLOTS.flatMap((key) => asList(entry[key]).flatMap((inner) => itemsIn(inner, key, level + 1)));
}

type Placed = { readonly place: keyof EquipmentReading; readonly text: string } | undefined;

const HELD = /weapon|shield|focus|instrument|staff|wand|accessor/;
const WORN = /armou?r|cloth|attire|outfit|garment|robe/;

function placeItem(item: Item): Placed {
  const name = inSpokenOrder(cleanField(item.name.slice(0, 400).replace(/\([^()]*\)/g, ' ')));
  if (name === undefined || name.split(/[ ,]+/).some((word) => UNSEEN_GEAR.has(word))) return undefined;
  return placeKnown(name) ?? placeBySlot(name, item.slot);
}

/** The SRD lists "Crossbow, light"; one says light crossbow. */
function inSpokenOrder(name: string | undefined): string | undefined {
  return name?.replace(/^([a-z-]+), ([a-z-]+)$/, '$2 $1');
}

function placeKnown(name: string): Placed {
  const held = knownThing(name, WEAPONS) ?? knownThing(name, GEAR);
  if (held) return { place: 'gear', text: held };
  const garment = name.split(' ').find((word) => TOPIC_NOUNS.get(word) === 'outfit');
  const isPlainArmour = garment === undefined || /^(?:armou?r|mail|breastplate)$/.test(garment);
  const worn = isPlainArmour ? knownThing(name, ARMOUR) : withQualities(name, garment, garment);
  if (worn) return { place: 'outfit', text: worn };
  return undefined;
}

/** The longest name of the lexicon found as whole words, with the colours and materials that stand before it. */
function knownThing(name: string, lexicon: ReadonlyMap<string, string>): string | undefined {
  const found = [...lexicon.keys()]
    .filter((known) => ` ${name} `.includes(` ${known} `) || ` ${name} `.includes(` ${known}s `))
    .sort((a, b) => b.length - a.length)[0];
  return found === undefined ? undefined : withQualities(name, found, lexicon.get(found) ?? found);
}

function withQualities(name: string, found: string, text: string): string {
  const before = name.slice(0, name.indexOf(found)).trim().split(/[ ,]+/);
  const isQuality = (word: string) => COLOUR_WORDS.has(word) || MATERIAL_WORDS.has(word) || LOOK_WORDS.has(word);
  return [...before.filter((word) => isQuality(word) && !text.includes(word)), text].join(' ');
}

/** A homebrew thing is believed when the sheet says what it is and its name is short enough to be a name of a thing. */
function placeBySlot(name: string, slot: string): Placed {
  if (name.split(' ').length > 4) return undefined;
  if (HELD.test(slot)) return { place: 'gear', text: name };
  return WORN.test(slot) ? { place: 'outfit', text: name } : undefined;
}
