import type { SimulatedFault } from '../simulated-a1111-faults';
import type { SimulatedJob, SimulatedModel } from './webui-job';

/** Member `info` of the answer, before it is turned into a text. */
export function infoOf(job: SimulatedJob, model: SimulatedModel, version: string): Record<string, unknown> {
  return {
    prompt: job.prompt,
    all_prompts: job.seeds.map(() => job.prompt),
    negative_prompt: job.negativePrompt,
    all_negative_prompts: job.seeds.map(() => job.negativePrompt),
    seed: job.seeds[0],
    all_seeds: job.seeds,
    subseed: 1,
    all_subseeds: job.seeds.map((_, index) => 1 + index),
    subseed_strength: 0,
    width: job.widthPx,
    height: job.heightPx,
    sampler_name: job.samplerName,
    cfg_scale: job.cfgScale,
    steps: job.steps,
    batch_size: job.seeds.length,
    restore_faces: false,
    face_restoration_model: null,
    sd_model_name: model.name,
    sd_model_hash: model.hash,
    sd_vae_name: null,
    sd_vae_hash: null,
    seed_resize_from_w: -1,
    seed_resize_from_h: -1,
    denoising_strength: job.kind === 'img2img' ? job.denoisingStrength : null,
    extra_generation_params: {
      ...(job.scheduler !== undefined && { 'Schedule type': job.scheduler }),
      ...Object.fromEntries(
        job.controlUnits.map(({ module, model }, index) => [
          `ControlNet ${index}`,
          `Module: ${module}, Model: ${model}`,
        ]),
      ),
    },
    index_of_first_image: job.hasGrid ? 1 : 0,
    infotexts: job.seeds.map((seed) => infotextOf(job, model, seed, version)),
    styles: [],
    job_timestamp: '20261122100000',
    clip_skip: 1,
    is_using_inpainting_conditioning: false,
    version,
  };
}

/** The text that the server writes into the picture file: the whole prompt is in it. */
export function infotextOf(job: SimulatedJob, model: SimulatedModel, seed: number, version: string): string {
  const negative = job.negativePrompt === '' ? '' : `\nNegative prompt: ${job.negativePrompt}`;
  const schedule = job.scheduler === undefined ? '' : `Schedule type: ${job.scheduler}, `;
  return (
    `${job.prompt}${negative}\nSteps: ${job.steps}, Sampler: ${job.samplerName}, ${schedule}` +
    `CFG scale: ${job.cfgScale}, Seed: ${seed}, Size: ${job.widthPx}x${job.heightPx}, ` +
    `Model hash: ${model.hash}, Model: ${model.name}, Version: ${version}`
  );
}

/** Makes `info` say something else than what was done. */
export function lieAbout(info: Record<string, unknown>, fault: SimulatedFault | undefined): Record<string, unknown> {
  if (fault === 'wrong-sampler') return { ...info, sampler_name: info.sampler_name === 'DDIM' ? 'Euler' : 'DDIM' };
  if (fault === 'wrong-model') return { ...info, sd_model_name: 'another-model', sd_model_hash: 'deadbeef00' };
  if (fault === 'grid') return { ...info, index_of_first_image: 1 };
  if (fault !== 'wrong-seed') return info;
  const seeds = (info.all_seeds as number[]).map((seed) => seed + 1);
  return { ...info, seed: seeds[0], all_seeds: seeds };
}
