/** A sampler or scheduler in our spelling and in the server's. */
export interface Named {
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Our spelling (AUTOMATIC1111's labels) and how others write the same, in lower case. No spelling means two things, so
 * one table serves every dialect. Read in A1111 1.10, SD.Next, ComfyUI 0.3.64; observed on sd-server (2026-08).
 */
const SAMPLERS: Readonly<Record<string, readonly string[]>> = {
  Euler: ['k_euler'],
  'Euler a': ['euler_a', 'euler_ancestral', 'k_euler_a', 'k_euler_ancestral'],
  Heun: ['k_heun'],
  LMS: ['k_lms', 'lmsd'],
  DPM2: ['k_dpm_2', 'dpm_2', 'kdpm2'],
  'DPM2 a': ['k_dpm_2_a', 'dpm_2_ancestral', 'dpm2_a', 'kdpm2 a'],
  'DPM++ 2M': ['k_dpmpp_2m', 'dpmpp_2m', 'dpm++2m'],
  'DPM++ 2S a': ['k_dpmpp_2s_a', 'dpmpp_2s_ancestral', 'dpm++2s_a'],
  'DPM++ SDE': ['k_dpmpp_sde', 'dpmpp_sde', 'dpm sde'],
  'DPM++ 2M SDE': ['k_dpmpp_2m_sde', 'dpmpp_2m_sde', 'dpm++2m_sde'],
  'DPM++ 3M SDE': ['k_dpmpp_3m_sde', 'dpmpp_3m_sde', 'dpm++3m_sde'],
  DDIM: ['ddim_trailing'],
  UniPC: ['uni_pc'],
  PLMS: ['pndm'],
  LCM: ['k_lcm'],
};
const SCHEDULERS: Readonly<Record<string, readonly string[]>> = {
  Automatic: ['default'],
  Karras: [],
  Exponential: [],
  Polyexponential: [],
  // The even spacing that samplers were trained on: sd-server's word is discrete, ComfyUI's is normal.
  Uniform: ['discrete', 'normal'],
  'SGM Uniform': ['sgm_uniform', 'sgmuniform'],
  Simple: [],
  Beta: ['betas'],
  'KL Optimal': ['kl_optimal'],
  'Align Your Steps': ['align_your_steps', 'ays'],
};
/**
 * Who stands in for whom: within a family all solve the same equation and differ in how exactly, so the picture stays
 * alike. Nobody stands in for LCM, which needs a model of its own.
 */
const FAMILIES: readonly (readonly string[])[] = [
  ['DPM++ 2M', 'UniPC', 'Heun', 'Euler', 'DPM2', 'LMS', 'PLMS', 'DDIM'],
  ['DPM++ 2M SDE', 'DPM++ SDE', 'DPM++ 3M SDE', 'Euler a', 'DPM++ 2S a', 'DPM2 a'],
];
/** Schedules that stand in for any other, best first. */
const ANY_SCHEDULE = ['Automatic', 'Uniform'];

/** A server's name for a sampler in our spelling, or as it is when we have none. A schedule at its end is cut off. */
export function ourSampler(theirs: string): string {
  return ourName(SAMPLERS, theirs) ?? ourName(SAMPLERS, withoutSchedule(theirs)) ?? theirs;
}

/** A server's name for a schedule in our spelling, or as it is when we have none. */
export function ourScheduler(theirs: string): string {
  return ourName(SCHEDULERS, theirs) ?? theirs;
}

/**
 * The listed sampler that `wanted` is, or the nearest of its family; `undefined` when there is neither. Nothing listed:
 * as wanted, and the answer will tell.
 *
 * @param listed as the server spells them
 * @param schedule before A1111 1.9 it was part of the name ('DPM++ 2M Karras'), which is then the one to take
 */
export function chooseSampler(wanted: string, listed: readonly string[], schedule = ''): Named | undefined {
  if (listed.length === 0) return { ours: wanted, theirs: wanted };
  const family = FAMILIES.find((names) => names.includes(ourSampler(wanted))) ?? [];
  for (const ours of [ourSampler(wanted), ...family]) {
    const joined = `${ours} ${schedule}`.toLowerCase();
    const theirs =
      listed.find((name) => name.toLowerCase() === joined) ??
      listed.find((name) => (ourName(SAMPLERS, name) ?? name).toLowerCase() === ours.toLowerCase());
    if (theirs !== undefined) return { ours, theirs };
  }
  return undefined;
}

/** As with samplers; a schedule that is not there is replaced by the server's own choice. */
export function chooseScheduler(wanted: string, listed: readonly string[]): Named | undefined {
  if (listed.length === 0) return { ours: wanted, theirs: wanted };
  for (const ours of [ourScheduler(wanted), ...ANY_SCHEDULE]) {
    const theirs = listed.find((name) => ourScheduler(name).toLowerCase() === ours.toLowerCase());
    if (theirs !== undefined) return { ours, theirs };
  }
  return undefined;
}

function ourName(table: Readonly<Record<string, readonly string[]>>, theirs: string): string | undefined {
  const name = theirs.toLowerCase();
  return Object.keys(table).find((ours) => ours.toLowerCase() === name || table[ours]?.includes(name) === true);
}

function withoutSchedule(name: string): string {
  const schedule = Object.keys(SCHEDULERS).find((ours) => name.toLowerCase().endsWith(` ${ours.toLowerCase()}`));
  return schedule === undefined ? name : name.slice(0, -schedule.length - 1);
}
