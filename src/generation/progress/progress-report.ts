/** How far the picture of a job is, as its backend tells. */
export interface ProgressReport {
  readonly jobId: string;
  /** Attempt that paints it, from 1: every attempt begins anew. */
  readonly attempt: number;
  /** 0 to 1; never less than what was told of the same attempt before. */
  readonly fraction: number;
  /** Milliseconds until it is painted, as the backend guesses. */
  readonly etaMs?: number;
  /** Whether the unfinished picture can be seen. */
  readonly hasPreview: boolean;
}

/** The report as the text of a signal: far below the 8000 bytes that one may have. */
export function writeReport({ jobId, attempt, fraction, etaMs, hasPreview }: ProgressReport): string {
  return JSON.stringify({ job: jobId, attempt, fraction, eta_ms: etaMs, preview: hasPreview });
}

/** Reads the text of a signal; `undefined` when it is none of ours. */
export function readReport(text: string): ProgressReport | undefined {
  try {
    const { job, attempt, fraction, eta_ms: etaMs, preview } = Object(JSON.parse(text)) as Record<string, unknown>;
    if (typeof job !== 'string' || typeof attempt !== 'number' || typeof fraction !== 'number') return undefined;
    if (!(fraction >= 0 && fraction <= 1)) return undefined;
    return {
      jobId: job,
      attempt,
      fraction,
      ...(typeof etaMs === 'number' && { etaMs }),
      hasPreview: preview === true,
    };
  } catch {
    return undefined;
  }
}

/** Path of the unfinished picture of a job. */
export const previewUrl = (jobId: string): string => `/api/v1/jobs/${jobId}/preview`;

/** What callers are told of a report, beside the fraction. */
export function shownBeside({ jobId, etaMs, hasPreview }: ProgressReport): { eta_seconds?: number; preview?: string } {
  return {
    ...(etaMs !== undefined && { eta_seconds: Math.round(etaMs / 1000) }),
    ...(hasPreview && { preview: previewUrl(jobId) }),
  };
}
