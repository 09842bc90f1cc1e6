import type { SimulatedFault } from '../simulated-a1111-faults';
import type { SdcppJob } from './sdcpp-job';

/** Member `info` of sd-server's answer: it repeats the size that was asked for, not the one that was painted. */
export function sdcppInfo(
  job: SdcppJob,
  model: string,
  isImg2img: boolean,
  fault: SimulatedFault | undefined,
): Record<string, unknown> {
  const seeds = fault === 'wrong-seed' ? job.seeds.map((seed) => seed + 1) : job.seeds;
  return {
    all_negative_prompts: seeds.map(() => job.negativePrompt),
    all_prompts: seeds.map(() => job.prompt),
    all_seeds: seeds,
    cfg_scale: job.cfgScale,
    height: job.askedHeight,
    infotexts: seeds.map((seed) => sdcppInfotext(job, model, seed)),
    prompt: job.prompt,
    sampler_name: fault === 'wrong-sampler' ? 'NONE' : job.samplerName,
    sd_model_name: fault === 'wrong-model' ? 'another-model.safetensors' : `${model}.safetensors`,
    seed: seeds[0],
    steps: job.steps,
    version: 'stable-diffusion.cpp',
    width: job.askedWidth,
    ...(job.negativePrompt !== '' && { negative_prompt: job.negativePrompt }),
    ...(job.scheduler !== undefined && { extra_generation_params: { 'Schedule type': job.scheduler } }),
    ...(isImg2img && { denoising_strength: job.denoisingStrength }),
  };
}

/** The text in the picture file, its own JSON included. */
export function sdcppInfotext(job: SdcppJob, model: string, seed: number): string {
  const negative = job.negativePrompt === '' ? '' : `\nNegative prompt: ${job.negativePrompt}`;
  const own = JSON.stringify({ prompt: { positive: job.prompt, negative: job.negativePrompt }, sampling: { seed } });
  return (
    `${job.prompt}${negative}\nSteps: ${job.steps}, CFG scale: ${job.cfgScale.toFixed(6)}, Guidance: 3.500000, Eta: inf, ` +
    `Seed: ${seed}, Size: ${job.askedWidth}x${job.askedHeight}, Model: ${model}.safetensors, RNG: cuda, ` +
    `Sampler: ${job.samplerName}, Version: stable-diffusion.cpp, SDCPP: ${own}`
  );
}
