import type { Provenance } from '../processing/provenance';
import type { Origin } from './picture-kind';
import type { Recipe } from './recipe';

/** What a picture says of its making: an edit by the one hand of a picture by the other is of both. */
export function provenanceOf({ edit }: Recipe, origin: Origin): Provenance {
  // Interpolated, nothing is added to what the source shows.
  if (edit?.type === 'upscale' && origin === 'drawn' && edit.source_origin === 'diffused')
    return 'trainedAlgorithmicMedia';
  if (edit !== undefined && edit.source_origin !== origin) return 'compositeWithTrainedAlgorithmicMedia';
  return origin === 'drawn' ? 'algorithmicMedia' : 'trainedAlgorithmicMedia';
}
