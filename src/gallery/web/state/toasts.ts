import { messageFor, SignedOutError } from '../api/api-errors';
import { Store } from '../store';

/** A short notice that goes by itself; failures stay until they are closed or the page is left. */
export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
  /** Where to go from here. */
  readonly link?: { readonly href: string; readonly text: string };
}

const SHOWN_MS = 8000;
let last = 0;

/** What is shown now, oldest first. */
export const toasts = new Store<readonly Toast[]>([]);

/** Tells that something was done. */
export function tell(text: string, link?: Toast['link']): void {
  const id = add({ tone: 'good', text, link });
  setTimeout(() => closeToast(id), SHOWN_MS);
}

/** Tells that something failed; being signed out is told by the page itself. */
export function tellFailure(error: unknown): void {
  if (!(error instanceof SignedOutError)) add({ tone: 'bad', text: messageFor(error) });
}

/** Takes a notice away. */
export function closeToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** Takes away what failed on a page that was left. */
export function closeFailures(): void {
  toasts.set(toasts.get().filter(({ tone }) => tone !== 'bad'));
}

function add(toast: Omit<Toast, 'id'>): number {
  last += 1;
  toasts.set([...toasts.get(), { ...toast, id: last }]);
  return last;
}
