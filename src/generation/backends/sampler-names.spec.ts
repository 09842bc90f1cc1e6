import { COMFY_SAMPLERS, COMFY_SCHEDULERS } from '../../../test/support/stable-diffusion/comfyui-catalog';
import { chooseSampler, chooseScheduler, ourSampler, ourScheduler } from './sampler-names';

const SDCPP = ['default', 'euler', 'euler_a', 'heun', 'dpm2', 'dpm++2s_a', 'dpm++2m', 'dpm++2mv2', 'lcm', 'ddim_trailing', 'dpm++2m_sde', 'lms']; // prettier-ignore
const A1111 = ['DPM++ 2M', 'DPM++ SDE', 'DPM++ 2M SDE', 'Euler a', 'Euler', 'LMS', 'Heun', 'DPM2', 'DDIM', 'UniPC', 'LCM']; // prettier-ignore
const OLD_A1111 = ['Euler a', 'Euler', 'DPM++ 2M', 'DPM++ 2M Karras', 'DPM++ SDE Karras'];
const SDNEXT = ['Default', 'UniPC', 'DDIM', 'Euler', 'Euler a', 'DPM++', 'DPM++ 2M', 'KDPM2', 'LMSD', 'PNDM'];

describe('chooseSampler', () => {
  it.each([
    ['DPM++ 2M', A1111, 'DPM++ 2M'],
    ['DPM++ 2M', SDCPP, 'dpm++2m'],
    ['DPM++ 2M', COMFY_SAMPLERS, 'dpmpp_2m'],
    ['DPM++ 2M', SDNEXT, 'DPM++ 2M'],
    ['Euler a', SDCPP, 'euler_a'],
    ['Euler a', COMFY_SAMPLERS, 'euler_ancestral'],
    ['DPM2', COMFY_SAMPLERS, 'dpm_2'],
    ['DPM2', SDNEXT, 'KDPM2'],
    ['UniPC', COMFY_SAMPLERS, 'uni_pc'],
    ['LMS', SDNEXT, 'LMSD'],
    ['DDIM', SDCPP, 'ddim_trailing'],
    ['dpm++ 2m sde', A1111, 'DPM++ 2M SDE'],
  ])('calls %s by the name that the server lists', (wanted, listed, theirs) => {
    expect(chooseSampler(wanted, listed)).toEqual({ ours: ourSampler(wanted), theirs });
  });

  it('prefers the name that has the schedule in it, where there is one', () => {
    expect(chooseSampler('DPM++ 2M', OLD_A1111, 'Karras')).toEqual({ ours: 'DPM++ 2M', theirs: 'DPM++ 2M Karras' });
    expect(chooseSampler('DPM++ 2M', OLD_A1111, 'Exponential')).toEqual({ ours: 'DPM++ 2M', theirs: 'DPM++ 2M' });
  });

  it.each([
    ['DPM++ 2M', ['Euler', 'Euler a'], 'Euler'],
    ['UniPC', SDCPP, 'dpm++2m'],
    ['DPM++ 3M SDE', SDCPP, 'dpm++2m_sde'],
    ['DPM2 a', ['Euler a', 'Euler'], 'Euler a'],
  ])('lets the nearest of its family stand in for %s', (wanted, listed, theirs) => {
    expect(chooseSampler(wanted, listed)).toMatchObject({ theirs });
  });

  it.each([
    ['a sampler that nobody knows', 'Imagined'],
    ['one whose model nobody else suits', 'LCM'],
    ['one whose whole family is missing', 'Euler a'],
  ])('finds nobody for %s', (_what, wanted) => {
    expect(chooseSampler(wanted, ['Euler', 'DDIM'])).toBeUndefined();
  });

  it('takes a name of the server that we have no word for', () => {
    expect(chooseSampler('er_sde', [...SDCPP, 'er_sde'])).toEqual({ ours: 'er_sde', theirs: 'er_sde' });
  });

  it('sends what is wanted where nothing is listed', () => {
    expect(chooseSampler('DPM++ 2M', [])).toEqual({ ours: 'DPM++ 2M', theirs: 'DPM++ 2M' });
  });
});

describe('chooseScheduler', () => {
  it.each([
    ['Karras', ['Automatic', 'Karras'], 'Karras'],
    ['Karras', ['default', 'karras', 'betas'], 'karras'],
    ['Karras', COMFY_SCHEDULERS, 'karras'],
    ['SGM Uniform', COMFY_SCHEDULERS, 'sgm_uniform'],
    ['Automatic', COMFY_SCHEDULERS, 'normal'],
    ['Automatic', ['default', 'discrete', 'karras'], 'default'],
    ['Polyexponential', ['Automatic', 'Karras'], 'Automatic'],
  ])('calls %s by the name that the server lists, or leaves it to the server', (wanted, listed, theirs) => {
    expect(chooseScheduler(wanted, listed)?.theirs).toBe(theirs);
  });

  it('finds nothing where neither the wanted nor a plain one is there', () => {
    expect(chooseScheduler('Karras', ['flux2'])).toBeUndefined();
  });
});

describe('ourSampler', () => {
  it('cuts a schedule off, and leaves what it does not know', () => {
    expect(['DPM++ 2M Karras', 'k_euler_a', 'NONE'].map(ourSampler)).toEqual(['DPM++ 2M', 'Euler a', 'NONE']);
    expect(['karras', 'discrete', 'bong_tangent'].map(ourScheduler)).toEqual(['Karras', 'Uniform', 'bong_tangent']);
  });

  it('has one meaning for every spelling', () => {
    const spelled = [...SDCPP, ...A1111, ...COMFY_SAMPLERS, ...SDNEXT];

    const ours = spelled.map(ourSampler);

    expect(ours.map(ourSampler)).toEqual(ours);
  });
});
