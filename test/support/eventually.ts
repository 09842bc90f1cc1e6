/** How long `eventually` keeps trying, and how often. */
export interface Patience {
  /** Default 10 000. */
  readonly timeoutMs?: number;
  /** Pause between two tries; default 25. */
  readonly everyMs?: number;
}

/**
 * Runs `assertion` until it no longer throws, instead of sleeping for a guessed time.
 *
 * @returns what the assertion gives in the end
 * @throws Error with the last error's message (and as its `cause`) when the time is over; an assertion that hangs is
 *   given up at the same time
 */
export async function eventually<T>(assertion: () => T | Promise<T>, patience: Patience = {}): Promise<T> {
  const { timeoutMs = 10_000, everyMs = 25 } = patience;
  const endMs = performance.now() + timeoutMs;
  let tries = 0;
  let last: unknown = new Error('the assertion never ended');
  do {
    tries += 1;
    try {
      return await within(Math.max(1, endMs - performance.now()), assertion);
    } catch (error) {
      if (error !== GIVEN_UP) last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  } while (performance.now() < endMs);
  const reason = last instanceof Error ? last.message : String(last);
  throw new Error(`Not within ${timeoutMs} ms (${tries} tries). Last: ${reason}`, { cause: last });
}

const GIVEN_UP = Symbol('given up');

async function within<T>(ms: number, work: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a private mark, never seen outside
    timer = setTimeout(() => reject(GIVEN_UP), ms);
  });
  try {
    return await Promise.race([work(), end]);
  } finally {
    clearTimeout(timer);
  }
}
