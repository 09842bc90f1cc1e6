/** The parts of a ControlNet unit that make a picture a reference of who is to be seen: an IP-Adapter and its encoder. */
export interface ReferenceUnit {
  /** As the server lists it, with the hash behind it. */
  readonly model: string;
  /** The preprocessor: the encoder that the model was trained with. */
  readonly module: string;
}

/** How much the reference counts: 0.6 to 0.8 keep somebody's likeness and leave clothes and pose to the words. */
const WEIGHT = 0.7;
/** Side of the reference, in pixels: encoders look at 224 of them. */
export const REFERENCE_SIDE_PX = 512;

/** Preferred first: what was trained on faces, then on details, then any. Our plans are for SDXL, others do not fit its layers. */
const ADAPTERS = [/^ip-adapter-plus-face_sdxl/i, /^ip-adapter-plus_sdxl/i, /^ip-adapter_sdxl/i];
/** Their weights are for research only, whoever installed them (FaceID, InstantID, PuLID: insightface). */
const RESEARCH_ONLY = /face.?id|instant.?id|pulid|insight/i;
/** Encoders by the names they have in the extension (since 1.1.441 `auto`) and in Forge. */
const CHOOSES_ITSELF = ['ip-adapter-auto'];
const VIT_H = ['CLIP-ViT-H (IPAdapter)', 'ip-adapter_clip_h', 'ip-adapter_clip_sdxl_plus_vith'];
const VIT_BIG_G = ['CLIP-ViT-bigG (IPAdapter)', 'ip-adapter_clip_g', 'ip-adapter_clip_sdxl'];

/**
 * The IP-Adapter to be asked, out of what a server's ControlNet lists (`/controlnet/model_list`, `/controlnet/module_list`;
 * read in Mikubill/sd-webui-controlnet 1.1.455 and Forge 2.0.1).
 *
 * @returns `undefined` when it has none for SDXL, or not the encoder that belongs to it
 */
export function chooseReferenceUnit(models: readonly string[], modules: readonly string[]): ReferenceUnit | undefined {
  const allowed = models.filter((name) => !RESEARCH_ONLY.test(name));
  for (const pattern of ADAPTERS) {
    const model = allowed.find((name) => pattern.test(name));
    if (model === undefined) continue;
    const encoders = [...CHOOSES_ITSELF, ...(/vit-?h/i.test(model) ? VIT_H : VIT_BIG_G)];
    const module = encoders.find((name) => modules.includes(name));
    if (module !== undefined) return { model, module };
  }
  return undefined;
}

/** Member `alwayson_scripts` of a request with that reference. Maps would be appended to the pictures. */
export function referenceScript(given: {
  readonly unit: ReferenceUnit;
  readonly picture: Buffer;
}): Readonly<Record<string, unknown>> {
  const { model, module } = given.unit;
  const unit = {
    enabled: true,
    module,
    model,
    weight: WEIGHT,
    image: given.picture.toString('base64'),
    resize_mode: 'Crop and Resize',
    control_mode: 'Balanced',
    guidance_start: 0,
    guidance_end: 1,
    pixel_perfect: false,
    save_detected_map: false,
  };
  return { controlnet: { args: [unit] } };
}

/**
 * Whether a server says that it took the reference. One that meets a fault in a unit writes it into its own log, paints
 * without it and answers 200.
 *
 * @param parameters member `extra_generation_params` of the picture's info
 */
export function tellsOfReference(parameters: unknown): boolean {
  return (
    typeof parameters === 'object' &&
    parameters !== null &&
    Object.keys(parameters).some((name) => /^ControlNet\b/.test(name))
  );
}
