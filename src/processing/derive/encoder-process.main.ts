import { constants } from 'node:os';
import { messageOf } from '../../common/errors';
import { serveOrders } from '../serve-orders';
import { derivePicture } from './derive-picture';
import type { EncodeAnswer, EncodeOrder } from './encoder-orders';

/** The program of an encoder process (docs/adr/0008-encoding-outside-the-process.md), at the lowest priority. */
serveOrders(constants.priority.PRIORITY_LOW, answerTo);

async function answerTo({ original, plan }: EncodeOrder): Promise<EncodeAnswer> {
  try {
    return { picture: await derivePicture(original, plan) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}
