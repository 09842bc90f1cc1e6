import { canPaint, type Ability, type Needs } from '../scheduling/needs';
import { CircuitBreaker } from './circuit-breaker';
import type { Capabilities, ImageBackend } from './image-backend';

/** One backend, with what this process knows of it. */
export class PoolMember {
  readonly breaker = new CircuitBreaker();
  /** `draining`: gets no new work. */
  state: 'active' | 'draining' = 'active';
  /** What it said it can do, when it was asked last. */
  capabilities?: Capabilities;
  /** Checkpoint that painted last, or is said to be loaded. */
  model?: string;
  /** Places of this process at it, working or about to. */
  places = 0;
  /** Milliseconds that a job holds a place at it, smoothed; `undefined` before the first. */
  turnMs?: number;
  /** Whether nobody knows it any more: its last place closes it. */
  isForgotten = false;
  /** What the other replicas were told of it last, and when (`performance.now()`). */
  reported?: { readonly text: string; readonly atMs: number };
  /** Whether its slots have their rows. */
  isRegistered = false;

  constructor(readonly backend: ImageBackend) {}

  /** What it can be given, once it has said so. */
  get ability(): Ability | undefined {
    if (this.capabilities === undefined) return undefined;
    const { modes, maxPixels, models, canChangeModel, model } = this.capabilities;
    const told = models.length > 0 ? models : undefined;
    const fixed = canChangeModel || model === undefined ? undefined : [model];
    return { backend: this.backend.name, modes: [...modes], maxPixels, models: fixed ?? told };
  }

  /** Whether work may be sent to it, as far as it is known without asking. */
  get isUp(): boolean {
    return this.state === 'active' && this.breaker.isClosed;
  }

  /** Whether it could paint that; `undefined` while it has not said what it can do. */
  can(needs: Needs): boolean | undefined {
    const { ability } = this;
    return ability === undefined ? undefined : canPaint(ability, needs);
  }
}
