import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { LABEL_FONTS, WRITABLE_SCRIPTS } from './bundled-fonts';
import { rasterise } from './rasterise';

/** How dark each column of the text's picture is: another for every other text that a font can write. */
async function inkOf(text: string): Promise<string> {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" viewBox="0 0 200 40">' +
    `<text x="4" y="30" font-size="28" font-family="${LABEL_FONTS}">${text}</text></svg>`;
  const png = await rasterise(svg, { widthPx: 200, heightPx: 40 });
  return (await sharp(png).extractChannel(3).raw().toBuffer()).toString('base64');
}

describe('The fonts of labels', () => {
  it('are told to fontconfig by a file of ours, unless the operator named one', () => {
    const file = process.env.FONTCONFIG_FILE ?? '';

    expect(readFileSync(file, 'utf8')).toContain('<cachedir>');
  });

  it.each([
    ['Latin', 'Žab', 'Łód'],
    ['Cyrillic', 'Дра', 'Гоб'],
    ['Greek', 'Δία', 'Ιερ'],
    ['Arabic', 'تنين', 'كهف'],
    ['Hebrew', 'מבו', 'צלל'],
  ])('write %s, letter by letter', async (_, one, other) => {
    const [first, second, nothing] = [await inkOf(one), await inkOf(other), await inkOf(' ')];

    expect(new Set([first, second, nothing]).size).toBe(3);
  });

  it('are there for these scripts: nothing else is drawn', () => {
    // Whether they draw them cannot be seen here: Jest's environment does not reach fontconfig.
    expect(WRITABLE_SCRIPTS).toEqual([
      ...['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Georgian', 'Hebrew', 'Arabic'],
      ...['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Devanagari', 'Thai'],
    ]);
  });
});
