import { askJson } from './http';

/** What the look of a picture can be chosen from. */
export interface Themes {
  readonly themes: readonly { readonly id: string; readonly name: string; readonly description: string }[];
  readonly style_elements: readonly {
    readonly name: string;
    readonly description: string;
    readonly examples: readonly string[];
  }[];
}

let known: Promise<Themes> | undefined;

/** Asked once. @throws as `ask` does */
export function readThemes(): Promise<Themes> {
  known ??= askJson<Themes>('api/v1/themes').catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}
