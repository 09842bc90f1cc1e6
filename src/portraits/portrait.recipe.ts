import type { Json } from '../common/canonical-json';
import type { Theme } from '../common/themes';
import { PROMPT_VERSION } from '../characters/prompt/prompt-version';
import { portraitSketchFocus } from '../characters/sketch/portrait-sketch';
import type { VisualSubject } from '../characters/visual-subject';
import { SDXL_DEFAULTS, type Recipe } from '../generation/recipe';
import type { Aspect } from './portrait-request.dto';

/** Training sizes of SDXL (arXiv 2307.01952, appendix) nearest to each shape; pixels. */
const SIZES: Readonly<Record<Aspect, { width: number; height: number }>> = {
  '1:1': { width: 1024, height: 1024 },
  '3:4': { width: 896, height: 1152 },
  '2:3': { width: 832, height: 1216 },
};

/** What a portrait recipe is made of. */
export interface PortraitIngredients {
  readonly subject: VisualSubject;
  readonly theme: Theme;
  readonly aspect: Aspect;
  readonly seed: number;
  readonly prompt: string;
  readonly negativePrompt: string;
  /** The image whose face is to stay, and how much of it is painted anew where it is painted over: 0 (nothing) to 1 (everything). */
  readonly likeness?: { readonly imageId: string; readonly strength: number };
}

/**
 * How much of the old picture is painted anew where its face is to stay: enough for other clothes and another
 * background, too little for another person.
 */
export const FACE_STRENGTH = 0.45;

/**
 * The same where a character has put on something else: at the upper end of what leaves a face alone (0.3 to 0.5), for
 * armour in place of a robe is more than another colour (docs/adr/0013-identity.md).
 */
export const OUTFIT_STRENGTH = 0.5;

/** The recipe of a portrait. */
export function portraitRecipe(made: PortraitIngredients): Recipe {
  const size = SIZES[made.aspect];
  const words = { prompt: made.prompt, negative_prompt: made.negativePrompt, prompt_version: PROMPT_VERSION };
  const { likeness } = made;
  const start = likeness && ({ mode: 'img2img', likeness: true, denoising_strength: likeness.strength } as const);
  return {
    version: 1,
    kind: 'portrait',
    theme: made.theme,
    source_image_id: likeness?.imageId,
    render: { ...words, seed: made.seed, ...size, ...SDXL_DEFAULTS, ...start },
    subject: made.subject as unknown as Json,
    output: { ...size, sketch_focus: portraitSketchFocus({ widthPx: size.width, heightPx: size.height }) },
  };
}
