/** What the service answers, as far as the gallery reads it; described in full at /docs. */

/** The kinds of picture, in the order in which they are offered. */
export const KINDS = ['portrait', 'token', 'map', 'item'] as const;
export type Kind = (typeof KINDS)[number];

/** A stored file beside the original. */
export interface Variant {
  readonly name: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly content_type: string;
  readonly size_bytes: number;
}

/** The metadata of one picture. */
export interface Image {
  readonly id: string;
  readonly kind: Kind;
  readonly status: string;
  readonly job_id: string;
  readonly parent_id: string | null;
  readonly image_version: number;
  readonly supersedes: string | null;
  readonly owner_id: string | null;
  readonly character_id: string | null;
  readonly campaign_id: string | null;
  readonly location_id: string | null;
  readonly content_type: string;
  readonly width: number;
  readonly height: number;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly thumbhash: string;
  readonly seed: number | null;
  readonly theme: string;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly variants: readonly Variant[];
  readonly created_at: string;
}

/** One page of a list, newest first. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** A request for a picture, as `GET /jobs/{id}` and its events show it. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
  readonly image_id: string;
  readonly request_id: string | null;
  readonly owner_id: string | null;
  readonly character_id: string | null;
  readonly campaign_id: string | null;
  readonly location_id: string | null;
  readonly priority: number;
  readonly attempts: number;
  /** 0 to 1. */
  readonly progress?: number;
  readonly eta_seconds?: number;
  /** Path of the unfinished picture. */
  readonly preview?: string;
  readonly position?: number;
  readonly waiting_for?: string;
  readonly estimated_seconds?: number;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly error?: { readonly code: string; readonly message: string };
}

/** The answer to a request for a picture. */
export interface AcceptedPicture {
  readonly job_id: string;
  readonly image_id: string;
  readonly status: string;
}

/** A wrong member of a body, by its dotted path. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}
