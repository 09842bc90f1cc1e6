/** Samplers of sd-server, as it lists them: its own spelling only. */
export const SDCPP_SAMPLERS = (
  'default euler euler_a heun dpm2 dpm++2s_a dpm++2m dpm++2mv2 ipndm ipndm_v lcm ddim_trailing tcd res_multistep res_2s er_sde ' +
  'euler_cfg_pp euler_a_cfg_pp euler_ge dpm++2m_sde dpm++2m_sde_bt lms'
).split(' ');

/** Schedulers of sd-server. */
export const SDCPP_SCHEDULERS = (
  'default discrete normal karras exponential ays gits sgm_uniform simple smoothstep kl_optimal lcm bong_tangent ltx2 ' +
  'logit_normal flux2 flux beta'
).split(' ');

/** Upscalers for the second pass; `Latent…` is known too, but not listed. */
export const SDCPP_UPSCALERS = ['None', 'Lanczos', 'Nearest', 'RandESRGAN_x4'];

/** What it understands of AUTOMATIC1111's spelling, in any case, though it lists none of it. */
const FOREIGN: Readonly<Record<string, string>> = {
  'euler a': 'euler_a',
  euler: 'euler',
  heun: 'heun',
  dpm2: 'dpm2',
  lcm: 'lcm',
  ddim: 'ddim_trailing',
  'dpm++ 2m': 'dpm++2m',
  'dpm++ 2m sde': 'dpm++2m_sde',
};

/** @returns the sampler as `info` names it; `NONE` when it is not known and the default took its place */
export function sdcppSampler(asked: string | undefined): string {
  if (asked === undefined) return 'NONE';
  const own = SDCPP_SAMPLERS.find((name) => name === asked.toLowerCase() && name !== 'default');
  return own ?? FOREIGN[asked.toLowerCase()] ?? 'NONE';
}

/** @returns the scheduler; `undefined` when it is not known, which nobody is told of */
export function sdcppScheduler(asked: string | undefined): string | undefined {
  return SDCPP_SCHEDULERS.find((name) => name === asked && name !== 'default');
}
