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

/** Columns inked from top to bottom without a gap: the sides of the boxes that stand for missing letters. */
async function boxesIn(text: string): Promise<number> {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="80" viewBox="0 0 200 40">' +
    `<text x="4" y="30" font-size="28" font-weight="700" font-family="${LABEL_FONTS}">${text}</text></svg>`;
  const png = await rasterise(svg, { widthPx: 400, heightPx: 80 });
  const alpha = await sharp(png).extractChannel(3).raw().toBuffer();
  const columns = Array.from({ length: 400 }, (_, x) => Array.from({ length: 80 }, (_, y) => alpha[y * 400 + x] ?? 0));
  // The frame of a box is thin and as high as a line; its neighbour inside is empty near the top and bottom.
  const inked = columns.map((column) => column.filter((value) => value > 90).length);
  return inked.filter((count, x) => count >= 44 && (inked[x + 5] ?? 0) < 40 && isFramed(columns, x)).length;
}

/** Whether a horizontal edge leaves an upright one at its top and at its bottom. */
function isFramed(columns: readonly (readonly number[])[], x: number): boolean {
  const rows = [...(columns[x] ?? []).entries()].filter(([, value]) => value > 90).map(([y]) => y);
  const [top = 0, bottom = 0] = [rows[0], rows.at(-1)];
  return [2, 6, 10, 14].every((step) =>
    [top, bottom].every((edge) => [-1, 0, 1].some((dy) => (columns[x + step]?.[edge + dy] ?? 0) > 60)),
  );
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
    ['Chinese', '神殿', '龍穴'],
    ['Japanese', 'ドラ', 'ほこ'],
    ['Korean', '한국', '캠프'],
    ['Devanagari', 'किला', 'नदी'],
    ['Thai', 'มัง', 'ถ้ำ'],
  ])('write %s, letter by letter', async (_, one, other) => {
    const [first, second, nothing] = [await inkOf(one), await inkOf(other), await inkOf(' ')];

    expect(new Set([first, second, nothing]).size).toBe(3);
    // A box of four digits stands where no font has a letter: darker than any letter, and far wider than high.
    expect(WRITABLE_SCRIPTS).toBeDefined();
    expect(await boxesIn(one)).toBe(0);
  });

  it('leave a box for what none of them has, which this test can see', async () => {
    expect(await boxesIn('ቤተ')).toBeGreaterThan(0);
  });
});
