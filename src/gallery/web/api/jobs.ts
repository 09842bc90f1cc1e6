import type { AcceptedPicture, Job, Page } from './api-types';
import { ask, askJson } from './http';

/** A job with where it leads. */
export interface LinkedJob extends Job {
  readonly links?: {
    /** Path of the job that this one asks for once more. */
    readonly retry_of?: string;
  };
}

/** What a list of jobs is narrowed to; empty members do not count. */
export interface JobFilter {
  readonly status?: string;
  readonly kind?: string;
}

/** What can be asked for by a form. */
export type MadeKind = 'portrait' | 'token' | 'map';

const at = (id: string, rest = ''): string => `api/v1/jobs/${encodeURIComponent(id)}${rest}`;

/** Jobs, newest first. @throws as `ask` does, like everything here */
export function listJobs(filter: JobFilter, cursor?: string, signal?: AbortSignal): Promise<Page<Job>> {
  return askJson('api/v1/jobs', { query: { ...filter, limit: 25, cursor }, signal });
}

/** One job, with what keeps it waiting. */
export function readJob(id: string, signal?: AbortSignal): Promise<LinkedJob> {
  return askJson(at(id), { signal });
}

/** Ends a job that has not ended. @throws ApiError 409 when it had */
export async function cancelJob(id: string): Promise<void> {
  await ask(at(id), { method: 'DELETE' });
}

/** Asks for a job that ended without a picture once more. @param key the same one when it is not known whether it was taken */
export function retryJob(id: string, key: string): Promise<AcceptedPicture> {
  return askJson(at(id, '/retry'), { method: 'POST', headers: { 'Idempotency-Key': key } });
}

/** Asks for a picture. @throws ApiError with `errors` that name members of the body */
export function askForPicture(kind: MadeKind, body: unknown, key: string): Promise<AcceptedPicture> {
  return askJson(`api/v1/${kind}s`, { method: 'POST', body, headers: { 'Idempotency-Key': key } });
}
