import type { RefObject } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { OfflineError } from '../api/api-errors';
import type { Image } from '../api/api-types';
import { connection } from '../api/connection';
import { type ImageFilter, listImages } from '../api/images';
import { Store } from '../store';
import { hashOf } from './route';
import { useStore } from './use-store';

/** Pictures as far as they were fetched. */
export interface ImageList {
  readonly items: readonly Image[];
  /** Whether there may be more. */
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly error?: unknown;
  /** Fetches the next page, unless one is on its way or all are here. */
  readonly more: () => void;
}

interface Fetched {
  readonly key: string;
  readonly items: readonly Image[];
  /** Cursor; null after the last page, undefined before the first. */
  readonly next: string | null | undefined;
  readonly error?: unknown;
}

const beginning = (key: string): Fetched => ({ key, items: [], next: undefined });

/** What was listed last: whoever opens a picture can go on to the next, and comes back to where the list was. */
export const lastList = new Store<Fetched>(beginning(''));

/**
 * Lists pictures page by page. A list that was fetched before and is asked for again is shown as it was, and then what is
 * new is put before it; so it is when somebody comes back to the tab.
 */
export function useImageList(filter: ImageFilter): ImageList {
  const key = JSON.stringify(filter);
  const [fetched, setFetched] = useState(() => (lastList.get().key === key ? lastList.get() : beginning(key)));
  const now = fetched.key === key ? fetched : beginning(key);
  const current = useRef(now);
  current.current = now;
  const loads = useRef<Loads>({});
  const [isLoading, setLoading] = useState(false);
  const keep = useCallback((list: Fetched): void => {
    if (list.key !== current.current.key) return;
    lastList.set(list);
    setFetched(list);
  }, []);
  const more = useCallback(() => {
    const { next } = current.current;
    if (loads.current.more === key || next === null) return;
    loads.current.more = key;
    setLoading(true);
    listImages(filter, next)
      .then(
        (page) => keep({ key, items: joined(current.current.items, page.items), next: page.next }),
        (error: unknown) => keep({ ...current.current, error }),
      )
      .finally(() => {
        if (loads.current.more !== key) return;
        loads.current.more = undefined;
        setLoading(false);
      });
  }, [key]);
  useEffect(() => {
    if (current.current.next === undefined) return void more();
    return void refresh(filter, current, keep);
  }, [key]);
  useBack(() => current.current.error instanceof OfflineError && more());
  useReturn(() => void refresh(filter, current, keep));
  const isFirst = now.next === undefined && now.error === undefined;
  return { items: now.items, hasMore: now.next !== null, isLoading: isLoading || isFirst, error: now.error, more };
}

interface Loads {
  /** Key of the list whose next page is on its way. */
  more?: string;
}

/** Puts what is new before what is there; when nothing is known any more of what comes, the list begins anew. */
async function refresh(filter: ImageFilter, current: RefObject<Fetched>, keep: (list: Fetched) => void): Promise<void> {
  const key = JSON.stringify(filter);
  const page = await listImages(filter).catch(() => undefined);
  const now = current.current;
  if (page === undefined || now?.key !== key || now.next === undefined) return;
  const known = new Set(now.items.map(({ id }) => id));
  const isConnected = page.items.some(({ id }) => known.has(id));
  if (page.items.every(({ id }) => known.has(id)) && page.items.length > 0) return;
  keep(isConnected ? { ...now, items: joined(page.items, now.items) } : { key, ...page });
}

/** Does something when the service is back after it was away. */
function useBack(action: () => void): void {
  const isOnline = useStore(connection) === 'online';
  useEffect(() => {
    if (isOnline) action();
  }, [isOnline]);
}

/** Does something whenever somebody comes back to this tab. */
function useReturn(action: () => void): void {
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    const onReturn = (): void => {
      if (document.visibilityState === 'visible') latest.current();
    };
    document.addEventListener('visibilitychange', onReturn);
    return () => document.removeEventListener('visibilitychange', onReturn);
  }, []);
}

/** A picture that was made between two pages may come twice. */
function joined(known: readonly Image[], more: readonly Image[]): Image[] {
  const ids = new Set(known.map(({ id }) => id));
  return [...known, ...more.filter(({ id }) => !ids.has(id))];
}

/** The pictures before and after one in the list that was shown last. */
export function neighboursOf(id: string): { readonly before?: Image; readonly after?: Image } {
  const { items } = lastList.get();
  const at = items.findIndex((image) => image.id === id);
  return at < 0 ? {} : { before: items[at - 1], after: items[at + 1] };
}

/** The address of the list that was shown last, with its filter. */
export function lastListHash(): string {
  const { key } = lastList.get();
  return hashOf(['pictures'], key === '' ? {} : (JSON.parse(key) as Record<string, string>));
}

/** Takes a picture out of the list that was shown last: it was deleted. */
export function forgetListed(id: string): void {
  const list = lastList.get();
  lastList.set({ ...list, items: list.items.filter((image) => image.id !== id) });
}
