/** Things that we can draw; anything else is a `pouch` that may hold it. */
export const ITEM_TYPES = [
  'sword', 'dagger', 'axe', 'bow', 'staff', 'shield', 'armour', 'ring', 'potion', 'book', 'scroll', 'pouch',
] as const; // prettier-ignore
export type ItemType = (typeof ITEM_TYPES)[number];

/** What things are called, singular or plural. */
const NAMES: readonly (readonly [ItemType, RegExp])[] = [
  ['potion', /\b(?:potion|elixir|philt(?:er|re)|flask|vial|bottle|oil|draught|antidote|poison)s?\b/],
  ['scroll', /\b(?:scroll|map|letter|parchment|deed|contract)s?\b/],
  ['book', /\b(?:book|tome|grimoire|spellbook|manual|codex|journal|diary|libram)s?\b/],
  ['ring', /\b(?:ring|signet|band)s?\b/],
  ['shield', /\b(?:shield|buckler|targe)s?\b/],
  ['bow', /\b(?:bow|longbow|shortbow|crossbow|arrow|quiver)s?\b/],
  ['dagger', /\b(?:dagger|knife|knives|dirk|stiletto|kris)s?\b/],
  ['axe', /\b(?:axe|battleaxe|greataxe|handaxe|hatchet|halberd)s?\b/],
  ['staff', /\b(?:staff|staves|quarterstaff|wand|rod|sceptre|scepter|spear|trident|pike)s?\b/],
  ['armour', /\b(?:armou?r|breastplate|cuirass|mail|chainmail|plate|hauberk|jerkin|leathers|robe|cloak)s?\b/],
  [
    'sword',
    /\b(?:sword|longsword|shortsword|greatsword|blade|rapier|scimitar|sabre|saber|katana|claymore|falchion)s?\b/,
  ],
];

/** Words that say only what a thing is for: looked at when nothing is named. */
const PURPOSES: readonly (readonly [ItemType, RegExp])[] = [
  ['sword', /\bweapons?\b/],
  ['book', /\bspells?\b/],
];

/**
 * What a thing is by the words for it. The first text that names a thing decides, and in it the last name: a
 * "dragon scale shield" is a shield.
 *
 * @param texts most telling first; cleaned words
 */
export function itemTypeOf(texts: readonly (string | undefined)[]): ItemType {
  for (const table of [NAMES, PURPOSES]) {
    for (const text of texts) {
      const found = text === undefined ? undefined : lastNamed(text, table);
      if (found !== undefined) return found;
    }
  }
  return 'pouch';
}

function lastNamed(text: string, table: typeof NAMES): ItemType | undefined {
  // "Ring of the sword": what comes behind "of" belongs to the thing and does not name it.
  const head = text.split(/ (?:of|with|for|in|from)\b/)[0] ?? text;
  return lastIn(head, table) ?? lastIn(text, table);
}

function lastIn(text: string, table: typeof NAMES): ItemType | undefined {
  const found = table.flatMap(([type, pattern]) =>
    [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => ({ type, at: match.index })),
  );
  return found.sort((one, other) => other.at - one.at)[0]?.type;
}
