/** The visual worlds a picture can be set in. */
export const THEMES = ['fantasy', 'western', 'cyberpunk', 'steampunk', 'horror', 'space_fantasy'] as const;
export type Theme = (typeof THEMES)[number];

/** What a theme is called, and the colours our own drawings take from it. */
export interface ThemeLook {
  readonly name: string;
  readonly description: string;
  /** `#rrggbb`, from the darkest to the lightest. */
  readonly palette: readonly [shadow: string, dark: string, middle: string, accent: string, light: string];
}

export const THEME_LOOKS: Readonly<Record<Theme, ThemeLook>> = {
  fantasy: {
    name: 'Fantasy',
    description: 'castles, deep forests and old magic, in rich warm colours',
    palette: ['#22160f', '#4d3a24', '#3f6b4a', '#c9a227', '#f6e7c1'],
  },
  western: {
    name: 'Western',
    description: 'dust, leather and wide skies of the frontier, bleached by the sun',
    palette: ['#2a1810', '#6b3f22', '#a8703c', '#d9a85b', '#f7e6c4'],
  },
  cyberpunk: {
    name: 'Cyberpunk',
    description: 'neon and chrome in a city where it always rains',
    palette: ['#0b0a1e', '#2a1b5e', '#b0208f', '#19c3d6', '#d9f7ff'],
  },
  steampunk: {
    name: 'Steampunk',
    description: 'brass, steam and clockwork under gaslight',
    palette: ['#1f140c', '#54331c', '#8a5a2b', '#c98f3d', '#f2ddb0'],
  },
  horror: {
    name: 'Horror',
    description: 'fog, ruins and cold moonlight',
    palette: ['#0a0d10', '#26323a', '#4c5d5f', '#8b2f2f', '#cdd8d2'],
  },
  space_fantasy: {
    name: 'Space Fantasy',
    description: 'starlight, sleek hulls and glowing crystal',
    palette: ['#0a0c22', '#26306b', '#5a4fb0', '#4fb3d9', '#e9ecff'],
  },
};

/**
 * The theme a word stands for, in any letter case and with any separator; `traditional` is the character service's
 * word for `fantasy`. Undefined for anything else.
 */
export function readTheme(text: unknown): Theme | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined;
  const name = text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
  return name === 'traditional' ? 'fantasy' : THEMES.find((theme) => theme === name);
}
