import { useCallback, useEffect, useState } from 'preact/hooks';
import { isAborted, OfflineError } from '../api/api-errors';
import { connection } from '../api/connection';
import { useStore } from './use-store';

/** Something that is fetched. While it is fetched again, what was there stays. */
export type Loaded<T> =
  | { readonly state: 'loading'; readonly value?: undefined }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown; readonly value?: undefined };

/**
 * Fetches, and fetches again whenever `key` changes; what is still on its way then is given up. What failed because the
 * service was away is fetched again when it is back.
 *
 * @returns what came, how to fetch it again, and how to put something else in its place
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  key: string,
): readonly [Loaded<T>, () => void, (value: T) => void] {
  const [loaded, setLoaded] = useState<Loaded<T> & { readonly key?: string }>({ state: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const given = new AbortController();
    load(given.signal).then(
      (value) => !given.signal.aborted && setLoaded({ state: 'ready', value, key }),
      (error: unknown) => !isAborted(error) && setLoaded({ state: 'failed', error, key }),
    );
    return () => given.abort();
  }, [key, round]);
  const hasLost = loaded.state === 'failed' && loaded.error instanceof OfflineError;
  const isOnline = useStore(connection) === 'online';
  useEffect(() => {
    if (hasLost && isOnline) setRound((count) => count + 1);
  }, [isOnline]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  const put = useCallback((value: T) => setLoaded({ state: 'ready', value, key }), [key]);
  return [loaded.key === key ? loaded : { state: 'loading' }, again, put];
}
