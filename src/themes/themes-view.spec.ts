import { readTheme, THEMES } from '../common/themes';
import { ThemesView } from './themes-view.dto';

describe('ThemesView', () => {
  it('shows every theme with five colours from dark to light, under names that requests take', () => {
    const { themes } = ThemesView.current();

    expect(themes.map(({ id }) => id)).toEqual([...THEMES]);
    for (const { id, palette, aliases } of themes) {
      expect(palette).toHaveLength(5);
      expect(palette.every((colour) => /^#[0-9a-f]{6}$/.test(colour))).toBe(true);
      const [darkest = '', lightest = ''] = [palette[0], palette[4]];
      expect(parseInt(darkest.slice(1, 3), 16)).toBeLessThan(parseInt(lightest.slice(1, 3), 16));
      expect(aliases.map(readTheme)).toEqual(aliases.map(() => id));
    }
  });

  it('names every member of a style once, with words for it', () => {
    const { style_elements: elements } = ThemesView.current();

    expect(elements.map(({ name }) => name)).toEqual([
      'pose',
      'expression',
      'background',
      'lighting',
      'mood',
      'art_style',
    ]);
    expect(elements.every(({ examples }) => new Set(examples).size >= 5)).toBe(true);
  });
});
