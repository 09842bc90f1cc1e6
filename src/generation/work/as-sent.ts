import { SANITIZER_VERSION } from '../backends/firewall/sanitize-prompt';
import type { Recipe, RenderPlan } from '../recipe';

/** The recipe with what became of its words on the way to a server: this process sends them, so it is its version. */
export function asSent(recipe: Recipe, plan: RenderPlan): Recipe {
  return { ...recipe, render: { ...plan, sanitizer: SANITIZER_VERSION } };
}
