import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ForbiddenError } from '../../auth/auth.errors';
import { ContentRefusedError } from '../../common/content-refused.errors';
import { ValidationFailedError, type Fault } from '../../common/errors';
import { derivedId } from '../../common/ids';
import { validated } from '../../common/validation';
import { JobsReader, type ShownJob } from '../jobs/jobs.reader';
import { PictureKinds, readForCaller, type ReadRequest } from '../picture-kind';
import { itemBody } from '../requests/batch-items';
import { PictureRequests } from '../requests/picture-requests';
import { AcceptedPictureView } from './accepted-picture.dto';
import { BatchStore, type BatchRow } from './batch-store';
import { BatchDto, type AcceptedBatchView, type BatchJobView, type RejectedItemView } from './batch.dto';
import { assertMember } from './campaign-members';
import { originOfHttp } from './http-origin';
import { IdempotencyKeys } from './idempotency-keys';
import type { PictureOrder } from './picture-order';

/** A `POST` of a batch; `read` reads one item. */
export type BatchOrder = Omit<PictureOrder, 'extra'>;

interface ReadItems {
  readonly good: readonly { readonly index: number; readonly read: ReadRequest }[];
  readonly rejected: readonly RejectedItemView[];
  /** Set when the content of an item was refused. */
  readonly refusal?: ContentRefusedError;
}

/** Path of a batch. */
export const batchUrl = (id: string): string => `/api/v1/batches/${id}`;

/** The HTTP door of batches: one job for each good item, an explanation for each bad one. */
@Injectable()
export class BatchDoor {
  constructor(
    private readonly kinds: PictureKinds,
    private readonly requests: PictureRequests,
    private readonly jobs: JobsReader,
    private readonly keys: IdempotencyKeys,
    private readonly batches: BatchStore,
  ) {}

  /**
   * Takes the batch and answers it with 202. Honours `Idempotency-Key`; not `Prefer: wait`.
   *
   * @throws ValidationFailedError (422) for a body that is no batch, and when no item is good; ContentRefusedError
   *   (422) when none is good and one was refused for its content; HttpProblem 400 and 409
   *   for the key. Nothing was written then.
   */
  async accept(order: BatchOrder): Promise<void> {
    const { body, principal, request, reply } = order;
    const key = this.keys.keyOf(request, principal, body);
    const known = key === undefined ? undefined : await this.keys.find(key);
    const earlier = known === undefined ? undefined : await this.written(batchIdOf(known));
    if (earlier !== undefined) void reply.header('Idempotency-Replayed', 'true');
    const view =
      earlier ?? (await this.take(order, async () => (key === undefined ? randomUUID() : this.keys.claim(key))));
    await reply.status(202).header('Location', batchUrl(view.batch_id)).header('Cache-Control', 'no-store').send(view);
  }

  private async take(order: BatchOrder, nonceFor: () => Promise<string>): Promise<AcceptedBatchView> {
    const { items, shared } = validated(BatchDto, order.body, 'refuse');
    const read = await this.readItems(order, items, shared);
    if (read.good.length === 0) throw read.refusal ?? new ValidationFailedError(faultsOf(read.rejected));
    const nonce = await nonceFor();
    const id = batchIdOf(nonce);
    await this.batches.keep({ id, owner_id: order.principal.sub, total: items.length, rejected: read.rejected });
    await this.requests.acceptRead(
      read.good.map((item) => ({
        ...originOfHttp(order.request, order.principal),
        kind: order.kind,
        read: item.read,
        identity: ['http', nonce, String(item.index)],
        batch: { id, index: item.index },
      })),
    );
    return viewOf(id, await this.jobs.ofBatch(id), read.rejected);
  }

  private async readItems(order: BatchOrder, items: readonly unknown[], shared: unknown): Promise<ReadItems> {
    const good: { index: number; read: ReadRequest }[] = [];
    const rejected: RejectedItemView[] = [];
    let refusal: ContentRefusedError | undefined;
    for (const [index, item] of items.entries()) {
      try {
        good.push({ index, read: await this.readItem(order, itemBody(shared, item)) });
      } catch (error) {
        if (error instanceof ContentRefusedError) refusal = error;
        rejected.push({ index, errors: [...faultsIn(error)] });
      }
    }
    return { good, rejected, refusal };
  }

  private async readItem({ kind, principal, read }: BatchOrder, body: unknown): Promise<ReadRequest> {
    const found = read === undefined ? readForCaller(this.kinds.of(kind), body, 'refuse') : await read(body);
    assertMember(principal, found.campaignId);
    return found;
  }

  /** The answer that a batch got before; `undefined` when its jobs were never written. */
  private async written(id: string): Promise<AcceptedBatchView | undefined> {
    const [row, jobs] = await Promise.all([this.batches.find(id), this.jobs.ofBatch(id)]);
    return row === undefined || jobs.length === 0 ? undefined : viewOf(id, jobs, row.rejected);
  }
}

/** One id per nonce, as one job per nonce: a retry after a crash makes the very same batch. */
const batchIdOf = (nonce: string): string => derivedId('batch', nonce);

/** The jobs of a batch with their places. */
export const batchJobsOf = (jobs: readonly ShownJob[]): BatchJobView[] =>
  jobs.map((job) => ({ index: job.batch_index ?? 0, ...AcceptedPictureView.of(job) }));

function viewOf(id: string, jobs: readonly ShownJob[], rejected: BatchRow['rejected']): AcceptedBatchView {
  return { batch_id: id, jobs: batchJobsOf(jobs), rejected: [...rejected], links: { self: batchUrl(id) } };
}

/** @throws what says nothing about the item */
function faultsIn(error: unknown): readonly Fault[] {
  if (error instanceof ValidationFailedError) return error.faults;
  if (error instanceof ContentRefusedError) return [{ path: '', message: error.message }];
  if (error instanceof ForbiddenError) return [{ path: 'campaign_id', message: error.message }];
  throw error;
}

/** All faults by their place in the whole body. */
function faultsOf(rejected: readonly RejectedItemView[]): Fault[] {
  const faults = rejected.flatMap(({ index, errors }) =>
    errors.map(({ path, message }) => ({ path: path === '' ? `items.${index}` : `items.${index}.${path}`, message })),
  );
  return faults.slice(0, 50);
}
