/** The visual worlds a picture can be set in. */
export const THEMES = ['fantasy', 'western', 'cyberpunk', 'steampunk', 'horror', 'space_fantasy'] as const;
export type Theme = (typeof THEMES)[number];

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
