import { useRef } from 'preact/hooks';
import type { Image } from '../api/api-types';
import { fittingScale, kept, moved, type Point, type Staging, type View, WHOLE, zoomed } from '../layout/view-port';
import { altOf, contentPath, fileAtLeast } from '../state/image-words';
import { useGestures } from '../state/use-gestures';
import { usePicture } from '../state/use-picture';
import { useSize } from '../state/use-size';
import { IconButton } from './button';
import { ErrorState } from './states';
import { Placeholder } from './placeholder';

const STEP = 1.5;
const KEY_STEP_PX = 80;
const MIDDLE: Point = { x: 0, y: 0 };
/** Beyond this the stored original is fetched: what fits the stage is no longer sharp. */
const DETAIL_FROM = 1.2;

/** What a stage shows. */
export interface StageProps {
  readonly image: Image;
  readonly view: View;
  readonly onView: (view: View) => void;
  /** Path of a picture of the same shape that lies on top. */
  readonly layer?: string;
}

/** A picture that can be looked at closely: wheel, fingers, keys and buttons. */
export function Stage({ image, view, onView, layer }: StageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const size = useSize(stage);
  const where = { stage: size, picture: image };
  const zoom = (factor: number, at = MIDDLE): void => onView(zoomed(view, factor, at, where));
  useGestures(stage, { onMove: (by) => onView(moved(view, by, where)), onZoom: zoom });
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = event.ctrlKey || event.metaKey ? undefined : viewAfter(event.key, view, where);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onView(next);
  };
  return (
    <div class="stage">
      <div
        ref={stage}
        class={view.zoom > 1 ? 'stage-view is-zoomed' : 'stage-view'}
        role="group"
        aria-roledescription="picture viewer"
        aria-label={`${altOf(image)}. Plus and minus zoom, arrows move, 0 shows the whole picture.`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onDblClick={() => onView(view.zoom > 1 ? WHOLE : zoomed(view, 2.5, MIDDLE, where))}
      >
        {size.width > 0 && <Shown {...{ image, layer, where }} view={kept(view, where)} />}
      </div>
      <ZoomButtons zoom={view.zoom} onZoom={zoom} onWhole={() => onView(WHOLE)} />
    </div>
  );
}

function ZoomButtons({
  zoom,
  onZoom,
  onWhole,
}: {
  readonly zoom: number;
  readonly onZoom: (factor: number) => void;
  readonly onWhole: () => void;
}) {
  return (
    <div class="zoom" role="group" aria-label="Zoom">
      <IconButton name="Zoom out" icon="zoomOut" isDisabled={zoom <= 1} onClick={() => onZoom(1 / STEP)} />
      <output aria-live="polite">{Math.round(zoom * 100)} %</output>
      <IconButton name="Zoom in" icon="zoomIn" onClick={() => onZoom(STEP)} />
      <IconButton name="Whole picture" icon="fit" isDisabled={zoom <= 1} onClick={onWhole} />
    </div>
  );
}

function Shown({ image, layer, view, where }: Omit<StageProps, 'onView'> & { readonly where: Staging }) {
  const scale = fittingScale(where);
  const base = usePicture(fileAtLeast(image, where.picture.width * scale * devicePixelRatio * 0.9));
  const detail = usePicture(view.zoom > DETAIL_FROM ? contentPath(image.id) : undefined);
  const over = usePicture(layer);
  const style = {
    width: `${image.width * scale}px`,
    height: `${image.height * scale}px`,
    transform: `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) scale(${view.zoom})`,
  };
  if (base.error !== undefined) return <ErrorState error={base.error} />;
  return (
    <div class={`shown shown-${image.kind}`} style={style}>
      <Placeholder thumbhash={image.thumbhash} />
      {base.url && <img src={base.url} alt={altOf(image)} draggable={false} />}
      {detail.url && <img src={detail.url} alt="" draggable={false} />}
      {over.url && <img src={over.url} alt="" class="layer" draggable={false} />}
    </div>
  );
}

/** @returns undefined for keys that mean nothing here: arrows while the whole picture is in view are the page's */
function viewAfter(key: string, view: View, where: Staging): View | undefined {
  if (key === '+' || key === '=') return zoomed(view, STEP, MIDDLE, where);
  if (key === '-') return zoomed(view, 1 / STEP, MIDDLE, where);
  if (key === '0') return WHOLE;
  if (view.zoom <= 1) return undefined;
  if (key === 'Escape') return WHOLE;
  const by: Readonly<Record<string, Point>> = {
    ArrowLeft: { x: KEY_STEP_PX, y: 0 },
    ArrowRight: { x: -KEY_STEP_PX, y: 0 },
    ArrowUp: { x: 0, y: KEY_STEP_PX },
    ArrowDown: { x: 0, y: -KEY_STEP_PX },
  };
  return by[key] && moved(view, by[key], where);
}
