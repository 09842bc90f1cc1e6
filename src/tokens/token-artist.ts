import { Injectable } from '@nestjs/common';
import { SKETCH_CREDIT } from '../characters/sketch/hair-artwork';
import { drawPortraitSketch, portraitSketchFocus } from '../characters/sketch/portrait-sketch';
import { sketchMark } from '../characters/sketch/sketch-mark';
import type { VisualSubject } from '../characters/visual-subject';
import type { FinishedPicture, Origin } from '../generation/picture-kind';
import { provenanceOf } from '../generation/provenance-of';
import type { Recipe } from '../generation/recipe';
import { cutToken } from '../processing/cut-token';
import { encodePicture } from '../processing/encode-picture';
import { encodeVariants, type VariantPlan } from '../processing/encode-variants';
import { layOver } from '../processing/lay-over';
import type { Marking } from '../processing/provenance';
import { rasterise } from '../processing/rasterise';
import { CENTRE, FRAME_UNITS } from './frame/frame-outline';
import { tokenFrame, type TokenFrame } from './frame/token-frame';
import type { TokenOutput } from './token.recipe';

/** Pixels of the bust a token is cut from when there is no portrait. */
const BUST_PX = 1024;
const TOKEN_VARIANTS: readonly VariantPlan[] = [
  { name: 'medium', maxSidePx: 256, format: 'webp' },
  { name: 'small', maxSidePx: 128, format: 'webp' },
  { name: 'thumb', maxSidePx: 64, format: 'webp' },
];

const DRAWN: Marking = { provenance: 'algorithmicMedia', credit: SKETCH_CREDIT };
/** Our frame makes a composite of a painted portrait. */
const PAINTED: Marking = { provenance: 'compositeWithTrainedAlgorithmicMedia' };

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
    if (recipe.edit !== undefined) return this.encodeEdited(raw, recipe, origin);
    const { diameter_px: diameterPx, focus, ...frame } = recipe.output as unknown as TokenOutput;
    const drawnFocus = origin === 'drawn' ? portraitSketchFocus({ widthPx: BUST_PX, heightPx: BUST_PX }) : focus;
    const isDrawn = origin === 'drawn' || focus !== undefined;
    const drawn = tokenFrame({ ...frame, diameterPx });
    const token = await cutToken(raw, {
      diameterPx,
      frame: isDrawn ? markedAsSketch(drawn) : drawn,
      focus: drawnFocus,
    });
    const marking = isDrawn ? DRAWN : PAINTED;
    const original = await encodePicture(token, { format: 'png', ...marking });
    return { original, variants: await encodeVariants(original.bytes, TOKEN_VARIANTS, marking) };
  }

  /** Cut and framed already. A style runs over the frame too, whose colour tells friend from foe: it is drawn again. */
  private async encodeEdited(token: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    const { diameter_px: diameterPx, ...frame } = recipe.output as unknown as TokenOutput;
    const size = { widthPx: diameterPx, heightPx: diameterPx };
    const isRestyled = recipe.edit?.type === 'style';
    const drawn = tokenFrame({ ...frame, diameterPx });
    const { overlaySvg } = origin === 'drawn' ? markedAsSketch(drawn) : drawn;
    const framed = isRestyled ? await layOver(token, await rasterise(overlaySvg, size), size) : token;
    const provenance = provenanceOf(recipe, origin);
    const marking = provenance === 'algorithmicMedia' ? DRAWN : PAINTED;
    const original = await encodePicture(framed, { format: 'png', ...marking });
    return { original, variants: await encodeVariants(original.bytes, TOKEN_VARIANTS, marking) };
  }
}

/** The word "sketch" on the lower rim, in the units that frames are drawn in. */
function markedAsSketch({ maskSvg, overlaySvg }: TokenFrame): TokenFrame {
  const mark = sketchMark(CENTRE + 72, FRAME_UNITS - 45);
  return { maskSvg, overlaySvg: overlaySvg.replace('</svg>', `${mark}</svg>`) };
}
