import { getHeapStatistics } from 'node:v8';
import { standBack } from '../common/stand-back';

/** So many bytes of pixels and files may lie about; a picture of 832 × 1216 leaves 8 MB, a collection takes some 15 ms. */
const MOST_LEFT_BYTES = 24e6;

/**
 * The half of `ChildProgram` that runs in the process of its own: answers one order after the other, and ends with the
 * service that started it.
 *
 * @param steps that it stands back behind the service, as `standBack` says
 * @param answerTo must not throw: a failure is an answer, too
 */
export function serveOrders<Order, Answer>(steps: number, answerTo: (order: Order) => Promise<Answer>): void {
  // Also the helpers of Node that run already: they beget the threads that do the work on pixels.
  standBack(steps, 'everything');
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

/** Buffers are freed by a collection, and V8 waits with one for 64 MB of them: a third of what a process then held. */
function letGo(): void {
  if (getHeapStatistics().external_memory > MOST_LEFT_BYTES) globalThis.gc?.();
}
