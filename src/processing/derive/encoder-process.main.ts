import { constants, setPriority } from 'node:os';
import { messageOf } from '../../common/errors';
import { derivePicture } from './derive-picture';
import type { EncodeAnswer, EncodeOrder } from './encoder-orders';

/**
 * The program of an encoder process (docs/adr/0008-encoding-outside-the-process.md): takes orders from the service that
 * started it, at the lowest priority, and ends with it.
 */
setPriority(constants.priority.PRIORITY_LOW);
// A terminal and npm signal the whole group: the service decides when its requests are done, not we.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
// Also when the service was killed: the system closes the channel.
process.on('disconnect', () => process.exit());
process.on('message', (order: EncodeOrder) => {
  void answerTo(order).then((answer) => process.send?.(answer));
});

async function answerTo({ original, plan }: EncodeOrder): Promise<EncodeAnswer> {
  try {
    return { picture: await derivePicture(original, plan) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}
