import { AsyncLocalStorage } from 'node:async_hooks';

const listening = new AsyncLocalStorage<{ ms: number }>();

/** Runs `ask`, and tells whoever listens around it how long it took, also when it fails. */
export async function askingForDetails<T>(ask: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await ask();
  } finally {
    const listener = listening.getStore();
    if (listener !== undefined) listener.ms += performance.now() - start;
  }
}

/**
 * Runs `work`, and says afterwards how much of its time was spent waiting for details of characters: kinds ask for them
 * deep in their composing, and the metrics want the two apart.
 *
 * @param tell hears milliseconds, also when `work` fails; not called when nobody was asked
 */
export async function withDetailsTime<T>(work: () => Promise<T>, tell: (ms: number) => void): Promise<T> {
  const listener = { ms: 0 };
  try {
    return await listening.run(listener, work);
  } finally {
    if (listener.ms > 0) tell(listener.ms);
  }
}
