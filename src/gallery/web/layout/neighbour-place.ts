import type { Place } from './justified-rows';

/**
 * Which picture an arrow key leads to.
 *
 * @param key as the browser names it: `ArrowLeft` … `ArrowDown`, `Home`, `End`
 * @param from index of the picture that one is at
 * @returns its index; undefined for other keys, and where there is nothing further
 */
export function neighbourPlace(key: string, from: number, places: readonly Place[]): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return places.length - 1;
  const here = places[from];
  if (here === undefined) return undefined;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const to = from + (key === 'ArrowLeft' ? -1 : 1);
    return places[to] === undefined ? undefined : to;
  }
  if (key === 'ArrowUp') return nearestIn(here.row - 1, here, places);
  return key === 'ArrowDown' ? nearestIn(here.row + 1, here, places) : undefined;
}

/** The picture of a row whose middle is nearest. */
function nearestIn(row: number, here: Place, places: readonly Place[]): number | undefined {
  const middle = (place: Place): number => place.left + place.width / 2;
  const distance = (place: Place): number => Math.abs(middle(place) - middle(here));
  const inRow = places.flatMap((place, index) => (place.row === row ? [{ place, index }] : []));
  return inRow.sort((a, b) => distance(a.place) - distance(b.place))[0]?.index;
}
