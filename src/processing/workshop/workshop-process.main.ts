import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../common/errors';
import { assertPixelsNotBlank } from '../blank-check';
import { finishPixels } from '../finish-picture';
import { inspectPicture } from '../inspect-picture';
import { BlankOutputError, ImageTooLargeError, UnreadableImageError } from '../picture-errors';
import { decodePixels, type Pixels } from '../pixels';
import { serveOrders } from '../serve-orders';
import { handOver } from './handed-over';
import type { WorkshopAnswer, WorkshopOrder } from './workshop-orders';

/** What was looked at last, decoded: most of the time it is what is finished next. */
let last: Pixels | undefined;

/** Where a finished picture lies until the service has taken it: one at a time, and none when both have ended. */
const place = join(tmpdir(), `image-service-${randomUUID()}`);
process.on('exit', () => rmSync(place, { force: true }));

/** Behind the service, which answers requests; but servers stand still when finished pictures pile up. */
const STEPS_BACK = 5;

/** The program of a workshop process. */
serveOrders(STEPS_BACK, answerTo);

async function answerTo(order: WorkshopOrder): Promise<WorkshopAnswer> {
  try {
    return 'look' in order ? await look(order) : await finish(order);
  } catch (error) {
    if (error instanceof BlankOutputError) return { refused: { is: 'blank', reason: error.reason } };
    if (error instanceof ImageTooLargeError) return { refused: { is: 'too large', limit: error.limit } };
    if (error instanceof UnreadableImageError) return { refused: { is: 'unreadable', cause: messageOf(error.cause) } };
    return { failure: messageOf(error) };
  }
}

async function look({ look: bytes, maxBytes }: Extract<WorkshopOrder, { look: Buffer }>): Promise<WorkshopAnswer> {
  last = undefined;
  await inspectPicture(bytes, { maxBytes });
  last = await decodePixels(bytes);
  assertPixelsNotBlank(last);
  return { seen: true };
}

async function finish({
  finish: what,
  plan,
  cores,
}: Extract<WorkshopOrder, { plan: unknown }>): Promise<WorkshopAnswer> {
  const pixels = what === 'last' ? last : await decodePixels(what);
  last = undefined;
  if (pixels === undefined) return { failure: 'nothing was looked at' };
  const { original, ...rest } = await finishPixels(pixels, plan, cores);
  const { bytes, ...facts } = original;
  return { finished: { ...rest, original: facts, bytes: await handOver(bytes, place) } };
}
