import { outOfMemoryOf, type SimulatedFault } from '../simulated-a1111-faults';
import type { ComfyEvents } from './comfyui-events';
import { GraphRun, type RunTools } from './comfyui-execution';
import type { ComfyFolders, FileName } from './comfyui-files';
import { ComfyQueue, type HistoryEntry, type QueuedPrompt } from './comfyui-queue';
import { InterruptedError, NodeFailure } from './comfyui-values';
import { paintedPng } from './painted-picture';
import { SimulatedCrash } from './simulated-failure';

/** What the worker needs of its server. */
export interface WorkerTools {
  readonly folders: ComfyFolders;
  readonly events: ComfyEvents;
  readonly isTiny: boolean;
  /** Whether listeners get pictures of the unfinished work: `--preview-method`. */
  readonly showsPreviews: boolean;
  /** Loads the models if they are not in memory. */
  readonly load: () => Promise<void>;
  readonly unload: () => void;
  readonly takeFault: (words: string) => SimulatedFault | undefined;
  /** @returns whether it was interrupted */
  readonly render: (fault: SimulatedFault | undefined, steps: number) => Promise<boolean>;
  readonly renderMs: () => number;
}

/** The one thread that makes graphs, one after the other. */
export class ComfyWorker {
  readonly queue = new ComfyQueue();
  private readonly cache: RunTools['cache'] = new Map();
  private isAwake = false;

  constructor(private readonly tools: WorkerTools) {}

  /** Begins with what waits, if it is not at it already. */
  wake(): void {
    if (this.isAwake) return;
    this.isAwake = true;
    void this.work().finally(() => (this.isAwake = false));
  }

  /** Forgets what a process that died has forgotten: everything. */
  forget(): void {
    this.queue.drop('all');
    this.queue.history.clear();
    this.cache.clear();
  }

  private async work(): Promise<void> {
    for (let next = this.queue.pending.shift(); next !== undefined; next = this.queue.pending.shift()) {
      this.queue.running = next;
      this.tellStatus();
      const entry = await this.made(next);
      this.queue.running = null;
      if (entry === null) return;
      this.queue.history.set(next.id, entry);
      this.tellStatus();
    }
  }

  /** @returns `null` when the process died under it */
  private async made(prompt: QueuedPrompt): Promise<HistoryEntry | null> {
    const { events } = this.tools;
    const { id, clientId } = prompt;
    const messages: unknown[] = [];
    const note = (type: string, data: Record<string, unknown>): void => {
      const full = { prompt_id: id, ...data, timestamp: Date.now() };
      messages.push([type, full]);
      if (type === 'execution_interrupted') events.broadcast(type, full);
      else events.tell(clientId, type, full);
    };
    const entry: HistoryEntry = {
      prompt: ComfyQueue.shown(prompt),
      outputs: {},
      status: { status_str: 'success', completed: true, messages },
      meta: {},
    };
    let current = '';
    const run = new GraphRun(
      prompt.graph,
      this.runTools(prompt, entry, (node) => (current = node)),
    );
    note('execution_start', {});
    try {
      await run.run(prompt.outputs);
      note('execution_cached', { nodes: run.cached });
      note('execution_success', {});
    } catch (error) {
      if (error instanceof SimulatedCrash) return null;
      const node_type = prompt.graph[current]?.class_type;
      const where = { node_id: current, node_type, executed: [] };
      entry.status.status_str = 'error';
      entry.status.completed = false;
      if (error instanceof InterruptedError) note('execution_interrupted', where);
      else note('execution_error', { ...where, ...this.describe(error), current_inputs: {}, current_outputs: [] });
    }
    events.tell(clientId, 'executing', { node: null, display_node: null, prompt_id: id });
    return entry;
  }

  private runTools(prompt: QueuedPrompt, entry: HistoryEntry, started: (nodeId: string) => void): RunTools {
    const { events, folders, isTiny } = this.tools;
    const { id, clientId } = prompt;
    const lastImages = this.lastImages;
    return {
      folders,
      isTiny,
      cache: this.cache,
      render: (words, steps, nodeId) => this.render(prompt, { words, steps, nodeId }),
      started: (nodeId) => {
        started(nodeId);
        events.tell(clientId, 'executing', { node: nodeId, display_node: nodeId, prompt_id: id });
      },
      saved: (nodeId, images) => {
        lastImages.set(nodeId, images);
        entry.outputs[nodeId] = { images };
        events.tell(clientId, 'executed', { node: nodeId, display_node: nodeId, output: { images }, prompt_id: id });
      },
      // Before PR 14939 (2026-07) what comes from the cache is told to a listening client, and to nobody else.
      cachedOutput: (nodeId) => {
        if (clientId !== undefined) entry.outputs[nodeId] = { images: lastImages.get(nodeId) ?? [] };
      },
    };
  }

  private readonly lastImages = new Map<string, readonly FileName[]>();

  private async render(
    { id, clientId }: QueuedPrompt,
    { words, steps, nodeId }: { words: string; steps: number; nodeId: string },
  ): Promise<SimulatedFault | undefined> {
    const { events, tools } = { events: this.tools.events, tools: this.tools };
    const fault = tools.takeFault(words);
    await tools.load();
    let value = 0;
    const tick = async (): Promise<void> => {
      value = Math.min(steps, value + Math.max(1, Math.floor(steps / 4)));
      events.tell(clientId, 'progress', { value, max: steps, prompt_id: id, node: nodeId });
      if (!tools.showsPreviews) return;
      const order = { widthPx: 64, heightPx: 64, seed: 1, words: 'preview', isUnfinished: true };
      events.show(clientId, await paintedPng(order));
    };
    await tick();
    const ticking = setInterval(() => void tick(), Math.max(20, tools.renderMs() / 4));
    const isInterrupted = await tools.render(fault, steps).finally(() => clearInterval(ticking));
    if (isInterrupted) throw new InterruptedError();
    if (outOfMemoryOf(fault) !== undefined) this.tools.unload();
    this.breakDown(fault);
    return fault;
  }

  private breakDown(fault: SimulatedFault | undefined): void {
    const memory = outOfMemoryOf(fault);
    if (fault === 'oom') throw new NodeFailure('torch.OutOfMemoryError', 'Allocation on device ');
    if (memory !== undefined) throw new NodeFailure(memory[0], memory[1]);
    if (fault === 'no-info') throw new NodeFailure('RuntimeError', 'mat1 and mat2 shapes cannot be multiplied');
  }

  private describe(error: unknown): Record<string, unknown> {
    const { type, message } = error instanceof NodeFailure ? error : { type: 'RuntimeError', message: String(error) };
    return { exception_message: `${message}\n`, exception_type: type, traceback: [`${type}: ${message}\n`] };
  }

  private tellStatus(): void {
    this.tools.events.broadcast('status', { status: { exec_info: { queue_remaining: this.queue.remaining } } });
  }
}
