import { cleanWords } from '../characters/clean-words';
import { isRecord } from '../hub/envelope/json-record';
import { itemTypeOf, type ItemType } from './item-words';
import type { ItemRequestDto } from './item-request.dto';

/** How rare things are in the fifth edition, least first. */
export const RARITIES = ['common', 'uncommon', 'rare', 'very rare', 'legendary', 'artifact'] as const;
export type Rarity = (typeof RARITIES)[number];

/** What can be seen of an item, in cleaned words: the allow-list between an inventory and every prompt and drawing. */
export interface ItemSubject {
  readonly version: 1;
  readonly type: ItemType;
  /** What it is called, at most 60 characters. */
  readonly name?: string;
  /** What it looks like, at most 200 characters. */
  readonly words?: string;
  readonly rarity?: Rarity;
}

const LONGEST_NAME = 60;
const LONGEST_WORDS = 200;

/**
 * Reads an item in the forms its senders use: fields of the body, `item` as a text, or `item` as an object (with
 * `item_data` around it or not). The body's own fields come first. Never throws.
 */
export function itemSubject(request: ItemRequestDto): ItemSubject {
  const told = detailsIn(request.item);
  const name = cleanWords(request.name ?? told.name, LONGEST_NAME);
  const words = cleanWords(request.description ?? told.description, LONGEST_WORDS);
  const kind = cleanWords(request.item_type ?? told.item_type ?? told.type ?? told.category, LONGEST_NAME);
  const rarity = readRarity(request.rarity ?? told.rarity);
  return { version: 1, type: itemTypeOf([kind, name, words]), name: name ?? kind, words, rarity };
}

function detailsIn(item: unknown): Record<string, unknown> {
  if (typeof item === 'string') return { name: item };
  if (!isRecord(item)) return {};
  return isRecord(item.item_data) ? item.item_data : item;
}

function readRarity(text: unknown): Rarity | undefined {
  if (typeof text !== 'string') return undefined;
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');
  return RARITIES.find((rarity) => rarity === word);
}
