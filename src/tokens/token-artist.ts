import { Injectable } from '@nestjs/common';
import { SKETCH_CREDIT } from '../characters/sketch/hair-artwork';
import { drawPortraitSketch, portraitSketchFocus } from '../characters/sketch/portrait-sketch';
import type { VisualSubject } from '../characters/visual-subject';
import type { FinishedPicture, Origin } from '../generation/picture-kind';
import type { Recipe } from '../generation/recipe';
import { cutToken } from '../processing/cut-token';
import { encodePicture } from '../processing/encode-picture';
import { encodeVariants, type VariantPlan } from '../processing/encode-variants';
import type { Marking } from '../processing/provenance';
import { rasterise } from '../processing/rasterise';
import { tokenFrame } from './frame/token-frame';
import type { TokenOutput } from './token.recipe';

/** Pixels of the bust a token is cut from when there is no portrait. */
const BUST_PX = 1024;
const TOKEN_VARIANTS: readonly VariantPlan[] = [
  { name: 'medium', maxSidePx: 256, format: 'webp' },
  { name: 'small', maxSidePx: 128, format: 'webp' },
  { name: 'thumb', maxSidePx: 64, format: 'webp' },
];

/** Draws, cuts and frames tokens. */
@Injectable()
export class TokenArtist {
  /** The bust, drawn without a model. */
  sketch(recipe: Recipe): Promise<Buffer> {
    const size = { widthPx: BUST_PX, heightPx: BUST_PX };
    const subject = recipe.subject as unknown as VisualSubject;
    const svg = drawPortraitSketch(subject, { seed: recipe.render?.seed ?? 0, ...size, theme: recipe.theme });
    return rasterise(svg, size);
  }

  async finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    const { diameter_px: diameterPx, focus, ...frame } = recipe.output as unknown as TokenOutput;
    const drawnFocus = origin === 'drawn' ? portraitSketchFocus({ widthPx: BUST_PX, heightPx: BUST_PX }) : focus;
    const token = await cutToken(raw, { diameterPx, frame: tokenFrame({ ...frame, diameterPx }), focus: drawnFocus });
    const marking = markingOf(recipe, origin);
    const original = await encodePicture(token, { format: 'png', ...marking });
    return { original, variants: await encodeVariants(original.bytes, TOKEN_VARIANTS, marking) };
  }
}

/** Our frame makes a composite of a painted portrait; a cut from a drawing (its face is in the recipe) stays drawn. */
function markingOf(recipe: Recipe, origin: Origin): Marking {
  const isDrawn = origin === 'drawn' || (recipe.output as unknown as TokenOutput).focus !== undefined;
  return isDrawn
    ? { provenance: 'algorithmicMedia', credit: SKETCH_CREDIT }
    : { provenance: 'compositeWithTrainedAlgorithmicMedia' };
}
