import { useEffect, useState } from 'preact/hooks';
import { isAborted } from '../api/api-errors';
import { ask } from '../api/http';
import { PictureFiles } from './picture-files';
import { session } from './session';

const MAX_IDLE_BYTES = 64 * 1024 * 1024;
/** Browsers open six connections to a server; the others are for everything else. */
const MAX_LOADS = 3;

const files = new PictureFiles({
  load: async (path, signal) => (await ask(path, { signal })).blob(),
  makeUrl: (blob) => URL.createObjectURL(blob),
  revokeUrl: (url) => URL.revokeObjectURL(url),
  maxIdleBytes: MAX_IDLE_BYTES,
  maxLoads: MAX_LOADS,
});
session.subscribe(() => session.get().state === 'out' && files.clear());

/** A picture to show: its address once it is there, or why it is not. */
export interface ShownPicture {
  readonly path?: string;
  readonly url?: string;
  readonly error?: unknown;
}

/** Fetches a picture for as long as it is shown. @param path undefined: nothing is wanted now */
export function usePicture(path: string | undefined): ShownPicture {
  const [shown, setShown] = useState<ShownPicture>({});
  useEffect(() => {
    if (path === undefined) return undefined;
    const held = files.hold(path);
    if (held.ready !== undefined) setShown({ path, url: held.ready });
    let isShown = true;
    held.url.then(
      (url) => isShown && setShown({ path, url }),
      (error: unknown) => isShown && !isAborted(error) && setShown({ path, error }),
    );
    return () => {
      isShown = false;
      held.release();
    };
  }, [path]);
  return shown.path === path ? shown : {};
}
