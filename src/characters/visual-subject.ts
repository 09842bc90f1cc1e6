/** Creature sizes of the fifth edition, smallest first. */
export const CREATURE_SIZES = ['tiny', 'small', 'medium', 'large', 'huge', 'gargantuan'] as const;
export type CreatureSize = (typeof CREATURE_SIZES)[number];

/**
 * What can be seen of a character or creature, and nothing else: the allow-list between the character sheet and
 * every prompt, picture and recipe. Names, plot, numbers and secrets have no place here.
 *
 * Every text is lower-case English-looking words, cleaned (letters, digits, spaces, hyphens, apostrophes, commas), at most 80
 * characters; lists hold at most 8 entries. Absent means unknown, not "none".
 */
export interface VisualSubject {
  /** Record version; raised when the meaning of a field changes. */
  readonly version: 1;
  /** `human`, `half-orc`, `dragonborn` …, or a cleaned homebrew word; `person` when unknown. */
  readonly species: string;
  /** `wood elf`, `red dragon ancestry` …; refines the species. */
  readonly lineage?: string;
  /** `fighter`, `wizard` …, or cleaned homebrew words; most levels first. */
  readonly classes: readonly string[];
  readonly presentation: 'woman' | 'man' | 'person';
  /** Years as stated; a hint only where the species is not human. */
  readonly ageYears?: number;
  /** Said to be old, whatever the years. */
  readonly elder?: true;
  /** Stated or evident minor: stays strictly all-ages in every prompt. */
  readonly minor: boolean;
  readonly skin?: string;
  readonly hair?: string;
  readonly eyes?: string;
  readonly build?: string;
  /** Scars, tattoos, horns: what distinguishes. */
  readonly marks: readonly string[];
  /** Worn: armour, robes, cloak. */
  readonly outfit: readonly string[];
  /** Held or carried in sight: weapons, shield, focus, instrument. */
  readonly gear: readonly string[];
  /** `humanoid`, `undead`, `dragon` … for creatures. */
  readonly creatureType?: string;
  readonly size: CreatureSize;
  /** Further visual words, condensed from descriptions; at most 200 characters. */
  readonly impression?: string;
}
