import { useRef, useState } from 'preact/hooks';
import type { Image } from '../api/api-types';
import { altOf, fileAtLeast } from '../state/image-words';
import { usePicture } from '../state/use-picture';
import { useVisible } from '../state/use-visible';
import { Icon } from './icon';
import { Placeholder } from './placeholder';

/** Fetched when it is nearly in sight, given back when it is far away. */
const NEAR = '500px 0px';

/** A small picture: its colours at once, the picture when it is near. @param width it is shown at, in CSS pixels */
export function Thumb({ image, width, alt }: { readonly image: Image; readonly width: number; readonly alt?: string }) {
  const box = useRef<HTMLSpanElement>(null);
  const isNear = useVisible(box, NEAR);
  const wanted = Math.ceil(width * Math.min(devicePixelRatio, 2) * 0.8);
  const { url, error } = usePicture(isNear ? fileAtLeast(image, wanted) : undefined);
  const [loaded, setLoaded] = useState<string>();
  return (
    <span class={image.kind === 'token' ? 'thumb thumb-token' : 'thumb'} ref={box}>
      <Placeholder thumbhash={image.thumbhash} />
      {url === undefined ? (
        <span class="unseen">{alt ?? altOf(image)}</span>
      ) : (
        <img
          src={url}
          alt={alt ?? altOf(image)}
          class={loaded === url ? 'is-there' : ''}
          draggable={false}
          onLoad={() => setLoaded(url)}
        />
      )}
      {error !== undefined && (
        <span class="thumb-error">
          <Icon name="warning" />
          <span class="unseen">The picture could not be fetched.</span>
        </span>
      )}
    </span>
  );
}
