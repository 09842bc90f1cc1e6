import type { FileName } from './comfyui-files';
import type { Graph } from './comfyui-validation';

/** A graph that waits or runs. */
export interface QueuedPrompt {
  readonly id: string;
  /** Lower goes first; ties in order of arrival. */
  readonly number: number;
  readonly graph: Graph;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly outputs: readonly string[];
  readonly clientId: string | undefined;
}

/** What is remembered of a finished graph. */
export interface HistoryEntry {
  readonly prompt: unknown;
  readonly outputs: Record<string, { images: readonly FileName[] }>;
  readonly status: { status_str: 'success' | 'error'; completed: boolean; messages: unknown[] };
  readonly meta: Readonly<Record<string, unknown>>;
}

/** The queue in memory: by number, one worker, no limit, gone after a restart. */
export class ComfyQueue {
  readonly pending: QueuedPrompt[] = [];
  readonly history = new Map<string, HistoryEntry>();
  running: QueuedPrompt | null = null;
  private counter = 0;

  /** @returns the number given to it */
  add(prompt: Omit<QueuedPrompt, 'number'>, wanted: { number?: number; front?: boolean }): number {
    const number = wanted.number ?? (wanted.front === true ? -this.counter : this.counter);
    this.counter += 1;
    this.pending.push({ ...prompt, number });
    this.pending.sort((one, other) => one.number - other.number);
    return number;
  }

  /** Takes what waits out of the queue; what runs is not touched. */
  drop(ids: readonly string[] | 'all'): void {
    const kept = ids === 'all' ? [] : this.pending.filter(({ id }) => !ids.includes(id));
    this.pending.splice(0, this.pending.length, ...kept);
  }

  /** As `/queue` shows an entry. */
  static shown({ number, id, graph, extra, outputs }: QueuedPrompt): unknown[] {
    return [number, id, graph, extra, outputs];
  }

  get remaining(): number {
    return this.pending.length + (this.running === null ? 0 : 1);
  }
}
