import type { Provenance } from '../../processing/provenance';
import { encodePicture } from '../../processing/encode-picture';
import { sharp } from '../../processing/sharp-settings';
import { planMap } from '../layout/plan-map';
import type { MapSheet } from './map-sheet';
import { printPdf } from './print-pdf';
import { MOST_PRINT_PAGES, type Paper, printLayout } from './print-layout';

const of = (columns: number, rows: number, feetPerSquare = 5) => ({ columns, rows, feetPerSquare });

async function printed(paper: Paper, changes: Partial<MapSheet> = {}, provenance?: Provenance): Promise<string> {
  const plan = planMap({ setting: 'dungeon', columns: 16, rows: 9, features: [], theme: 'fantasy' }, 3);
  const sheet: MapSheet = {
    ...{ plan, columns: 16, rows: 9, pixelsPerSquare: 50, feetPerSquare: 5, gridType: 'square', isGridPainted: false },
    ...{ name: 'Крипта 墓', overlays: [], ...changes },
  };
  const plain = await sharp({ create: { width: 800, height: 450, channels: 3, background: '#887755' } })
    .png()
    .toBuffer();
  const picture = provenance === undefined ? plain : (await encodePicture(plain, { format: 'webp', provenance })).bytes;
  const madeAt = new Date('2026-11-23T00:00:00Z');
  return (await printPdf({ sheet, layout: printLayout(sheet, paper), picture, madeAt })).toString('latin1');
}

describe('printLayout', () => {
  it.each([
    [of(7, 10), 1, false],
    [of(10, 7), 1, true],
    [of(8, 10), 2, false],
    [of(21, 20), 6, false],
    [of(1, 1), 1, false],
    [of(7, 10, 10), 4, false],
    [of(7, 10, 50), 1, false],
    [of(7, 10, 2.5), 1, false],
  ])('spreads %j over %d pages', (map, count, isLying) => {
    const layout = printLayout(map, 'a4');

    expect(layout.pages.flat()).toHaveLength(count);
    expect(layout.pageWidth > layout.pageHeight).toBe(isLying);
  });

  it.each(['a4', 'letter'] as const)('covers the map once, on %s, with room for the bleed on every page', (paper) => {
    const { pages, pageWidth, pageHeight, tileWidth, tileHeight, bleedInches } = printLayout(of(33, 27), paper);

    expect(pages.flat().reduce((area, { width, height }) => area + width * height, 0)).toBeCloseTo(33 * 27);
    expect(pages.map((row) => row.map(({ name }) => name)).slice(0, 2)).toEqual([
      ['A1', 'A2', 'A3', 'A4', 'A5'].slice(0, pages[0]?.length),
      ['B1', 'B2', 'B3', 'B4', 'B5'].slice(0, pages[0]?.length),
    ]);
    expect((tileWidth + 2 * bleedInches) * 72).toBeLessThan(pageWidth - 36);
    expect((tileHeight + 2 * bleedInches) * 72).toBeLessThan(pageHeight - 36);
  });

  it('takes as many pages as the limit says, and not one more', () => {
    expect(printLayout(of(70, 120), 'a4').pages.flat()).toHaveLength(MOST_PRINT_PAGES);
    expect(() => printLayout(of(71, 120), 'letter')).toThrow(/132 pages \(paper=letter.*the limit is 120/);
  });
});

describe('printPdf', () => {
  it.each([
    ['a4', '595.28 841.89'],
    ['letter', '612 792'],
  ] as const)('makes an overview and the pages, all of %s', async (paper, size) => {
    const pdf = await printed(paper);

    const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d. ]+)\]/g)].map(([, box]) => box);
    expect(pdf.startsWith('%PDF-1.')).toBe(true);
    expect(pdf.trimEnd().endsWith('%%EOF')).toBe(true);
    expect(boxes).toEqual(Array.from({ length: 1 + 3 }, () => size));
  });

  it.each(['algorithmicMedia', 'trainedAlgorithmicMedia', undefined] as const)(
    'says of its making what the picture says: %s',
    async (provenance) => {
      const pdf = await printed('a4', {}, provenance);

      expect(/digitalsourcetype\/(\w+)</.exec(pdf)?.[1]).toBe(provenance);
    },
  );

  it('gives the same bytes for the same map, and tells nothing of it beside the picture', async () => {
    const [one, other] = [await printed('a4'), await printed('a4')];

    expect(one === other).toBe(true);
    expect(one).toContain('(D:20261123000000Z)');
    expect(one).not.toContain('Крипта');
  });

  it('puts pictures of the size that their inches have, bleed included', async () => {
    const pdf = await printed('a4');

    // 7 inches and 0.15 of bleed on the sides that go on, at 50 pixels an inch; then what is left of 16; always 9 high.
    const sizes = [...pdf.matchAll(/\/Width (\d+)\s*\/Height (\d+)/g)].map(([, width, height]) => `${width}x${height}`);
    expect(sizes).toEqual(expect.arrayContaining(['358x450', '366x450', '108x450']));
  });

  it.each(['hex_rows', 'hex_columns', 'none'] as const)('prints a map with a grid of %s', async (gridType) => {
    expect((await printed('letter', { gridType })).match(/\/Type \/Page\b/g)).toHaveLength(4);
  });
});
