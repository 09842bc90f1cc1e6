import type { ServiceConfig } from '../../config/service-config';

/** Longest pause between two attempts (`settlement.ts`). */
const PAUSE_MS = 60_000;
/** Longest pause between two tries to keep a finished picture (10 s), and the longest call to the store (20 s). */
const KEEPING_MS = 30_000;

/**
 * The longest possible job in milliseconds: attempts × (painting + keeping until the lease is lost + pause), that is
 * `JOB_MAX_ATTEMPTS × (JOB_TIMEOUT_MS + JOB_LEASE_MS + 30 s + 60 s)`; an hour with the defaults. A younger object is no
 * orphan, whatever the tables say: its row may be on the way.
 *
 * A job that waits longer (for the database, for a backend) is unfinished all the while, and an unfinished job
 * protects its objects at any age.
 */
export function longestJobMs(
  config: Pick<ServiceConfig, 'JOB_MAX_ATTEMPTS' | 'JOB_TIMEOUT_MS' | 'JOB_LEASE_MS'>,
): number {
  return config.JOB_MAX_ATTEMPTS * (config.JOB_TIMEOUT_MS + config.JOB_LEASE_MS + KEEPING_MS + PAUSE_MS);
}
