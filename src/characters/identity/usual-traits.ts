import type { FilledTrait } from './visual-identity';

/** What is usual among a people, for whoever does not say. Colours alone: how hair is worn is another choice. */
export interface UsualTraits extends Readonly<Record<FilledTrait, readonly string[]>> {
  /** Without hair nothing is said of it. */
  readonly hair: readonly string[];
}

const PEOPLE = ['fair', 'light olive', 'tan', 'brown', 'dark brown', 'deep brown'] as const;
const HAIRS = ['black', 'dark brown', 'chestnut brown', 'auburn', 'golden blonde', 'copper'] as const;
const EYES = ['brown', 'hazel', 'green', 'blue', 'grey', 'amber'] as const;
const DARK = ['black', 'dark brown'] as const;
const SMALL_FOLK = ['fair', 'tan', 'light olive', 'brown'] as const;

const HUMAN: UsualTraits = { skin: PEOPLE, hair: HAIRS, eyes: EYES };
const ELF: UsualTraits = {
  skin: ['pale', 'fair', 'bronze', 'tan', 'brown'],
  hair: ['silver', 'black', 'golden blonde', 'chestnut brown', 'copper'],
  eyes: ['green', 'violet', 'blue', 'amber', 'grey'],
};
const DROW: UsualTraits = {
  skin: ['slate grey', 'ashen grey', 'dusky violet'],
  hair: ['white', 'silver', 'pale blonde'],
  eyes: ['red', 'violet', 'silver'],
};
const DWARF: UsualTraits = {
  skin: SMALL_FOLK,
  hair: ['black', 'dark brown', 'auburn', 'red', 'grey'],
  eyes: EYES,
};
const GOLIATH: UsualTraits = {
  skin: ['stone grey', 'slate grey', 'ashen grey'],
  hair: DARK,
  eyes: ['blue', 'grey', 'amber'],
};
const TIEFLING: UsualTraits = {
  skin: ['crimson', 'brick red', 'violet', 'dusky blue', 'ashen grey'],
  hair: ['black', 'dark purple', 'dark red', 'white'],
  eyes: ['gold', 'red', 'silver', 'amber'],
};

/** By species of the lexicon; somebody of no known people is taken for a human where only `person` is known. */
export const USUAL_TRAITS: ReadonlyMap<string, UsualTraits> = new Map<string, UsualTraits>([
  [
    'dragonborn',
    {
      skin: ['bronze scales', 'red scales', 'green scales', 'blue scales', 'copper scales'],
      hair: [],
      eyes: ['gold', 'amber', 'red', 'green'],
    },
  ],
  ['dwarf', DWARF],
  ['elf', ELF],
  ['gnome', { skin: SMALL_FOLK, hair: ['white', 'copper', 'brown', 'golden blonde'], eyes: EYES }],
  ['goliath', GOLIATH],
  ['half-elf', { skin: ['fair', 'tan', 'bronze', 'brown'], hair: HAIRS, eyes: ELF.eyes }],
  ['half-orc', { skin: ['grey-green', 'olive green'], hair: DARK, eyes: ['brown', 'amber', 'red'] }],
  ['halfling', { skin: SMALL_FOLK, hair: ['chestnut brown', 'dark brown', 'copper', 'auburn'], eyes: EYES }],
  ['human', HUMAN],
  ['orc', { skin: ['green', 'grey-green', 'olive green'], hair: DARK, eyes: ['red', 'amber', 'brown'] }],
  ['person', HUMAN],
  ['tiefling', TIEFLING],
]);

/** Lineages that look otherwise than their species. */
export const LINEAGE_TRAITS: ReadonlyMap<string, Partial<UsualTraits>> = new Map<string, Partial<UsualTraits>>([
  ['drow', DROW],
  ['dark elf', DROW],
  ['cloud goliath', { skin: ['pale'] }],
  ['fire goliath', { skin: ['dark grey'] }],
  ['frost goliath', { skin: ['pale blue'] }],
  ['hill goliath', { skin: ['brown'] }],
  ['stone goliath', { skin: ['stone grey'] }],
  ['storm goliath', { skin: ['dusky violet'] }],
  ['chthonic tiefling', { skin: ['ashen grey'] }],
]);

/** How hair is worn. */
export const HAIR_STYLES = ['short', 'long', 'wavy', 'curly', 'braided', 'tied back'] as const;

/** Eyes of peoples whom we do not know: whatever else they are, they look at us. */
export const ANY_EYES: readonly string[] = EYES;
