import { constants, getPriority, setPriority } from 'node:os';

/**
 * The half of `ChildProgram` that runs in the process of its own: answers one order after the other, and ends with the
 * service that started it.
 *
 * @param steps that it stands back behind the service, 1 to 19: of two that want a core, one that stands 5 back gets a quarter
 * @param answerTo must not throw: a failure is an answer, too
 */
export function serveOrders<Order, Answer>(steps: number, answerTo: (order: Order) => Promise<Answer>): void {
  setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + steps));
  // A terminal and npm signal the whole group: the service decides when its work is done, not we.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  // Also when the service was killed: the system closes the channel.
  process.on('disconnect', () => process.exit());
  process.on('message', (order: Order) => {
    void answerTo(order).then((answer) => process.send?.(answer));
  });
}
