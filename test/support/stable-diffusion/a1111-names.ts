/** Samplers of AUTOMATIC1111 1.10, as its API lists them. */
export const SAMPLERS = [
  { name: 'DPM++ 2M', aliases: ['k_dpmpp_2m'], options: { scheduler: 'karras' } },
  { name: 'DPM++ SDE', aliases: ['k_dpmpp_sde'], options: { scheduler: 'karras' } },
  { name: 'DPM++ 2M SDE', aliases: ['k_dpmpp_2m_sde'], options: { scheduler: 'exponential' } },
  { name: 'Euler a', aliases: ['k_euler_a', 'k_euler_ancestral'], options: { uses_ensd: 'True' } },
  { name: 'Euler', aliases: ['k_euler'], options: {} },
  { name: 'Heun', aliases: ['k_heun'], options: { second_order: 'True' } },
  { name: 'DDIM', aliases: ['ddim'], options: {} },
  { name: 'UniPC', aliases: ['unipc'], options: {} },
  { name: 'LCM', aliases: ['k_lcm'], options: {} },
] as const;

/** Schedulers since 1.9; before, `Karras` was part of a sampler's name. */
export const SCHEDULERS = ['Automatic', 'Uniform', 'Karras', 'Exponential', 'Polyexponential', 'SGM Uniform'].map(
  (label) => ({
    name: label.toLowerCase().replace(' ', '_'),
    label,
    aliases: label === 'SGM Uniform' ? ['SGMUniform'] : null,
    default_rho: label === 'Karras' ? 7 : -1,
    need_inner_model: label === 'SGM Uniform',
  }),
);

/** Samplers before 1.9, as far as they differ in kind: the scheduler is in the name. */
export const OLD_SAMPLERS = ['Euler a', 'Euler', 'DPM++ 2M', 'DPM++ 2M Karras', 'DPM++ 2M SDE Karras', 'DDIM'].map(
  (name) => ({
    name,
    aliases: [`k_${name.toLowerCase().replace('++', 'pp').replaceAll(' ', '_')}`],
    options: {},
  }),
);

/** What takes the place of a sampler nobody knows. */
export const DEFAULT_SAMPLER = 'Euler';

/** By name or alias in any case, and with the scheduler as a suffix, as before 1.9; unknown gives the default. */
export function samplerOf(asked: string): { name: string; scheduler?: string } {
  const wanted = asked.toLowerCase();
  const byName = (name: string): { name: string } | undefined =>
    SAMPLERS.find((sampler) => [sampler.name.toLowerCase(), ...sampler.aliases].includes(name));
  const exact = byName(wanted);
  if (exact !== undefined) return { name: exact.name };
  const suffix = SCHEDULERS.find(({ name }) => wanted.endsWith(` ${name}`));
  const split = suffix && byName(wanted.slice(0, -suffix.name.length - 1));
  return split && suffix ? { name: split.name, scheduler: suffix.label } : { name: DEFAULT_SAMPLER };
}

/** By name or label in any case; unknown gives `Automatic`. */
export function schedulerOf(asked: string): string {
  const wanted = asked.toLowerCase();
  return SCHEDULERS.find(({ name, label }) => name === wanted || label.toLowerCase() === wanted)?.label ?? 'Automatic';
}
