import type { RenderMode, RenderPlan } from '../recipe';

/** What a job needs of a backend. */
export interface Needs {
  readonly mode: RenderMode;
  /** Checkpoint asked for; absent: any. */
  readonly model?: string;
  /** Width times height. */
  readonly pixels: number;
}

/** What a backend can paint: the filter of the queue. */
export interface Ability {
  readonly backend: string;
  readonly modes: readonly RenderMode[];
  /** Largest picture in pixels; `undefined`: no bound is known. */
  readonly maxPixels?: number;
  /** Checkpoints it has; `undefined`: it takes whatever is asked for. */
  readonly models?: readonly string[];
  /** Whether another backend is there, so that jobs which failed here are left to it. */
  readonly hasOthers: boolean;
}

/** What a backend must be able to do to paint the plan. */
export function needsOf(plan: RenderPlan): Needs {
  return { mode: plan.mode ?? 'txt2img', model: plan.model, pixels: plan.width * plan.height };
}
