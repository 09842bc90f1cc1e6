import { readTheme, THEMES } from './themes';

describe('readTheme', () => {
  it.each(THEMES)('knows %s', (theme) => {
    const read = readTheme(theme);

    expect(read).toBe(theme);
  });

  it.each([
    ['traditional', 'fantasy'],
    [' Space Fantasy ', 'space_fantasy'],
    ['STEAMPUNK', 'steampunk'],
    ['space-fantasy', 'space_fantasy'],
  ])('reads %j as %s', (text, expected) => {
    const read = readTheme(text);

    expect(read).toBe(expected);
  });

  it.each([['underwater'], [''], [null], [3], [{}]])('knows no theme in %j', (value) => {
    const read = readTheme(value);

    expect(read).toBeUndefined();
  });
});
