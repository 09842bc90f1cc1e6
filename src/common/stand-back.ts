import { readdirSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';

/**
 * Has threads of this process stand back behind everything else that wants a core. Linux counts priority by the thread, and a
 * new one has that of the thread that begot it; where the system does not tell of threads, nothing is done to `helpers`.
 *
 * @param steps 1 to 19: of two that want a core, one that stands 5 back gets a quarter, with 10 a tenth
 * @param who `helpers`: all that run already but the first thread
 */
export function standBack(steps: number, who: 'everything' | 'helpers'): void {
  const priority = Math.min(constants.priority.PRIORITY_LOW, getPriority() + steps);
  for (const thread of threads(who)) setPriority(thread, priority);
}

/** Their ids; 0 is this thread, or all of the process. */
function threads(who: 'everything' | 'helpers'): number[] {
  try {
    const ids = readdirSync('/proc/self/task').map(Number);
    return who === 'everything' ? ids : ids.filter((id) => id !== process.pid);
  } catch {
    return who === 'everything' ? [0] : [];
  }
}
