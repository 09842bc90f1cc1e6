import { constants } from 'node:os';
import { messageOf } from '../../common/errors';
import { serveOrders } from '../serve-orders';
import { decoding, openPicture } from '../sharp-settings';
import type { LookAnswer, LookOrder } from './classifier-orders';
import { LOOKED_AT_PX, loadNsfwjs, type Look } from './nsfwjs-model';

let model: Promise<Look> | undefined;

/** The program of the classifier process, at the lowest priority. */
serveOrders(constants.priority.PRIORITY_LOW, answerTo);

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
