import { Store } from '../store';

/** Where the page is: `#/images/ID?kind=map` is `['images', ID]` and `kind=map`. */
export interface Route {
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Reads the part of an address behind `#`. What cannot be decoded is nowhere: an empty path. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split(/\?(.*)/s);
  try {
    return {
      path: path.split('/').filter(Boolean).map(decodeURIComponent),
      query: Object.fromEntries(new URLSearchParams(query)),
    };
  } catch {
    return { path: [], query: {} };
  }
}

/** The address of a place; members of the query that are empty are left out. */
export function hashOf(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  const filled = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(filled).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
}

/** Where the page is now. */
export const route = new Store<Route>({ path: [], query: {} });

/** Follows the address from now on. To be called once, at the start. */
export function followAddress(): void {
  const read = (): void => route.set(routeOf(location.hash));
  read();
  addEventListener('hashchange', read);
}

/** Goes somewhere. @param replaces the entry of the browser's history instead of adding one: for filters */
export function go(hash: string, replaces = false): void {
  if (!replaces) {
    location.hash = hash;
    return;
  }
  history.replaceState(null, '', hash);
  route.set(routeOf(hash));
}
