/** One dependency's answer: `ok`, `degraded` (works in part) or `down`, and why in words safe to show. */
export interface ProbeResult {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly detail?: string;
}

/**
 * Port of everything health asks. An implementation may throw (that is `down`) and may hang: nobody
 * waits for it, and it is not asked again before its last answer came or ten seconds passed.
 */
export abstract class HealthProbe {
  /** Name in the answer of `GET /health`: `database`, `hub`, `outbox`, `storage`, `cache`, `backends`. */
  abstract readonly name: string;
  /** Whether the service cannot take work without it (`GET /health/ready` is then 503). */
  abstract readonly required: boolean;
  abstract check(): Promise<ProbeResult>;
}
