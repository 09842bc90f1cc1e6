/** Longest wait that is granted, seconds. */
export const LONGEST_WAIT_S = 60;

const WAIT = /^wait\s*=\s*(?:"(\d{1,9})"|(\d{1,9}))$/i;

/**
 * Seconds of the preference `wait` in a `Prefer` header (RFC 7240), cut to 60; `undefined` when there is none.
 * What is not spelled well is no preference, as the RFC says; of several the first counts.
 */
export function waitIn(prefer: string | readonly string[] | undefined): number | undefined {
  const preferences = (typeof prefer === 'string' ? prefer : (prefer ?? []).join(',')).split(',');
  for (const preference of preferences) {
    // Parameters may follow behind a semicolon; `wait` has none.
    const found = WAIT.exec((preference.split(';')[0] ?? '').trim());
    if (found !== null) return Math.min(LONGEST_WAIT_S, Number(found[1] ?? found[2]));
  }
  return undefined;
}
