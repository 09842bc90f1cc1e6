/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A place on the stage in CSS pixels, from its middle. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How a picture is looked at; the same view fits pictures and stages of any size. */
export interface View {
  /** 1 is the whole picture. */
  readonly zoom: number;
  /** Where the picture's middle is. */
  readonly x: number;
  readonly y: number;
}

/** A picture on its stage. */
export interface Staging {
  readonly stage: Size;
  readonly picture: Size;
}

/** The whole picture in the middle. */
export const WHOLE: View = { zoom: 1, x: 0, y: 0 };
/** So many CSS pixels one pixel of the picture may become. */
const LARGEST_PIXEL = 6;
/** A small picture is not enlarged further than this to fill the stage. */
const LARGEST_FITTING = 2;

/** CSS pixels for one pixel of a picture that is shown whole. */
export function fittingScale({ stage, picture }: Staging): number {
  return Math.min(stage.width / picture.width, stage.height / picture.height, LARGEST_FITTING);
}

/**
 * Enlarges, or makes smaller, so that what is under a point stays there.
 *
 * @param factor above 1 enlarges
 */
export function zoomed(view: View, factor: number, at: Point, where: Staging): View {
  const largest = Math.max(1, LARGEST_PIXEL / fittingScale(where));
  const zoom = Math.min(Math.max(view.zoom * factor, 1), largest);
  const ratio = zoom / view.zoom;
  return kept({ zoom, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, where);
}

/** Moves the picture. */
export function moved(view: View, by: Point, where: Staging): View {
  return kept({ ...view, x: view.x + by.x, y: view.y + by.y }, where);
}

/** No side of the picture comes further in than the stage's own; what is smaller than the stage stays in the middle. */
export function kept(view: View, where: Staging): View {
  const scale = fittingScale(where) * view.zoom;
  const roomX = Math.max(0, (where.picture.width * scale - where.stage.width) / 2);
  const roomY = Math.max(0, (where.picture.height * scale - where.stage.height) / 2);
  return { zoom: view.zoom, x: within(view.x, roomX), y: within(view.y, roomY) };
}

/** Adding 0 makes −0 a plain 0. */
function within(value: number, room: number): number {
  return Math.min(room, Math.max(-room, value)) + 0;
}
