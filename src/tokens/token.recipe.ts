import type { Json } from '../common/canonical-json';
import type { Theme } from '../common/themes';
import { PROMPT_VERSION } from '../characters/prompt/prompt-version';
import type { CreatureSize, VisualSubject } from '../characters/visual-subject';
import { SDXL_DEFAULTS, type Recipe, type RenderPlan } from '../generation/recipe';
import type { Disposition } from './frame/disposition-cue';
import type { FrameShape } from './frame/frame-outline';
import { DIAMETERS, TOKEN_TARGETS, type TokenTarget } from './token-targets';
import type { TokenRequestDto } from './token-request.dto';

/** How a token is cut and framed; the `output` of its recipe. */
export interface TokenOutput {
  /** Of the stored original. */
  readonly diameter_px: number;
  readonly size: CreatureSize;
  /** Tabletops that it is made for at once; for the others on demand. */
  readonly targets: readonly TokenTarget[];
  readonly shape: FrameShape;
  readonly disposition: Disposition;
  readonly color?: string;
  /** Where the face is, when the portrait's own recipe tells. */
  readonly focus?: { readonly x: number; readonly y: number; readonly size: number };
  /** Who is on a portrait that we drew, and how: drawn again without its background, it is the same to the pixel. */
  readonly figure?: DrawnFigure;
  /** The picture shows a thing: it is shown whole. */
  readonly is_whole?: boolean;
}

/** What our drawing of a person is drawn from. */
export interface DrawnFigure {
  readonly subject: VisualSubject;
  readonly seed: number;
  readonly width_px: number;
  readonly height_px: number;
}

/** The frame and size that a request asks for, with its defaults. */
export function tokenOutput(request: TokenRequestDto, size: CreatureSize): TokenOutput {
  return {
    diameter_px: DIAMETERS[size],
    size,
    targets: TOKEN_TARGETS.filter((target) => request.targets?.includes(target)),
    shape: request.frame?.shape ?? 'circle',
    disposition: request.frame?.disposition ?? 'friendly',
    color: request.frame?.color,
  };
}

/** The `output` of a token's recipe; tokens made before sizes and targets were kept count as medium, without targets. */
export function tokenOutputOf({ output }: Recipe): TokenOutput {
  return { size: 'medium', targets: [], ...(output as unknown as Omit<TokenOutput, 'size' | 'targets'>) };
}

/** A token cut from a stored picture. */
export function cutRecipe(
  source: { imageId: string; theme: Theme } & Pick<TokenOutput, 'focus' | 'figure' | 'is_whole'>,
  output: TokenOutput,
): Recipe {
  return {
    version: 1,
    kind: 'token',
    theme: source.theme,
    source_image_id: source.imageId,
    subject: {},
    output: { ...output, focus: source.focus, figure: source.figure, is_whole: source.is_whole } as unknown as Json,
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
    render: {
      prompt,
      negative_prompt,
      prompt_version: PROMPT_VERSION,
      seed,
      width: 1024,
      height: 1024,
      ...SDXL_DEFAULTS,
    },
    subject,
    output: output as unknown as Json,
  };
}
