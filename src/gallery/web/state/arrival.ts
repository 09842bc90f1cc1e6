import { route } from './route';
import { session } from './session';

/** Whether somebody has gone anywhere yet: the page as it was opened is left as the browser shows it. */
let hasMoved = false;
/** The picture that was left last, by the list it was opened from. */
let left: { readonly list: string; readonly index: number; readonly scrollPx: number } | undefined;

/** Notes that somebody goes from page to page. To be called once, before the page is drawn. */
export function watchArrivals(): void {
  const note = (): void => {
    hasMoved = true;
  };
  route.subscribe(note);
  session.subscribe(note);
}

/** Whether a page that appears now was gone to. */
export function isArrival(): boolean {
  return hasMoved;
}

/** Notes where in a list a picture is opened. @param list whatever tells this list from others */
export function leaveList(list: string, index: number): void {
  left = { list, index, scrollPx: scrollY };
}

/** Where a list was left; once, and only when it was the last one. */
export function returnToList(list: string): { readonly index: number; readonly scrollPx: number } | undefined {
  const place = left?.list === list ? left : undefined;
  left = undefined;
  return place;
}
