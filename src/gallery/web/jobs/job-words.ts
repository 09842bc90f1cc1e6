import type { Job } from '../api/api-types';

/** What can be said about a failure: what it means, and what to do. */
export interface FailureHelp {
  readonly text: string;
  /** Whether the same request may well succeed. */
  readonly isWorthRetrying: boolean;
}

/** By code, as the contract lists them. */
const HELP: Readonly<Record<string, FailureHelp>> = {
  VALIDATION_FAILED: no('Something in the request cannot be used. Change it and ask again.'),
  EXPIRED: yes('It had to wait longer than whoever asked for it allowed.'),
  CHARACTER_NOT_FOUND: no('The character service knows no such character, or it is not yours to see. Check its id.'),
  CHARACTER_UNAVAILABLE: yes('The character service did not answer. Try again when it is back.'),
  CONTENT_REFUSED: no('The words or the picture are not fit for this table. Ask for something else.'),
  BACKEND_UNAVAILABLE: yes('Nothing that could paint it answered. Try again, or look whether the backends are well.'),
  BACKEND_REJECTED: no('The painting server refused it. Its operator finds the reason in the logs.'),
  BACKEND_OUT_OF_MEMORY: yes('The picture did not fit into the memory of the painting server. A smaller one may.'),
  BACKEND_SUBSTITUTED: yes(
    'The painting server used another model or sampler than it was told to, so the picture was not taken.',
  ),
  BLANK_OUTPUT: yes(
    'The painting server painted nothing. Another try often helps; without a fixed seed it is another picture.',
  ),
  IMAGE_TOO_LARGE: no('The picture has become larger than is allowed. Ask for a smaller one.'),
  STORAGE_UNAVAILABLE: yes('The picture could not be stored. Try again when storage is back.'),
  CANCELLED: yes('Somebody cancelled it before it was done.'),
  SUPERSEDED: no('A newer request took its place.'),
  UNCHANGED: no('Nothing that can be seen has changed, so there was nothing to paint.'),
  TIMEOUT: yes('It took longer than is allowed.'),
  INTERNAL: yes('Something went wrong inside the service. If it happens again, tell its operator.'),
};

/** What an error code means. Codes that this page does not know yet are tried again. */
export function helpFor(code: string): FailureHelp {
  return HELP[code] ?? yes('It did not work out.');
}

/** Whether a job can be asked for once more. */
export function canRetry({ status, error }: Pick<Job, 'status' | 'error'>): boolean {
  if (status === 'failed') return helpFor(error?.code ?? '').isWorthRetrying;
  return status === 'cancelled' && error?.code !== 'SUPERSEDED';
}

/** Whether something may still happen to a job. */
export function isUnfinished({ status }: Pick<Job, 'status'>): boolean {
  return status === 'pending' || status === 'running';
}

/** The state of a job in a word. */
export const STATUS_WORDS: Readonly<Record<Job['status'], string>> = {
  pending: 'waiting',
  running: 'being made',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Why a job waits, and for how long; empty when there is nothing to say. */
export function waitingWords(job: Pick<Job, 'status' | 'position' | 'waiting_for' | 'estimated_seconds'>): string {
  if (job.status !== 'pending') return '';
  return [reasonWords(job.waiting_for), placeWords(job.position), beginWords(job.estimated_seconds)]
    .filter((part) => part !== '')
    .join(' · ');
}

function reasonWords(reason: string | undefined): string {
  if (reason === undefined) return '';
  const at = /^retry at (.+)$/.exec(reason)?.[1];
  if (at !== undefined) return `tried again at ${timeWords(at)}`;
  return reason === 'another job' ? 'for another job' : reason;
}

function placeWords(position: number | undefined): string {
  if (position === undefined) return '';
  if (position === 0) return 'next in line';
  return position >= 1000 ? '1000 or more before it' : `${position} before it`;
}

const beginWords = (seconds: number | undefined): string =>
  seconds === undefined ? '' : `begins in about ${durationWords(seconds)}`;

/** A time of the day of an ISO time, as the reader's machine writes it; the text itself when it is none. */
export function timeWords(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toLocaleTimeString();
}

/** A duration as people say it: `8 s`, `2 min`, `3 h`. */
export function durationWords(seconds: number): string {
  if (seconds < 1) return 'a moment';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** How long ago an ISO time is. */
export function agoWords(iso: string, now = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (Number.isNaN(seconds)) return iso;
  if (seconds < 5) return 'just now';
  return seconds < 172_800 ? `${durationWords(seconds)} ago` : new Date(iso).toLocaleDateString();
}

/** The id at the end of a path such as `/api/v1/jobs/ID`. */
export const idIn = (path: string | undefined): string | undefined => path?.split('/').at(-1) || undefined;

function yes(text: string): FailureHelp {
  return { text, isWorthRetrying: true };
}

function no(text: string): FailureHelp {
  return { text, isWorthRetrying: false };
}
