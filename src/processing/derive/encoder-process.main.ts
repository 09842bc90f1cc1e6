import { messageOf } from '../../common/errors';
import { serveOrders } from '../serve-orders';
import { derivePicture } from './derive-picture';
import type { EncodeAnswer, EncodeOrder } from './encoder-orders';

/** Behind the service and behind those that finish paintings, but not the last of all: somebody waits for this picture. */
const STEPS_BACK = 10;

/** The program of an encoder process (docs/adr/0008-encoding-outside-the-process.md). */
serveOrders(STEPS_BACK, answerTo);

async function answerTo({ original, plan }: EncodeOrder): Promise<EncodeAnswer> {
  try {
    return { picture: await derivePicture(original, plan) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}
