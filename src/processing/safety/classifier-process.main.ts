import { constants, setPriority } from 'node:os';
import { messageOf } from '../../common/errors';
import { decoding, openPicture } from '../sharp-settings';
import type { LookAnswer, LookOrder } from './classifier-orders';
import { LOOKED_AT_PX, loadNsfwjs, type Look } from './nsfwjs-model';

/**
 * The program of the classifier process: takes orders from the service that started it, at the lowest priority, and
 * ends with it.
 */
setPriority(constants.priority.PRIORITY_LOW);
// A terminal and npm signal the whole group: the service decides when its work is done, not we.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());

let model: Promise<Look> | undefined;

process.on('message', (order: LookOrder) => {
  void answerTo(order).then((answer) => process.send?.(answer));
});

async function answerTo(order: LookOrder): Promise<LookAnswer> {
  try {
    const look = await (model ??= loadNsfwjs());
    return 'picture' in order ? { scores: await look(await pixelsOf(order.picture)) } : { ready: true };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/** The whole picture, stretched: what is cut off is not looked at. */
function pixelsOf(picture: Buffer): Promise<Buffer> {
  return decoding(() =>
    openPicture(picture).resize(LOOKED_AT_PX, LOOKED_AT_PX, { fit: 'fill' }).flatten().removeAlpha().raw().toBuffer(),
  );
}
