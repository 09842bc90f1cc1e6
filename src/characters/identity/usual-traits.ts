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

const ELF_EYES = ['green', 'violet', 'blue', 'amber', 'grey'] as const;

const HUMAN: UsualTraits = { skin: PEOPLE, hair: HAIRS, eyes: EYES };
const ELF: UsualTraits = {
  skin: ['pale', 'fair', 'bronze', 'tan', 'brown'],
  hair: ['silver', 'black', 'golden blonde', 'chestnut brown', 'copper'],
  eyes: ELF_EYES,
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

/** Peoples without hair of their own. */
const bald = (skin: readonly string[], eyes: readonly string[]): UsualTraits => ({ skin, hair: [], eyes });
/** Eyes of beasts and of beings that are not quite people. */
const BEAST_EYES = ['amber', 'yellow', 'gold', 'green', 'brown'] as const;
const FURS = ['brown fur', 'grey fur', 'russet fur', 'black fur'] as const;
const SCALES = ['green scales', 'brown scales', 'grey-green scales', 'slate grey scales'] as const;
const GREENISH = ['green', 'olive green', 'grey-green'] as const;
/** Metal and wood have no colour of skin that would not be the body's. */
const CRAFTED_EYES = ['glowing blue', 'glowing amber', 'glowing green', 'glowing white'] as const;
const FAE: UsualTraits = { skin: ['fair', 'tan', 'brown', 'pale green', 'lavender'], hair: HAIRS, eyes: ELF_EYES };

/** Peoples of the bestiary, and those of other books by the words that stand for their names (`protected-names.ts`). */
const OTHER_PEOPLES: readonly (readonly [string, UsualTraits])[] = [
  ['bugbear', bald(['shaggy brown fur', 'shaggy russet fur', 'shaggy grey fur'], ['yellow', 'amber', 'brown'])],
  ['centaur', HUMAN],
  ['changeling', { skin: ['pale grey', 'pale'], hair: ['white', 'silver', 'pale blonde'], eyes: ['white', 'silver'] }],
  ['dhampir', { skin: ['pale', 'ashen grey'], hair: ['black', 'dark brown', 'white'], eyes: ['red', 'amber', 'grey'] }],
  ['fairy', FAE],
  ['firbolg', { skin: ['fair', 'pale blue', 'light brown', 'grey'], hair: ['red', 'copper', 'white', 'brown'], eyes: EYES }],
  ['gnoll', bald(['spotted tan fur', 'spotted brown fur', 'spotted grey fur'], BEAST_EYES)],
  ['goblin', bald([...GREENISH, 'tan'], ['yellow', 'amber', 'red'])],
  ['grimlock', bald(['grey', 'ashen grey'], [])],
  ['hag', { skin: [...GREENISH, 'pale blue', 'grey'], hair: ['grey', 'white', 'black'], eyes: ['yellow', 'red', 'white'] }],
  ['harpy', HUMAN],
  ['hobgoblin', { skin: ['red', 'dark orange-red', 'grey-brown'], hair: DARK, eyes: ['yellow', 'amber', 'brown'] }],
  ['kobold', bald(['red scales', 'rust brown scales', 'green scales', 'blue scales'], ['amber', 'gold', 'red'])],
  ['lizardfolk', bald(SCALES, BEAST_EYES)],
  ['merfolk', { skin: ['teal', 'pale blue', 'fair', 'green'], hair: ['green', 'teal', 'black', 'silver'], eyes: EYES }],
  ['minotaur', bald(FURS, ['brown', 'amber', 'black'])],
  ['ogre', { skin: ['tan', 'grey', 'green'], hair: DARK, eyes: ['brown', 'yellow'] }],
  ['pixie', FAE],
  ['satyr', HUMAN],
  ['shifter', { ...HUMAN, eyes: BEAST_EYES }],
  ['sprite', FAE],
  ['triton', { skin: ['blue', 'pale blue', 'teal'], hair: ['teal', 'green', 'white', 'blue'], eyes: ['blue', 'green', 'silver'] }],
  ['troll', { skin: [...GREENISH, 'grey'], hair: DARK, eyes: ['yellow', 'black'] }],
  ['humanoid with a faint heavenly glow', { ...HUMAN, hair: [...HAIRS, 'silver', 'white'], eyes: ['gold', 'silver', 'pale blue'] }],
  ['humanoid with a quiet inner light', HUMAN],
  ['gaunt greenish humanoid', { skin: ['yellow-green', 'grey-green'], hair: ['black', 'russet brown', 'grey'], eyes: DARK }],
  ['lean pale humanoid', { skin: ['pale', 'ashen grey'], hair: ['black', 'grey'], eyes: ['grey', 'black'] }],
  ['cat-like humanoid', bald(['tawny fur', 'spotted golden fur', 'striped grey fur', 'black fur'], ['green', 'amber', 'gold'])],
  ['rabbit-like humanoid', bald(['white fur', 'brown fur', 'grey fur'], ['brown', 'hazel', 'pink'])],
  ['gliding ape-like humanoid', bald(FURS, ['brown', 'amber'])],
  ['bird-like humanoid', bald(['brown feathers', 'grey feathers', 'white feathers', 'russet feathers'], ['gold', 'amber', 'black'])],
  ['raven-like humanoid', bald(['black feathers', 'blue-black feathers'], ['black', 'silver', 'amber'])],
  ['turtle-like humanoid', bald(['olive green scales', 'brown scales', 'grey-green scales'], ['black', 'brown', 'amber'])],
  ['lizard-like humanoid', bald(SCALES, BEAST_EYES)],
  ['serpent-like humanoid', bald(['green scales', 'black scales', 'copper scales'], ['gold', 'yellow', 'green'])],
  ['elephant-headed humanoid', bald(['grey', 'dark grey', 'pale grey'], ['brown', 'black'])],
  ['hippopotamus-like humanoid', bald(['grey', 'purple-grey'], ['brown', 'black'])],
  ['mantis-like humanoid', bald(['green', 'brown', 'tan'], ['black', 'gold'])],
  ['fish-like hunched humanoid', bald(['silver scales', 'green scales'], ['gold', 'black'])],
  ['frog-like humanoid', bald(GREENISH, ['gold', 'amber'])],
  ['humanoid construct of wood and metal', bald([], CRAFTED_EYES)],
  ['small humanoid construct', bald([], CRAFTED_EYES)],
  ['humanoid touched by the elements', { skin: ['blue', 'teal', 'grey', 'bronze'], hair: ['white', 'blue', 'copper'], eyes: ELF_EYES }],
  ['humanoid with ember skin', { skin: ['red', 'bronze', 'dark grey'], hair: ['flame orange', 'copper', 'red'], eyes: ['amber', 'red'] }],
  ['humanoid with sea-coloured skin', { skin: ['blue', 'teal', 'sea green'], hair: ['blue', 'teal', 'white'], eyes: ['blue', 'green'] }],
  ['humanoid with stone-like skin', { skin: ['stone grey', 'brown', 'bronze'], hair: DARK, eyes: ['amber', 'brown', 'green'] }],
  ['humanoid with sky-pale skin', { skin: ['pale blue', 'pale'], hair: ['white', 'silver', 'pale blue'], eyes: ['silver', 'pale blue'] }],
]; // prettier-ignore

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
  ['half-elf', { skin: ['fair', 'tan', 'bronze', 'brown'], hair: HAIRS, eyes: ELF_EYES }],
  ['half-orc', { skin: ['grey-green', 'olive green'], hair: DARK, eyes: ['brown', 'amber', 'red'] }],
  ['halfling', { skin: SMALL_FOLK, hair: ['chestnut brown', 'dark brown', 'copper', 'auburn'], eyes: EYES }],
  ['human', HUMAN],
  ['orc', { skin: ['green', 'grey-green', 'olive green'], hair: DARK, eyes: ['red', 'amber', 'brown'] }],
  ['person', HUMAN],
  ['tiefling', TIEFLING],
  ...OTHER_PEOPLES,
]);

/** Lineages that look otherwise than their species. */
export const LINEAGE_TRAITS: ReadonlyMap<string, Partial<UsualTraits>> = new Map<string, Partial<UsualTraits>>([
  ['drow', DROW],
  ['dark elf', DROW],
  ['duergar', { skin: ['slate grey', 'ashen grey'], hair: ['white', 'grey', 'black'] }],
  ['svirfneblin', { skin: ['stone grey', 'ashen grey'] }],
  ['deep gnome', { skin: ['stone grey', 'ashen grey'] }],
  ['sea elf', { skin: ['pale blue', 'sea green', 'teal'], hair: ['blue', 'green', 'silver'] }],
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
