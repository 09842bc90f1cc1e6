import type { Needs } from '../backends/pool-member';
import type { RenderPlan } from '../recipe';

/** What a backend must be able to do to paint the plan. */
export function needsOf(plan: RenderPlan): Needs {
  return { mode: plan.mode ?? 'txt2img', model: plan.model, pixels: plan.width * plan.height };
}
