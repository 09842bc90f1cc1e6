/** The time was over before the work was done. */
export class DeadlineError extends Error {
  constructor(limitMs: number, options?: ErrorOptions) {
    super(`not done within ${limitMs} ms`, options);
  }
}

/**
 * Does `work` for at most `limitMs`, and only while `signal` is not aborted: the signal that it gets tells of both. Not made of
 * `AbortSignal.any` and `AbortSignal.timeout`: in the former, a collection of garbage may take the latter away before its
 * time has come, and then it never does (Node 20, nodejs/node#57736).
 *
 * @throws DeadlineError, with what `work` threw as its cause, once the time is over; else what `work` throws
 */
export async function withDeadline<T>(
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new AbortController();
  const pass = (): void => either.abort(signal.reason);
  let late: DeadlineError | undefined;
  const timer = setTimeout(() => {
    if (either.signal.aborted) return;
    late = new DeadlineError(limitMs);
    either.abort(late);
  }, limitMs);
  signal.addEventListener('abort', pass, { once: true });
  if (signal.aborted) pass();
  try {
    return await work(either.signal);
  } catch (error) {
    throw late === undefined || error === late ? error : new DeadlineError(limitMs, { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', pass);
  }
}
