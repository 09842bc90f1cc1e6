import { canonicalJson, sha256, type Json } from '../common/canonical-json';
import type { IdentityMark } from '../characters/identity/visual-identity';
import type { Theme } from '../common/themes';
import type { PixelBox } from '../processing/read-mask';
import type { RenderTiles } from './tiles/tiles-for';

/** Ways a server can make a picture: from words, from a picture, from a part of one, or larger. */
export const RENDER_MODES = ['txt2img', 'img2img', 'inpaint', 'upscale'] as const;
export type RenderMode = (typeof RENDER_MODES)[number];

/** How a picture is to be painted by a Stable Diffusion server. */
export interface RenderPlan {
  readonly prompt: string;
  readonly negative_prompt: string;
  /** Pixels, a multiple of 64: a size the model was trained on, not the size of the finished picture. */
  readonly width: number;
  readonly height: number;
  /** 0 to 4294967295, drawn by us: servers that draw their own give two requests of one second the same. */
  readonly seed: number;
  readonly steps: number;
  readonly cfg_scale: number;
  readonly sampler: string;
  readonly scheduler: string;
  /** How the picture comes to be; absent: `txt2img`. The others start from the recipe's `source_image_id`, or as `starts_from` says. */
  readonly mode?: RenderMode;
  /** Starts from the kind's own drawing of the recipe, which nobody stored: `img2img` only. */
  readonly starts_from?: 'underpainting';
  /** Painted in these parts, each a picture of its own: `img2img` only. Absent: in one, of `width` × `height`. */
  readonly tiles?: RenderTiles;
  /** 0 (the source unchanged) to 1 (nothing of it left): `img2img` and `inpaint` only. */
  readonly denoising_strength?: number;
  /**
   * Only who is on the source is to stay, nothing else of it: a server that takes a picture as reference gets it as one, and
   * paints from the words; others paint over it. `img2img` only.
   */
  readonly likeness?: true;
  /** 2 or 4: `upscale` only. */
  readonly upscale_by?: number;
  /** The checkpoint asked for; absent: whatever the server has loaded. */
  readonly model?: string;
  /** Version of the compiler that worded the prompt, `PROMPT_VERSION` then; absent: nothing is said. */
  readonly prompt_version?: number;
  /** Version of the sanitizer that both prompts passed on their way to the server; absent: no server was asked. */
  readonly sanitizer?: number;
}

/** What an edit does to its source. */
export interface EditPlan {
  readonly type: 'style' | 'inpaint' | 'upscale';
  /** Whether the source was drawn by us, painted by a model, or was of both kinds already. */
  readonly source_origin: 'drawn' | 'diffused' | 'mixed';
  /** What the source was painted over, at first. */
  readonly source_started_from?: RenderPlan['starts_from'];
  /** The wishes, cleaned: what a drawing without a model goes by. */
  readonly words: string;
  /** 0 to 1: `style` and `inpaint`. */
  readonly strength?: number;
  /** 2 or 4: `upscale`. */
  readonly factor?: number;
  /** SHA-256 of the mask's PNG, hex: `inpaint`. */
  readonly mask_sha256?: string;
  /** The part of the source around the mask that is sent and painted, in its pixels: `inpaint` of a large one. Absent: all. */
  readonly window?: PixelBox;
}

/**
 * Everything that determines a picture, as plain JSON: the same recipe on the same backend is the same picture. It is
 * stored with the picture; its SHA-256 names the work.
 */
export interface Recipe {
  readonly version: 1;
  readonly kind: string;
  readonly theme: Theme;
  /** Absent when nothing is rendered: a token is cut from a portrait that exists. */
  readonly render?: RenderPlan;
  /** The image this one is made of. */
  readonly source_image_id?: string;
  /** How the source is changed, when this is an edit of it: then `render` changes what is there. */
  readonly edit?: EditPlan;
  /** What the character's details told of its looks: a change is measured against this, however the picture was asked for. */
  readonly identity?: IdentityMark & {
    /** The character's own theme, where no campaign decided instead. */
    readonly theme?: Theme;
  };
  /** Version of the campaign's look that it was made in; absent: in none, or in another theme. */
  readonly campaign_style?: number;
  /** What the kind needs to draw and to finish: the subject, the map's plan, the frame. */
  readonly subject: Json;
  readonly output: Json;
}

/** What composing found out. */
export interface Composition {
  readonly recipe: Recipe;
  /** Owner and campaign as the character's details say, for requests that did not. */
  readonly ownerId?: string;
  readonly campaignId?: string;
  /** The character that a picture it is made of shows. */
  readonly characterId?: string;
}

/** SHA-256 of the recipe's canonical JSON, hex. */
export function recipeHash(recipe: Recipe): string {
  return sha256(canonicalJson(JSON.parse(JSON.stringify(recipe)) as Json));
}

/** Defaults that suit SDXL base models (25–30 steps, CFG 5–7); one place for all kinds. */
export const SDXL_DEFAULTS = { steps: 28, cfg_scale: 6, sampler: 'DPM++ 2M', scheduler: 'Karras' } as const;
