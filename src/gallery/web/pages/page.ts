import type { ComponentType } from 'preact';
import type { Route } from '../state/route';
import type { IconName } from '../components/icon';

/** A page of the gallery, chosen by the first part of the address. */
export interface Page {
  /** First part of the path: `images` of `#/images/ID`. */
  readonly name: string;
  /** In the title of the window, and in the menu. */
  readonly title: string;
  /** Its place in the menu; without, it is not there. */
  readonly icon?: IconName;
  /** Name of the page whose place in the menu is marked instead. */
  readonly under?: string;
  readonly View: ComponentType<{ readonly route: Route }>;
}
