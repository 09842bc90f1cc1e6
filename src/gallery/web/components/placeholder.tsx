import { useLayoutEffect, useRef } from 'preact/hooks';
import { thumbHashToRGBA } from 'thumbhash';

/** The blurred colours of a picture, from the two dozen bytes that its metadata carry. @param thumbhash base64 */
export function Placeholder({ thumbhash }: { readonly thumbhash: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current !== null) paint(canvas.current, thumbhash);
  }, [thumbhash]);
  return <canvas ref={canvas} class="placeholder" width="1" height="1" aria-hidden="true" />;
}

function paint(canvas: HTMLCanvasElement, thumbhash: string): void {
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(thumbhash), (char) => char.charCodeAt(0)));
    canvas.width = w;
    canvas.height = h;
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
  } catch {
    // A hash that cannot be read is no picture yet: the empty place stays.
  }
}
