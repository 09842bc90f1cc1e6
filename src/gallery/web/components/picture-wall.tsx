import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Image } from '../api/api-types';
import { heightOf, justifiedRows, type Place } from '../layout/justified-rows';
import { neighbourPlace } from '../layout/neighbour-place';
import { leaveList, returnToList } from '../state/arrival';
import { altOf, kindName, titleOf } from '../state/image-words';
import { hashOf } from '../state/route';
import { lastList } from '../state/use-image-list';
import { useSize } from '../state/use-size';
import { Thumb } from './thumb';

const LOWEST_ROW = 132;
const HIGHEST_ROW = 290;

/** Pictures in rows; one stop for the Tab key, arrows go from picture to picture. */
export function PictureWall({ images, label }: { readonly images: readonly Image[]; readonly label: string }) {
  const list = useRef<HTMLUListElement>(null);
  const { width } = useSize(list);
  const [at, setAt] = useState(0);
  const places = useMemo(() => placesOf(images, width), [images, width]);
  const focus = (index: number): void => {
    setAt(index);
    list.current?.querySelectorAll('a')[index]?.focus();
  };
  useReturn(places.length > 0, focus);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = neighbourPlace(event.key, at, places);
    if (to === undefined) return;
    event.preventDefault();
    focus(to);
  };
  return (
    <ul class="wall" ref={list} aria-label={label} onKeyDown={onKeyDown} style={{ height: `${heightOf(places)}px` }}>
      {places.map((place, index) => {
        const image = images[index];
        return image && <Hung key={image.id} {...{ image, place, index }} isStop={index === at} onFocus={setAt} />;
      })}
    </ul>
  );
}

/** Whoever comes back from a picture finds the list as it was left. */
function useReturn(isHung: boolean, focus: (index: number) => void): void {
  useLayoutEffect(() => {
    const place = isHung ? returnToList(lastList.get().key) : undefined;
    if (place === undefined) return;
    scrollTo(0, place.scrollPx);
    focus(place.index);
  }, [isHung]);
}

function placesOf(images: readonly Image[], width: number): Place[] {
  if (width === 0) return [];
  const rowHeight = Math.min(HIGHEST_ROW, Math.max(LOWEST_ROW, width / 5));
  const aspects = images.map((image) => image.width / image.height);
  return justifiedRows(aspects, { width, rowHeight, gap: width < 600 ? 6 : 10 });
}

function Hung({
  image,
  place,
  index,
  isStop,
  onFocus,
}: {
  readonly image: Image;
  readonly place: Place;
  readonly index: number;
  readonly isStop: boolean;
  readonly onFocus: (index: number) => void;
}) {
  const style = {
    left: `${place.left}px`,
    top: `${place.top}px`,
    width: `${place.width}px`,
    height: `${place.height}px`,
  };
  return (
    <li class="hung" style={style}>
      <a
        href={hashOf(['images', image.id])}
        tabIndex={isStop ? 0 : -1}
        aria-label={altOf(image)}
        onFocus={() => onFocus(index)}
        onClick={() => leaveList(lastList.get().key, index)}
      >
        <Thumb image={image} width={place.width} alt="" />
        <span class="caption" aria-hidden="true">
          <strong>{titleOf(image)}</strong>
          <span>{image.campaign_id ?? kindName(image.kind)}</span>
        </span>
      </a>
    </li>
  );
}

/** What stands where pictures will be. */
export function WallSkeleton() {
  const list = useRef<HTMLDivElement>(null);
  const { width } = useSize(list);
  const shapes = [0.7, 0.75, 1, 1.4, 0.7, 1, 0.75, 1.3, 0.7, 0.7, 1, 0.75, 1.5, 0.7, 1, 0.7, 0.75, 1.4];
  const rowHeight = Math.min(HIGHEST_ROW, Math.max(LOWEST_ROW, width / 5));
  const places = width === 0 ? [] : justifiedRows(shapes, { width, rowHeight, gap: 10 });
  return (
    <div class="wall" ref={list} style={{ height: `${heightOf(places)}px` }}>
      {places.map(({ row: _row, ...place }, index) => (
        <div
          key={index}
          class="hung skeleton"
          style={Object.fromEntries(Object.entries(place).map(([name, px]) => [name, `${px}px`]))}
        />
      ))}
    </div>
  );
}
