import { mix, type Hex } from '../../characters/sketch/ink';
import { namedColour } from '../../common/named-colour';
import { THEME_LOOKS, type Theme } from '../../common/themes';
import type { ItemSubject, Rarity } from '../item-subject';

/** What a thing is made of, in colours. */
export interface ItemColours {
  readonly metal: Hex;
  /** Fittings: guards, rims, clasps. */
  readonly trim: Hex;
  /** Gems, liquids, cloth: what the words name, else the theme's. */
  readonly accent: Hex;
  readonly wood: Hex;
  readonly leather: Hex;
  readonly paper: Hex;
  /** The light around it. */
  readonly aura: Hex;
  readonly backdrop: readonly [Hex, Hex];
}

/** As inventories colour rarity. */
const AURAS: Readonly<Record<Rarity, Hex>> = {
  common: '#c8c2b4',
  uncommon: '#7fbf6a',
  rare: '#5a93e0',
  'very rare': '#a86fe0',
  legendary: '#f0a03c',
  artifact: '#e86a4a',
};

const MATERIALS: readonly (readonly [RegExp, Hex])[] = [
  [/\b(?:gold|golden|brass)\b/, '#d8b24a'],
  [/\b(?:bronze|copper)\b/, '#b8794a'],
  [/\b(?:black|obsidian|adamantine|iron|dark)\b/, '#555a63'],
  [/\b(?:mithral|silver|moonlit)\b/, '#dbe3ea'],
  [/\b(?:rusty|rusted|ancient)\b/, '#95836f'],
];

const THEME_METALS: Readonly<Record<Theme, readonly [metal: Hex, trim: Hex]>> = {
  fantasy: ['#c3cbd3', '#c9a03c'],
  western: ['#a9a49c', '#b98a4a'],
  cyberpunk: ['#9fb0c4', '#19c3d6'],
  steampunk: ['#b3a08a', '#c58b3c'],
  horror: ['#8f999c', '#7c6a4a'],
  space_fantasy: ['#c9d3ea', '#7f9ff0'],
};

/** The colours of a thing, by its words, its rarity and the theme. */
export function itemColours({ name, words, rarity }: ItemSubject, theme: Theme): ItemColours {
  const text = [name, words].filter((part) => part !== undefined).join(' ');
  const [shadow, dark, middle, accent] = THEME_LOOKS[theme].palette as readonly Hex[];
  const [metal, trim] = THEME_METALS[theme];
  const material = MATERIALS.find(([pattern]) => pattern.test(text));
  // The word for the metal is spoken for: of "gold and crimson" the field is crimson.
  const colour = namedColour(material === undefined ? text : text.replace(material[0], ''));
  return {
    metal: material?.[1] ?? metal,
    trim,
    accent: (colour as Hex | undefined) ?? mix(middle ?? trim, accent ?? trim, theme === 'fantasy' ? 0 : 0.4),
    wood: '#7a5230',
    leather: '#6a4428',
    paper: '#ead9b0',
    aura: rarity === undefined ? (accent ?? trim) : AURAS[rarity],
    backdrop: [mix(dark ?? '#333333', '#8a8072', 0.35), shadow ?? '#111111'],
  };
}
