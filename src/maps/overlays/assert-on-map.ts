import { type Fault, ValidationFailedError } from '../../common/errors';
import { isRecord } from '../../hub/envelope/json-record';
import type { OverlayDto, PointDto } from '../overlay.dto';

/** More than these help nobody. */
const MOST_FAULTS = 50;

/**
 * Refuses overlays with a place beyond the map. The edge itself is on the map; whether a creature's space or an area
 * reaches over it does not matter.
 *
 * @param overlays validated already, or absent
 * @param size `columns` and `rows` in squares, as a map's size or the output of a recipe says; anything else checks nothing
 * @throws ValidationFailedError naming every coordinate that lies off the map
 */
export function assertOnMap(overlays: readonly OverlayDto[] | undefined, size: unknown): void {
  if (overlays === undefined || !isRecord(size)) return;
  const { columns, rows } = size;
  if (typeof columns !== 'number' || typeof rows !== 'number') return;
  const faults = overlays.flatMap(({ elements }, overlay) =>
    elements.flatMap(({ position, coordinates }, element) => {
      const path = `overlays.${overlay}.elements.${element}`;
      const places = (coordinates ?? []).map((point, at) => ({ path: `${path}.coordinates.${at}`, point }));
      if (position) places.unshift({ path: `${path}.position`, point: position });
      return places.flatMap((place) => faultsOf(place.path, place.point, { columns, rows }));
    }),
  );
  if (faults.length > 0) throw new ValidationFailedError(faults.slice(0, MOST_FAULTS));
}

function faultsOf(path: string, { x, y }: PointDto, { columns, rows }: { columns: number; rows: number }): Fault[] {
  const fault = (axis: 'x' | 'y', squares: number): Fault => ({
    path: `${path}.${axis}`,
    message: `expected at most ${squares}: the map is ${columns} × ${rows} squares`,
  });
  return [...(x > columns ? [fault('x', columns)] : []), ...(y > rows ? [fault('y', rows)] : [])];
}
