import type { Hex } from './ink';

/** Outfits we can draw. */
export type OutfitKind = 'plate' | 'mail' | 'leather' | 'hide' | 'robe' | 'vestment' | 'wrap' | 'doublet' | 'coat';
/** Things we can draw behind a shoulder. */
export type GearKind =
  | 'sword'
  | 'axe'
  | 'hammer'
  | 'staff'
  | 'pole'
  | 'branch'
  | 'spear'
  | 'bow'
  | 'crossbow'
  | 'dagger'
  | 'orb'
  | 'lute'
  | 'tome'
  | 'shield';
/** How a head is built beyond the human one. */
export interface Anatomy {
  readonly head: 'human' | 'dragon';
  readonly ears: 'round' | 'short point' | 'long point';
  readonly tusks: boolean;
  readonly horns: boolean;
  /** Beards come unasked on a man of this people. */
  readonly bearded: boolean;
  /** Shoulder width: 1 is human. */
  readonly breadth: number;
  readonly skins: readonly [Hex, ...Hex[]];
  readonly hairs: readonly [Hex, ...Hex[]];
}

const PEOPLE_SKINS = ['#f1cfae', '#e4b38a', '#c98f62', '#9c643c', '#6e4328'] as const;
const PEOPLE_HAIRS = ['#2a1d18', '#4d3020', '#7a4a24', '#a8632c', '#c9a05a', '#8f2f1c'] as const;
const HUMAN: Anatomy = {
  head: 'human',
  ears: 'round',
  tusks: false,
  horns: false,
  bearded: false,
  breadth: 1,
  skins: PEOPLE_SKINS,
  hairs: PEOPLE_HAIRS,
};
const ORC_SKINS = ['#8aa06a', '#7c9a74', '#93a08a', '#6f8a62'] as const;
const DARK_HAIRS = ['#1e1a1c', '#33241f', '#4a3a34'] as const;
const DRAGON_SKINS = ['#a8442f', '#3d6f9e', '#4c8a4f', '#b98a35', '#8e5c3a'] as const;

/** First match wins, so `half-elf` stands before `elf`; a word of the species, in order of likeness. */
export const ANATOMIES: readonly (readonly [RegExp, Anatomy])[] = [
  [/dragon|kobold|lizard|drake|wyvern/, { ...HUMAN, head: 'dragon', breadth: 1.12, skins: DRAGON_SKINS }],
  [/half.?orc/, { ...HUMAN, ears: 'short point', tusks: true, breadth: 1.12, skins: ORC_SKINS, hairs: DARK_HAIRS }],
  [
    /\borc|ogre|troll|goblin/,
    { ...HUMAN, ears: 'short point', tusks: true, breadth: 1.2, skins: ORC_SKINS, hairs: DARK_HAIRS },
  ],
  [/goliath|giant/, { ...HUMAN, breadth: 1.24, skins: ['#a9a39c', '#8f8f98', '#b5a494'], hairs: DARK_HAIRS }],
  [
    /tiefling|fiend|demon|devil/,
    {
      ...HUMAN,
      ears: 'short point',
      horns: true,
      skins: ['#b4453f', '#8f4a7c', '#6f5aa0', '#c56a58'],
      hairs: ['#1f1722', '#3a1d3f', '#5a1a24'],
    },
  ],
  [/half.?elf/, { ...HUMAN, ears: 'short point', breadth: 0.95 }],
  [
    /elf|elven|drow|fey|fairy/,
    { ...HUMAN, ears: 'long point', breadth: 0.9, hairs: ['#e3d3a4', '#8a5a2c', '#3a2a22', '#cfd3d8', '#a8632c'] },
  ],
  [/dwar/, { ...HUMAN, bearded: true, breadth: 1.16, hairs: ['#8f3f1c', '#6b4426', '#3b2a20', '#b98a4a', '#b9b4ac'] }],
  [/gnome/, { ...HUMAN, ears: 'short point', breadth: 0.86, hairs: ['#d8d2c4', '#c9773a', '#7a4a24', '#d7a0b0'] }],
  [/halfling|hobbit/, { ...HUMAN, ears: 'short point', breadth: 0.86, hairs: ['#6b4426', '#4d3020', '#a8632c'] }],
];
/** Whoever is nobody above. */
export const ANYBODY = HUMAN;

/** Colours of skin and scales. First match wins: the telling word stands before the vague one. */
export const SKIN_COLOURS: readonly (readonly [RegExp, Hex])[] = [
  [/grey.?green|gray.?green|green.?grey|green.?gray/, '#84987a'],
  [/green|emerald|olive.?green/, '#6f9a5c'],
  [/crimson|scarlet|\bred\b|ruby|brick/, '#b4433a'],
  [/purple|violet|plum/, '#7c549c'],
  [/lavender|lilac/, '#a48cc0'],
  [/blue|azure|sapphire/, '#5580ad'],
  [/teal|turquoise/, '#4b9494'],
  [/brass/, '#b8934a'],
  [/bronze/, '#a8703f'],
  [/copper/, '#b3693c'],
  [/gold/, '#c79c3e'],
  [/silver/, '#a9b3bd'],
  [/slate|ash|grey|gray|stone/, '#97969a'],
  [/obsidian|jet|\bblack\b|drow/, '#4a4453'],
  [/alabaster|porcelain|pale|ivory|\bwhite\b/, '#f0dccb'],
  [/ebony|deep brown|very dark/, '#54331f'],
  [/dark|umber|mahogany|sepia/, '#7a4a2c'],
  [/brown|russet|chestnut/, '#946039'],
  [/olive|tawny/, '#c39a68'],
  [/tan|sun|weather|swarthy|amber/, '#d09a6a'],
  [/fair|light|rosy|freckle|pink|peach/, '#f1cfae'],
];

/** Colours of hair and beards. */
export const HAIR_COLOURS: readonly (readonly [RegExp, Hex])[] = [
  [/auburn|chestnut red/, '#7d3119'],
  [/ginger|orange|copper|flame|fiery/, '#c8602a'],
  [/crimson|scarlet|\bred\b|ruby/, '#a02c1c'],
  [/platinum|flaxen|straw/, '#ead9a8'],
  [/blond|gold|honey|yellow/, '#d3a44c'],
  [/chestnut|brown|brunette|hazel|mousy/, '#5d3820'],
  [/salt|grey|gray|ash|steel|iron/, '#9a9794'],
  [/silver|white|snow|ivory/, '#dcdde0'],
  [/black|raven|jet|dark|ebony|midnight/, '#2b2428'],
  [/blue|azure|teal|turquoise/, '#3f7fa6'],
  [/green|moss|emerald/, '#4f8a48'],
  [/purple|violet|lavender/, '#6f4a94'],
  [/pink|rose|magenta/, '#d07a9c'],
];

/** Colours of eyes. */
export const EYE_COLOURS: readonly (readonly [RegExp, Hex])[] = [
  [/amber|gold|yellow|orange/, '#d9952a'],
  [/green|emerald|jade/, '#4c9a4a'],
  [/hazel/, '#8f7434'],
  [/blue|azure|sapphire|ice/, '#3f86c0'],
  [/violet|purple|lavender|lilac/, '#8a5cb8'],
  [/\bred\b|crimson|scarlet|ruby|pink/, '#c0342c'],
  [/grey|gray|silver|steel|slate|white|pale/, '#8b9aa6'],
  [/brown|chestnut|chocolate/, '#6d4424'],
  [/black|dark/, '#2e2320'],
];

/** Colours of cloth. */
export const CLOTH_COLOURS: readonly (readonly [RegExp, Hex])[] = [
  [/crimson|scarlet|\bred\b|blood/, '#96271f'],
  [/maroon|burgundy|wine/, '#641c2a'],
  [/green|emerald|forest|moss/, '#3b6240'],
  [/navy|midnight|indigo/, '#26305e'],
  [/blue|azure|sapphire|teal/, '#2f5a8c'],
  [/purple|violet|plum/, '#573478'],
  [/gold|yellow|saffron|ochre/, '#bd8c2a'],
  [/orange|rust/, '#b05a26'],
  [/white|ivory|cream/, '#ded6c4'],
  [/grey|gray|silver|ash/, '#6f7278'],
  [/black|dark|shadow/, '#2b2a33'],
  [/brown|tan|russet/, '#6a4629'],
];

/** What words of clothing and armour mean, the heaviest first. */
export const OUTFIT_WORDS: readonly (readonly [RegExp, OutfitKind])[] = [
  [/plate|splint|breastplate|cuirass/, 'plate'],
  [/chain|mail|scale|ring/, 'mail'],
  [/hide|fur|pelt|bear|wolf/, 'hide'],
  [/leather|padded|studded|brigandine/, 'leather'],
  [/vestment|cassock|stole|priest|habit/, 'vestment'],
  [/robe|gown|mantle/, 'robe'],
  [/\bgi\b|wrap|monk|sash|kimono/, 'wrap'],
  [/coat|duster|jacket|trench/, 'coat'],
  [/doublet|tunic|shirt|vest|dress|finery|clothes|costume/, 'doublet'],
];

/** What words of gear mean. */
export const GEAR_WORDS: readonly (readonly [RegExp, GearKind])[] = [
  [/crossbow|musket|rifle|pistol|gun/, 'crossbow'],
  [/bow|quiver|arrow/, 'bow'],
  [/dagger|knife|dart|sickle|kukri/, 'dagger'],
  [/axe/, 'axe'],
  [/hammer|maul|mace|morningstar|flail|club|pick/, 'hammer'],
  [/spear|pike|halberd|glaive|lance|trident|javelin|polearm/, 'spear'],
  [/sword|rapier|scimitar|sabre|blade|katana/, 'sword'],
  [/druid|branch|totem|yew|sprig/, 'branch'],
  [/quarterstaff|\bbo\b|pole/, 'pole'],
  [/staff|\brod\b|stave/, 'staff'],
  [/orb|wand|crystal|focus|arcane/, 'orb'],
  [/lute|lyre|viol|harp|mandolin|guitar|instrument/, 'lute'],
  [/book|tome|grimoire/, 'tome'],
  [/shield|buckler/, 'shield'],
];

/** How a class is shown where nothing else is known. */
export interface ClassLook {
  readonly outfit: OutfitKind;
  readonly gear: readonly GearKind[];
  readonly cloth: Hex;
  readonly trim: Hex;
  readonly hood?: boolean;
  readonly cloak?: boolean;
  readonly holySymbol?: boolean;
}

/** The twelve classes of the SRD. */
export const CLASS_LOOKS: readonly (readonly [RegExp, ClassLook])[] = [
  [/barbarian/, { outfit: 'hide', gear: ['axe'], cloth: '#6a4629', trim: '#b08a5a' }],
  [/bard/, { outfit: 'doublet', gear: ['lute'], cloth: '#8c2f52', trim: '#d9b04c' }],
  [/cleric|priest/, { outfit: 'vestment', gear: ['hammer'], cloth: '#d8cfba', trim: '#b8862c', holySymbol: true }],
  [/druid|shaman/, { outfit: 'hide', gear: ['branch'], cloth: '#4b5f34', trim: '#8fa25a', cloak: true }],
  [/fighter|warrior|soldier|guard/, { outfit: 'mail', gear: ['sword', 'shield'], cloth: '#2f4f7c', trim: '#c9a24a' }],
  [/monk/, { outfit: 'wrap', gear: ['pole'], cloth: '#b3652a', trim: '#5a2c1c' }],
  [
    /paladin|knight/,
    { outfit: 'plate', gear: ['sword'], cloth: '#2c4a86', trim: '#d8b454', cloak: true, holySymbol: true },
  ],
  [/ranger|hunter/, { outfit: 'leather', gear: ['bow'], cloth: '#3c5a38', trim: '#8a6a3c', cloak: true }],
  [
    /rogue|thief|assassin/,
    { outfit: 'leather', gear: ['dagger'], cloth: '#33323c', trim: '#7a6a54', hood: true, cloak: true },
  ],
  [/sorcerer|sorceress/, { outfit: 'robe', gear: ['orb'], cloth: '#8a2a24', trim: '#e0a23c' }],
  [/warlock|witch/, { outfit: 'coat', gear: ['tome'], cloth: '#3a2450', trim: '#7fc25a' }],
  [/wizard|mage/, { outfit: 'robe', gear: ['staff'], cloth: '#2b3c7c', trim: '#c9b25a' }],
];
/** Somebody of no known class. */
export const PLAIN_LOOK: ClassLook = { outfit: 'doublet', gear: [], cloth: '#5a6450', trim: '#b59a6a' };

/** The value beside the first pattern that is found in the text. */
export function firstMatch<T>(text: string | undefined, table: readonly (readonly [RegExp, T])[]): T | undefined {
  return text === undefined ? undefined : table.find(([pattern]) => pattern.test(text))?.[1];
}
