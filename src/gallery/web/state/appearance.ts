import { Store } from '../store';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
/** Light or dark; `system` asks the machine. */
export type Appearance = (typeof APPEARANCES)[number];

const KEY = 'image-service-appearance';

/** What was chosen; kept in this browser. */
export const appearance = new Store<Appearance>(stored());

/** Takes an appearance and keeps it. */
export function choose(chosen: Appearance): void {
  localStorage.setItem(KEY, chosen);
  appearance.set(chosen);
}

/** Makes the page look as chosen, from now on. To be called once, at the start. */
export function applyAppearance(): void {
  const apply = (): void => {
    document.documentElement.dataset.appearance = appearance.get();
  };
  apply();
  appearance.subscribe(apply);
}

function stored(): Appearance {
  const kept = localStorage.getItem(KEY);
  return APPEARANCES.find((known) => known === kept) ?? 'system';
}
