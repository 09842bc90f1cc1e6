import type { World } from '../harness/world';
import type { LoadTarget } from '../programs/http-load';
import { type KeptPicture, ownerHeaders } from './picture-world';

const SIDES = [128, 192, 256, 320, 384, 512, 640, 768];
const FORMATS = ['webp', 'jpeg', 'avif'];
const QUALITIES = [50, 60, 70, 80, 90];

/** Requests for the same picture that all ask for another file, none made yet; at most 120. */
export function coldRequests(world: World, { path }: KeptPicture, count: number): LoadTarget[] {
  const headers = ownerHeaders(world);
  const queries = SIDES.flatMap((w) =>
    FORMATS.flatMap((format) => QUALITIES.map((q) => `w=${w}&format=${format}&q=${q}`)),
  );
  return queries.slice(0, count).map((query) => ({ url: `${world.url}${path}?${query}`, headers }));
}
