import type { Json } from '../common/canonical-json';
import type { Theme } from '../common/themes';
import type { CreatureSize } from '../characters/visual-subject';
import { SDXL_DEFAULTS, type Recipe, type RenderPlan } from '../generation/recipe';
import type { Disposition } from './frame/disposition-cue';
import type { FrameShape } from './frame/frame-outline';
import type { TokenRequestDto } from './token-request.dto';

/** How a token is cut and framed; the `output` of its recipe. */
export interface TokenOutput {
  readonly diameter_px: number;
  readonly shape: FrameShape;
  readonly disposition: Disposition;
  readonly color?: string;
  /** Where the face is, when the portrait's own recipe tells. */
  readonly focus?: { readonly x: number; readonly y: number; readonly size: number };
}

/** Pixels by creature size: enough for the squares a creature covers at 256 px a square, within what VTTs take. */
const DIAMETERS: Readonly<Record<CreatureSize, number>> = {
  tiny: 256,
  small: 512,
  medium: 512,
  large: 1024,
  huge: 1024,
  gargantuan: 1024,
};

/** The frame and size that a request asks for, with its defaults. */
export function tokenOutput(request: TokenRequestDto, size: CreatureSize): TokenOutput {
  return {
    diameter_px: DIAMETERS[size],
    shape: request.frame?.shape ?? 'circle',
    disposition: request.frame?.disposition ?? 'friendly',
    color: request.frame?.color,
  };
}

/** A token cut from a stored picture. */
export function cutRecipe(
  source: { imageId: string; theme: Theme; focus?: TokenOutput['focus'] },
  output: TokenOutput,
): Recipe {
  return {
    version: 1,
    kind: 'token',
    theme: source.theme,
    source_image_id: source.imageId,
    subject: {},
    output: { ...output, focus: source.focus },
  };
}

/** A token that is painted first, as a bust of its own. */
export function paintedRecipe(
  painted: { subject: Json; theme: Theme } & Pick<RenderPlan, 'prompt' | 'negative_prompt' | 'seed'>,
  output: TokenOutput,
): Recipe {
  const { subject, theme, prompt, negative_prompt, seed } = painted;
  return {
    version: 1,
    kind: 'token',
    theme,
    render: { prompt, negative_prompt, seed, width: 1024, height: 1024, ...SDXL_DEFAULTS },
    subject,
    output: output as unknown as Json,
  };
}
