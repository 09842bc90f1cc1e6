import { SKETCH_CREDIT } from '../characters/sketch/hair-artwork';
import { provenanceOf } from '../generation/provenance-of';
import type { Recipe } from '../generation/recipe';
import type { Marking } from '../processing/provenance';
import { tokenOutputOf } from './token.recipe';

const DRAWN: Marking = { provenance: 'algorithmicMedia', credit: SKETCH_CREDIT };
/** Our frame makes a composite of a painted portrait. */
const PAINTED: Marking = { provenance: 'compositeWithTrainedAlgorithmicMedia' };

/**
 * What a token's files say of their making.
 *
 * @param dialect of the backend that painted it, or the picture it is cut from; `painter` is our own drawing
 */
export function markingOf(recipe: Recipe, dialect: string): Marking {
  const origin = dialect === 'painter' ? 'drawn' : 'diffused';
  if (recipe.edit !== undefined) return provenanceOf(recipe, origin) === 'algorithmicMedia' ? DRAWN : PAINTED;
  if (recipe.render !== undefined) return origin === 'drawn' ? DRAWN : PAINTED;
  const { focus, figure } = tokenOutputOf(recipe);
  return focus !== undefined || figure !== undefined ? DRAWN : PAINTED;
}
