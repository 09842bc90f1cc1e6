import type { Json } from '../common/canonical-json';
import type { Theme } from '../common/themes';
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
  /** The image whose face is to stay. */
  readonly face?: string;
}

/**
 * How much of the old picture is painted anew where its face is to stay: enough for other clothes and another
 * background, too little for another person.
 */
const FACE_STRENGTH = 0.45;

/** The recipe of a portrait. */
export function portraitRecipe(made: PortraitIngredients): Recipe {
  const size = SIZES[made.aspect];
  const words = { prompt: made.prompt, negative_prompt: made.negativePrompt };
  const likeness = made.face === undefined ? {} : ({ mode: 'img2img', denoising_strength: FACE_STRENGTH } as const);
  return {
    version: 1,
    kind: 'portrait',
    theme: made.theme,
    source_image_id: made.face,
    render: { ...words, seed: made.seed, ...size, ...SDXL_DEFAULTS, ...likeness },
    subject: made.subject as unknown as Json,
    output: { ...size, sketch_focus: portraitSketchFocus({ widthPx: size.width, heightPx: size.height }) },
  };
}
