import { askJson } from './http';

/** A server that paints. */
export interface Backend {
  readonly name: string;
  readonly dialect: string;
  readonly state: 'up' | 'away' | 'draining' | 'unknown';
  readonly slots: number;
  readonly busy: number;
  /** 0 to 1, over the last minutes. */
  readonly busy_share: number;
  readonly model: string | null;
  readonly models: readonly string[];
  readonly seconds_per_picture: number | null;
  readonly memory: { readonly free_bytes: number; readonly total_bytes: number } | null;
  readonly last_error: string | null;
  readonly last_error_at: string | null;
  readonly reported_at: string | null;
}

/** All of them. */
export interface Backends {
  readonly items: readonly Backend[];
  /** There is none: the embedded painter draws sketches. */
  readonly sketches: boolean;
}

/** What paints. @throws ApiError 403 for those who do not look after the service */
export function listBackends(signal?: AbortSignal): Promise<Backends> {
  return askJson('api/v1/backends', { signal });
}
