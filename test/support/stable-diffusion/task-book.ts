const REMEMBERED = 16;

/**
 * What AUTOMATIC1111's user interface knows of jobs by their `force_task_id`. After an exception an id stays active until the next job
 * starts: the original takes it off only where all went well.
 */
export class TaskBook {
  private readonly pending: string[] = [];
  private readonly finished: string[] = [];
  private current: string | undefined;

  arrive(id: string | undefined): void {
    if (id !== undefined) this.pending.push(id);
  }

  start(id: string | undefined): void {
    this.current = id;
    if (id !== undefined) this.pending.splice(this.pending.indexOf(id), 1);
  }

  finish(id: string | undefined): void {
    if (this.current === id) this.current = undefined;
    if (id !== undefined) this.finished.push(id);
    if (this.finished.length > REMEMBERED) this.finished.shift();
  }

  clear(): void {
    this.pending.splice(0);
    this.finished.splice(0);
    this.current = undefined;
  }

  /** Answer of `/internal/progress`. */
  answerTo(body: unknown, share: number): Record<string, unknown> {
    const { id_task: id } = Object(body) as { id_task?: string };
    const active = id !== undefined && this.current === id;
    const place = this.pending.indexOf(id ?? '');
    const queued = place >= 0;
    const waiting = queued ? `In queue: ${place + 1}/${this.pending.length}` : 'Waiting...';
    return {
      active,
      queued,
      completed: this.finished.includes(id ?? ''),
      progress: active ? share : null,
      eta: null,
      live_preview: null,
      id_live_preview: -1,
      textinfo: active ? null : waiting,
    };
  }

  /** Answer of `/internal/pending-tasks`. */
  get waiting(): Record<string, unknown> {
    return { size: this.pending.length, tasks: this.pending };
  }
}
