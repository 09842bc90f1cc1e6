import type { ListedObject } from '../../storage/object-store';
import { HIGHEST_ID, type ListingPage, listingPages, LOWEST_ID } from './listing-pages';

const idOf = (number: number): string => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
const keyOf = (number: number, name = 'original'): string => `images/00/${idOf(number)}/${name}.png`;

async function* listing(...keys: string[]): AsyncGenerator<ListedObject> {
  for (const key of keys) yield await Promise.resolve({ key, sizeBytes: 1, modifiedAt: new Date(0) });
}

async function pagesOf(size: number, ...keys: string[]): Promise<ListingPage[]> {
  const pages: ListingPage[] = [];
  for await (const page of listingPages(listing(...keys), size)) pages.push(page);
  return pages;
}

describe('listingPages', () => {
  it('covers all ids without a gap, also when nothing is listed', async () => {
    const none = await pagesOf(2);
    const some = await pagesOf(2, keyOf(1), keyOf(2), keyOf(3), keyOf(4), keyOf(5));

    expect(none).toMatchObject([{ after: LOWEST_ID, upTo: HIGHEST_ID }]);
    expect(some.map(({ after, upTo }) => [after, upTo])).toEqual([
      [LOWEST_ID, idOf(2)],
      [idOf(2), idOf(4)],
      [idOf(4), HIGHEST_ID],
    ]);
  });

  it('never parts the objects of one image', async () => {
    const [first, second] = await pagesOf(2, keyOf(1), keyOf(2, 'a'), keyOf(2, 'b'), keyOf(2, 'c'), keyOf(3));

    expect(first?.objects.get(idOf(2))).toHaveLength(3);
    expect([...(second?.objects.keys() ?? [])]).toEqual([idOf(3)]);
  });

  it('counts what belongs to no image', async () => {
    const pages = await pagesOf(9, keyOf(1), 'images/read-me.md');

    expect(pages).toMatchObject([{ foreignCount: 1 }]);
    expect(pages[0]?.objects.size).toBe(1);
  });
});
