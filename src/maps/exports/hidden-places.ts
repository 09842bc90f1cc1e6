import type { PlanDoor, Point } from '../layout/map-plan';
import type { OverlayDto, PointDto } from '../overlay.dto';
import { distanceTo, isInside } from '../overlays/plane';

/** How near a hidden element must be to a door to mean it, in squares. */
const REACH = 0.75;

/** What the game master marked as hidden (`properties.hidden`), in squares. */
export interface HiddenPlaces {
  /** Areas that players know nothing of. */
  readonly areas: readonly (readonly Point[])[];
  /** Places that stand for the door beside them. */
  readonly places: readonly Point[];
}

/** Collects the hidden elements of all overlays: three and more coordinates are an area, others places. */
export function hiddenPlaces(overlays: readonly OverlayDto[]): HiddenPlaces {
  const elements = overlays.flatMap((overlay) => overlay.elements).filter(({ properties }) => properties?.hidden);
  const lines = elements.map(({ coordinates }) => (coordinates ?? []).map(pointOf));
  return {
    areas: lines.filter((line) => line.length > 2),
    places: [
      ...elements.flatMap(({ position }) => (position ? [pointOf(position)] : [])),
      ...lines.filter((line) => line.length < 3).flat(),
    ],
  };
}

const pointOf = ({ x, y }: PointDto): Point => [x, y];

/** Whether a door is a secret one: it was marked itself, or leads into an area that is hidden. */
export function isSecretDoor({ bounds: [start, end] }: PlanDoor, { areas, places }: HiddenPlaces): boolean {
  const middle: Point = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2];
  return places.some((place) => distanceTo(place, start, end) <= REACH) || areas.some((area) => touches(middle, area));
}

/** Whether a point lies in one of the hidden areas. */
export const isHidden = (point: Point, { areas }: HiddenPlaces): boolean => areas.some((area) => isInside(point, area));

/** Inside, or on the edge: doors hang exactly on the edge of the room they lead to. */
const touches = (point: Point, area: readonly Point[]): boolean => isOnEdge(point, area) || isInside(point, area);

/** Whether a point is nearer to an area's edge than a quarter of a square. */
export function isOnEdge(point: Point, area: readonly Point[]): boolean {
  return area.some((end, index) => distanceTo(point, area.at(index - 1) ?? end, end) < 0.25);
}
