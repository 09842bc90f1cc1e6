import type { ImageKind } from './image.entity';
import type { PagePosition } from './page-cursor';

/** Which states a list shows; deleted images are in none. */
export const LISTED_STATUSES = ['active', 'superseded', 'all'] as const;
export type ListedStatus = (typeof LISTED_STATUSES)[number];

/** Longest page. */
export const MAX_PAGE = 100;
/** Page when none is asked for. */
export const DEFAULT_PAGE = 25;

/** Which images; what is absent does not narrow the list. Already validated. */
export interface ImageFilter {
  readonly kind?: ImageKind;
  readonly characterId?: string;
  readonly campaignId?: string;
  readonly tag?: string;
  /** Words that are all to be found, as `searchWordsIn` reads them; at least one. */
  readonly words?: readonly string[];
  /** Default `active`. */
  readonly status?: ListedStatus;
  /** Made then or later. */
  readonly since?: Date;
}

/** Which part of them. */
export interface PageRequest {
  /** 1 to `MAX_PAGE`, default `DEFAULT_PAGE`. */
  readonly limit?: number;
  /** Where the page before ended (`positionIn` of its cursor); absent for the first page. */
  readonly after?: PagePosition;
}
