import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Point } from '../layout/view-port';

/** What fingers, mouse and wheel ask for; points are measured from the middle of the element. */
export interface Gestures {
  readonly onMove: (by: Point) => void;
  readonly onZoom: (factor: number, at: Point) => void;
}

/** Lines of a wheel that counts lines, in pixels. */
const LINE_PX = 16;
const WHEEL_SPEED = 0.0016;
/** Pinching on a touchpad comes as a wheel with Ctrl, in small steps. */
const PINCH_SPEED = 0.01;

/** Reads dragging, pinching and the wheel on an element. */
export function useGestures(element: RefObject<HTMLElement | null>, gestures: Gestures): void {
  const latest = useRef(gestures);
  latest.current = gestures;
  useEffect(() => {
    const stage = element.current;
    return stage === null ? undefined : listen(stage, latest);
  }, [element]);
}

function listen(stage: HTMLElement, latest: RefObject<Gestures>): () => void {
  const fingers = new Map<number, Point>();
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, pointOf(event, stage));
  };
  const onMove = (event: PointerEvent): void => {
    if (!fingers.has(event.pointerId)) return;
    const before = gripOf(fingers);
    fingers.set(event.pointerId, pointOf(event, stage));
    const after = gripOf(fingers);
    latest.current?.onMove({ x: after.middle.x - before.middle.x, y: after.middle.y - before.middle.y });
    if (before.span > 0) latest.current?.onZoom(after.span / before.span, after.middle);
  };
  const onUp = (event: PointerEvent): void => void fingers.delete(event.pointerId);
  const onWheel = (event: WheelEvent): void => {
    // The page must not scroll, nor the browser zoom, while the picture does.
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
    latest.current?.onZoom(Math.exp(-pixels * (event.ctrlKey ? PINCH_SPEED : WHEEL_SPEED)), pointOf(event, stage));
  };
  const stop = new AbortController();
  const { signal } = stop;
  stage.addEventListener('pointerdown', onDown, { signal });
  stage.addEventListener('pointermove', onMove, { signal });
  stage.addEventListener('pointerup', onUp, { signal });
  stage.addEventListener('pointercancel', onUp, { signal });
  stage.addEventListener('wheel', onWheel, { signal, passive: false });
  return () => stop.abort();
}

function pointOf({ clientX, clientY }: MouseEvent, stage: HTMLElement): Point {
  const { left, top, width, height } = stage.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

/** The middle of all fingers, and how far the first two are apart; 0 for one finger. */
function gripOf(fingers: ReadonlyMap<number, Point>): { readonly middle: Point; readonly span: number } {
  const points = [...fingers.values()];
  const [first, second] = points;
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const middle = { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
  const span = first && second ? Math.hypot(first.x - second.x, first.y - second.y) : 0;
  return { middle, span };
}
