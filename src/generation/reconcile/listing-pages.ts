import { imageIdIn } from '../../storage/object-key';
import type { ListedObject } from '../../storage/object-store';

/** Below and above every id of an image. */
export const LOWEST_ID = '00000000-0000-0000-0000-000000000000';
export const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A listed object of an image. */
export interface ImageObject extends ListedObject {
  readonly imageId: string;
}

/** A part of a listing: every listed object of every image whose id is above `after`, up to and with `upTo`. */
export interface ListingPage {
  readonly after: string;
  readonly upTo: string;
  readonly objects: ReadonlyMap<string, readonly ImageObject[]>;
  /** Objects in between whose key `objectKey` did not make. */
  readonly foreignCount: number;
}

/**
 * Cuts a listing in key order into pages that never part the objects of one image. Together the pages cover all ids,
 * also those between and behind the listed ones.
 *
 * @param size least number of objects in a page but the last; only one page is in memory at a time
 */
export async function* listingPages(listing: AsyncIterable<ListedObject>, size: number): AsyncGenerator<ListingPage> {
  let page = emptyPage(LOWEST_ID);
  for await (const object of listing) {
    const imageId = imageIdIn(object.key);
    if (imageId === undefined) {
      page.foreignCount += 1;
      continue;
    }
    if (page.count >= size && imageId !== page.upTo) {
      yield page;
      page = emptyPage(page.upTo);
    }
    page.objects.set(imageId, [...(page.objects.get(imageId) ?? []), { ...object, imageId }]);
    page.upTo = imageId;
    page.count += 1;
  }
  yield { ...page, upTo: HIGHEST_ID };
}

function emptyPage(after: string) {
  return { after, upTo: after, objects: new Map<string, ImageObject[]>(), foreignCount: 0, count: 0 };
}
