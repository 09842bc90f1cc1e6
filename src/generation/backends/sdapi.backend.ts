import { randomUUID } from 'node:crypto';
import { withDeadline } from '../../common/with-deadline';
import { ConnectionFailedError } from './backend.client';
import type { Rounding } from './expected-picture';
import {
  BackendOutOfMemoryError,
  BackendRejectedError,
  BackendUnavailableError,
  type PaintProgress,
  type Painting,
  type ProgressWants,
} from './image-backend';
import { withoutReference, type PaintOrder } from './paint-order';
import { tellsOfReference } from './reference-unit';
import { assertAsOrdered, pictureIn, readInfo } from './sdapi-answers';
import { readReply, type SdapiReply } from './sdapi-reply';
import { askSdapi, outOfMemoryCountIn } from './sdapi-facts';
import type { SdapiHabits } from './sdapi-habits';
import { progressOf } from './sdapi-progress';
import { sdapiRequest } from './sdapi-requests';
import type { ServerFacts } from './server-facts';
import { ServerBackend, type ServerAccess } from './server.backend';
import { member, shownName, within } from './untrusted-answer';

const INTERRUPT_MS = 2000;
const LOOK_MS = 2000;

/** Half a picture is none, whoever wanted no more of it. */
class InterruptedError extends BackendUnavailableError {
  constructor() {
    super('was interrupted in the middle of the picture');
  }
}

/** How one request is sent. */
interface Sending {
  readonly signal: AbortSignal;
  /** Absent where the same picture may have to be asked for once more. */
  readonly answered?: () => Promise<void>;
}

/** One of our requests in flight. */
interface Task {
  readonly id: string;
  isStopped: boolean;
}

/**
 * A server that speaks `/sdapi/v1`: AUTOMATIC1111, Forge, SD.Next, or sd-server of stable-diffusion.cpp, told apart by
 * their habits.
 * @see docs/adr/0009-dialects.md
 */
export class SdapiBackend extends ServerBackend {
  readonly dialect: SdapiHabits['dialect'];
  protected readonly rounding: Rounding;
  protected override readonly maxSeed: number;
  // /internal/ping is not there in every one of the family.
  protected readonly livePath = '/sdapi/v1/samplers';
  private readonly tasks = new Set<Task>();
  /** Whether it failed over a reference that it should have taken: its adapter may not fit its model. */
  private isReferenceBroken = false;

  constructor(
    private readonly habits: SdapiHabits,
    access: ServerAccess,
  ) {
    super(access);
    this.dialect = habits.dialect;
    this.rounding = habits.rounding;
    this.maxSeed = habits.maxSeed;
  }

  override async progress(
    signal: AbortSignal,
    { preview }: ProgressWants = { preview: true },
  ): Promise<PaintProgress | undefined> {
    const [task, another] = this.tasks;
    // What the server tells is of whatever runs: with two of ours there it says nothing of either.
    if (task === undefined || another !== undefined || !this.habits.hasServices) return undefined;
    const place = await this.place(task, signal);
    if (place === 'queued') return { fraction: 0 };
    if (place === 'over') return undefined;
    // Whatever runs is looked at: unless it is known to be ours, the look could be at a stranger's picture.
    const skips = !preview || place !== 'running';
    return progressOf(await this.client.ask(`/sdapi/v1/progress?skip_current_image=${skips}`, signal));
  }

  override async interrupt(signal: AbortSignal): Promise<void> {
    for (const task of this.tasks) await this.stop(task, signal);
  }

  protected ask(signal: AbortSignal): Promise<ServerFacts> {
    return askSdapi(this.client, this.habits, signal);
  }

  protected async carryOut(
    order: PaintOrder,
    facts: ServerFacts,
    signal: AbortSignal,
    answered: () => Promise<void>,
  ): Promise<Painting> {
    if (order.reference === undefined) return this.send(order, facts, { signal, answered });
    if (this.isReferenceBroken) return this.send(withoutReference(order), facts, { signal, answered });
    try {
      // Whether it is asked again shows when the answer is read.
      return await this.send(order, facts, { signal });
    } catch (error) {
      if (signal.aborted || !mayBeOfReference(error)) throw error;
      this.isReferenceBroken = true;
      return this.send(withoutReference(order), facts, { signal, answered });
    }
  }

  private async send(order: PaintOrder, facts: ServerFacts, { signal, answered }: Sending): Promise<Painting> {
    const task: Task = { id: `image-service-${randomUUID()}`, isStopped: false };
    this.tasks.add(task);
    try {
      const { path, body } = sdapiRequest(order, this.habits, { taskId: task.id, upscaler: facts.upscaler });
      // Asked while the reply arrives, which takes as long. Until it is there it is in flight, and holds its slot.
      const bytes = await this.client.postForBytes(path, body, signal, () => {
        this.getReadyForAnother();
        return this.assertUninterrupted(task, signal);
      });
      await answered?.();
      return paintingOf(readReply(bytes), order, facts);
    } catch (error) {
      // A server paints on when its client goes away; told to stop, its slot is soon free in earnest.
      if (signal.aborted) await this.stop(task, AbortSignal.timeout(INTERRUPT_MS)).catch(() => undefined);
      throw await this.explained(error, facts, signal);
    } finally {
      this.tasks.delete(task);
    }
  }

  /** Forge says 'Internal Server Error' whatever happened; its memory remembers. */
  private async explained(error: unknown, facts: ServerFacts, signal: AbortSignal): Promise<unknown> {
    const { outOfMemoryCount: before } = facts;
    const isUnclear =
      error instanceof BackendUnavailableError && !(error instanceof ConnectionFailedError) && !signal.aborted;
    if (before === undefined || !isUnclear) return error;
    const memory = await this.client.get('/sdapi/v1/memory', AbortSignal.timeout(LOOK_MS)).catch(() => undefined);
    return (outOfMemoryCountIn(memory) ?? 0) > before ? new BackendOutOfMemoryError() : error;
  }

  /** An interrupted server answers 200 with half a picture, whoever interrupted it; the flag stays until its next picture. */
  private async assertUninterrupted(task: Task, signal: AbortSignal): Promise<void> {
    if (!task.isStopped && !this.habits.hasServices) return;
    const look = (limited: AbortSignal): Promise<unknown> =>
      this.client.ask('/sdapi/v1/progress?skip_current_image=true', limited);
    const state = task.isStopped ? undefined : await withDeadline(LOOK_MS, signal, look).catch(() => undefined);
    signal.throwIfAborted();
    if (task.isStopped || within(state, 'state', 'interrupted') === true) {
      throw new InterruptedError();
    }
  }

  /** Interrupting stops whatever runs: only when that is ours, or nothing else can be. */
  private async stop(task: Task, signal: AbortSignal): Promise<void> {
    if (!this.habits.hasServices) return;
    const place = await this.place(task, signal);
    if (place !== 'running' && !(place === 'unknown' && this.slots === 1)) return;
    task.isStopped = true;
    await this.client.post('/sdapi/v1/interrupt', {}, signal);
  }

  /** Only servers with a user interface know our ids. */
  private async place(task: Task, signal: AbortSignal): Promise<'running' | 'queued' | 'over' | 'unknown'> {
    if (!this.habits.hasTaskIds) return 'unknown';
    const question = { id_task: task.id, id_live_preview: -1, live_preview: false };
    const answer = await this.client.post('/internal/progress', question, signal).catch(() => undefined);
    if (member(answer, 'active') === true) return 'running';
    if (member(answer, 'queued') === true) return 'queued';
    return member(answer, 'completed') === true ? 'over' : 'unknown';
  }
}

/** Refused, or broken on the way: by what is new in this request, as far as anybody can tell. */
function mayBeOfReference(error: unknown): boolean {
  if (error instanceof ConnectionFailedError || error instanceof InterruptedError) return false;
  return error instanceof BackendUnavailableError || error instanceof BackendRejectedError;
}

function paintingOf({ reply, picture }: SdapiReply, order: PaintOrder, facts: ServerFacts): Painting {
  const info = readInfo(reply);
  // Who says that it is not the first of one has sent something else.
  const isFirst = typeof info.index_of_first_image !== 'number' || info.index_of_first_image === 0;
  const bytes = picture !== undefined && isFirst ? picture : pictureIn(reply, info);
  if (order.mode === 'upscale') return { bytes, model: shownName(facts.upscaler) ?? 'unknown', origin: 'diffused' };
  assertAsOrdered(info, order);
  if (order.reference !== undefined && !tellsOfReference(info.extra_generation_params)) {
    throw new BackendRejectedError('passed over the reference');
  }
  const model = shownName(info.sd_model_name) ?? 'unknown';
  return { bytes, model, origin: 'diffused', seed: order.seed, sampler: order.sampler.ours };
}
