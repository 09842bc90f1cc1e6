import { readdirSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { getHeapStatistics } from 'node:v8';

/** So many bytes of pixels and files may lie about; a picture of 832 × 1216 leaves 8 MB, a collection takes some 15 ms. */
const MOST_LEFT_BYTES = 24e6;

/**
 * The half of `ChildProgram` that runs in the process of its own: answers one order after the other, and ends with the
 * service that started it.
 *
 * @param steps that it stands back behind the service, 1 to 19: of two that want a core, one that stands 5 back gets a quarter
 * @param answerTo must not throw: a failure is an answer, too
 */
export function serveOrders<Order, Answer>(steps: number, answerTo: (order: Order) => Promise<Answer>): void {
  standBack(steps);
  // A terminal and npm signal the whole group: the service decides when its work is done, not we.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  // Also when the service was killed: the system closes the channel.
  process.on('disconnect', () => process.exit());
  process.on('message', (order: Order) => {
    void answerTo(order).then((answer) => {
      process.send?.(answer);
      // After the answer has left: nobody waits for it.
      setImmediate(letGo);
    });
  });
}

/**
 * Linux counts priority by the thread, and those that do the work on pixels are begotten by helpers of Node that run already:
 * without them only the thread that waits would stand back.
 */
function standBack(steps: number): void {
  const priority = Math.min(constants.priority.PRIORITY_LOW, getPriority() + steps);
  for (const thread of threads()) setPriority(thread, priority);
}

/** Ids of the threads of this process; where the system does not tell, 0: all of them, or this one. */
function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [0];
  }
}

/** Buffers are freed by a collection, and V8 waits with one for 64 MB of them: a third of what a process then held. */
function letGo(): void {
  if (getHeapStatistics().external_memory > MOST_LEFT_BYTES) globalThis.gc?.();
}
