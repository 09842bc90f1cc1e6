import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isAborted } from '../api/api-errors';

/** What was fetched last, and why it could not be fetched after that. */
export interface Polled<T> {
  readonly value?: T;
  readonly error?: unknown;
}

/**
 * Fetches again and again, as long as the page can be seen: a tab in the background asks nothing, and begins at once when it
 * is looked at again. The next one is asked for when the last has come.
 *
 * @param key of what is fetched: another key begins anew
 * @param pauseMs how long after what came the next is asked for; undefined: no more
 * @returns what there is, and how to ask now
 */
export function usePolled<T>(
  load: (signal: AbortSignal) => Promise<T>,
  key: string,
  pauseMs: (last: Polled<T>) => number | undefined,
): readonly [Polled<T>, () => void] {
  const [polled, setPolled] = useState<Polled<T> & { readonly key?: string }>({});
  const [round, setRound] = useState(0);
  const now = useRef({ load, pauseMs });
  now.current = { load, pauseMs };
  const again = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    const given = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      if (!document.hidden) now.current.load(given.signal).then(keep, fail);
    };
    const keep = (value: T): void => after({ value });
    const fail = (error: unknown): void => {
      if (!isAborted(error)) after({ error });
    };
    const after = (last: Polled<T>): void => {
      if (given.signal.aborted) return;
      // What was there stays while the service cannot be reached.
      setPolled((before) => ({ ...(before.key === key ? before : {}), error: undefined, ...last, key }));
      const pause = now.current.pauseMs(last);
      if (pause !== undefined) timer = setTimeout(look, pause);
    };
    const onVisible = (): void => {
      clearTimeout(timer);
      look();
    };
    look();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      given.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [key, round]);
  return [polled.key === key ? polled : {}, again];
}
