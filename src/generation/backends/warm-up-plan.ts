import type { RenderPlan } from '../recipe';

/** The smallest picture that makes a server load everything it needs: one step, 64 px. */
export const WARM_UP_PLAN: RenderPlan = {
  prompt: 'a grey stone',
  negative_prompt: '',
  width: 64,
  height: 64,
  seed: 1,
  steps: 1,
  cfg_scale: 1,
  sampler: 'Euler',
  scheduler: 'Automatic',
};
