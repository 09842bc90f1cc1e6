import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionFailedError } from './backend.client';
import { askComfyUi, COMFYUI_MULTIPLE } from './comfyui-facts';
import { ComfyUiListener } from './comfyui-listener';
import { picturePathIn } from './comfyui-outcome';
import { workflowFor, type WorkflowParts } from './comfyui-workflow';
import { BackendRejectedError, BackendUnavailableError, type PaintProgress, type Painting } from './image-backend';
import { enlargedSize, type Rounding } from './expected-picture';
import type { PaintOrder } from './paint-order';
import type { ServerFacts } from './server-facts';
import { ServerBackend, type ServerAccess } from './server.backend';
import { isWord, listed, member, shownName } from './untrusted-answer';

const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 1000;
const STOP_MS = 2000;
/** Looks in a row that may find nobody, or no trace of our workflow. */
const MOST_BLIND_LOOKS = 4;
const FOLDER = 'image-service';

interface Task {
  promptId: string;
  isStopped: boolean;
}

/**
 * ComfyUI: workflows are put together here, queued there, and waited for in its history.
 * Read in 0.3.64; every route also exists under `/api`. @see docs/adr/0009-dialects.md
 */
export class ComfyUiBackend extends ServerBackend {
  readonly dialect = 'comfyui';
  protected readonly rounding: Rounding = { multiple: COMFYUI_MULTIPLE, direction: 'down' };
  private readonly clientId = randomUUID();
  protected readonly livePath = '/system_stats';
  private readonly tasks = new Set<Task>();
  private readonly listener: ComfyUiListener;

  constructor(access: ServerAccess) {
    super(access);
    this.listener = new ComfyUiListener(access.client.address, this.clientId);
  }

  override progress(): Promise<PaintProgress | undefined> {
    const [task, another] = this.tasks;
    if (task === undefined || another !== undefined) return Promise.resolve(undefined);
    return Promise.resolve(this.listener.of(task.promptId));
  }

  override async interrupt(signal: AbortSignal): Promise<void> {
    for (const task of this.tasks) await this.stop(task, signal);
  }

  override async close(): Promise<void> {
    this.listener.close();
    await super.close();
  }

  protected ask(signal: AbortSignal): Promise<ServerFacts> {
    return askComfyUi(this.client, signal);
  }

  protected async carryOut(
    order: PaintOrder,
    facts: ServerFacts,
    signal: AbortSignal,
    answered: () => Promise<void>,
  ): Promise<Painting> {
    const model = order.model ?? facts.models[0];
    const parts = await this.partsFor(order, { checkpoint: model?.theirs ?? '', upscaler: facts.upscaler }, signal);
    this.listener.listen();
    const task: Task = { promptId: randomUUID(), isStopped: false };
    this.tasks.add(task);
    try {
      const entry = await this.performed(task, workflowFor(order, parts), signal);
      const path = picturePathIn(entry);
      await answered();
      const bytes = await this.client.download(path, signal);
      if (order.mode === 'upscale') return { bytes, model: shownName(facts.upscaler) ?? 'unknown', origin: 'diffused' };
      const painter = shownName(model?.name) ?? 'unknown';
      return { bytes, model: painter, origin: 'diffused', seed: order.seed, sampler: order.sampler.ours };
    } catch (error) {
      if (signal.aborted) await this.stop(task, AbortSignal.timeout(STOP_MS)).catch(() => undefined);
      throw error;
    } finally {
      this.tasks.delete(task);
      if (this.tasks.size === 0) this.listener.close();
    }
  }

  private async partsFor(
    order: PaintOrder,
    parts: Pick<WorkflowParts, 'checkpoint' | 'upscaler'>,
    signal: AbortSignal,
  ): Promise<WorkflowParts> {
    const source = order.source && (await this.upload(order.source, signal));
    const mask = order.mask && (await this.upload(order.mask, signal));
    const target = order.mode === 'upscale' ? await enlargedSize(order) : undefined;
    return { ...parts, attempt: randomUUID(), source, mask, target };
  }

  /** Named by its content, so that the same picture is there once; into the folder that is emptied at every start. */
  private async upload(picture: Buffer, signal: AbortSignal): Promise<string> {
    const fileName = `${createHash('sha256').update(picture).digest('hex').slice(0, 32)}.png`;
    const fields = Object.entries({ type: 'temp', subfolder: FOLDER, overwrite: 'true' });
    const parts = [{ field: 'image', value: picture, fileName }, ...fields.map(([field, value]) => ({ field, value }))];
    const answer = await this.client.upload('/upload/image', parts, signal);
    const [name, subfolder, type] = ['name', 'subfolder', 'type'].map((field) => member(answer, field));
    if (!isWord(name)) throw new BackendUnavailableError('did not take the picture to start from');
    return `${isWord(subfolder) ? `${subfolder}/` : ''}${name}${isWord(type) ? ` [${type}]` : ''}`;
  }

  /** The entry of the finished workflow in the history. */
  private async performed(task: Task, workflow: object, signal: AbortSignal): Promise<unknown> {
    const wish = { prompt: workflow, client_id: this.clientId, prompt_id: task.promptId };
    const promptId = member(await this.client.post('/prompt', wish, signal), 'prompt_id');
    if (!isWord(promptId)) throw new BackendRejectedError('gave no id for the workflow');
    // Versions that do not take our id tell theirs.
    task.promptId = promptId;
    let blindLooks = 0;
    for (let waitMs = FIRST_POLL_MS; ; waitMs = Math.min(LONGEST_POLL_MS, waitMs * 1.5)) {
      await pause(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      const seen = await this.look(task, signal);
      if (typeof seen === 'object') return seen.entry;
      blindLooks = seen === 'waiting' ? 0 : blindLooks + 1;
      if (task.isStopped && seen === 'no trace') throw new BackendUnavailableError('was told to stop');
      if (blindLooks < MOST_BLIND_LOOKS) continue;
      // The queue is in its memory alone: who does not know us any more has been started anew.
      throw new BackendUnavailableError('lost the workflow', { mayHaveCrashed: true });
    }
  }

  /** History knows nothing of what is queued, and nothing of what it never heard of. */
  private async look(task: Task, signal: AbortSignal): Promise<{ entry: unknown } | 'waiting' | 'no trace' | 'nobody'> {
    try {
      const { promptId } = task;
      const entry = member(await this.client.get(`/history/${encodeURIComponent(promptId)}`, signal), promptId);
      if (entry !== undefined) return { entry };
      const queue = await this.client.get('/queue', signal);
      const isThere = isIn(queue, 'queue_running', promptId) || isIn(queue, 'queue_pending', promptId);
      return isThere ? 'waiting' : 'no trace';
    } catch (error) {
      if (signal.aborted || !(error instanceof ConnectionFailedError)) throw error;
      return 'nobody';
    }
  }

  /** Takes it out of the queue, or interrupts it when it runs: without that look older versions would stop another's. */
  private async stop(task: Task, signal: AbortSignal): Promise<void> {
    task.isStopped = true;
    await this.client.post('/queue', { delete: [task.promptId] }, signal);
    const queue = await this.client.get('/queue', signal);
    if (!isIn(queue, 'queue_running', task.promptId)) return;
    await this.client.post('/interrupt', { prompt_id: task.promptId }, signal);
  }
}

/** An entry of the queue is a list: number, id, workflow and more. */
function isIn(queue: unknown, part: 'queue_running' | 'queue_pending', promptId: string): boolean {
  return listed(member(queue, part)).some((entry) => listed(entry)[1] === promptId);
}
