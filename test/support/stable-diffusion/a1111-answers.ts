import type { LineProgress } from './render-line';
import { UPSCALERS } from './webui-extras';

const GIB = 1024 ** 3;

/** Answer of `/sdapi/v1/memory`; `oomCount` rises with every picture that did not fit. */
export function memoryOf(oomCount: number): Record<string, unknown> {
  const peak = { current: 7 * GIB, peak: 9 * GIB };
  return {
    ram: { free: 20 * GIB, used: 12 * GIB, total: 32 * GIB },
    cuda: {
      system: { free: 15 * GIB, used: 9 * GIB, total: 24 * GIB },
      active: peak,
      allocated: peak,
      reserved: peak,
      inactive: peak,
      events: { retries: oomCount, oom: oomCount },
    },
  };
}

/** Answer of `/sdapi/v1/progress`: of whatever runs now, whoever asked for it. */
export function progressOf(line: LineProgress, preview: string | null): Record<string, unknown> {
  return {
    progress: line.share,
    eta_relative: line.leftMs / 1000,
    state: {
      skipped: false,
      interrupted: line.isInterrupted,
      stopping_generation: false,
      job: line.steps === 0 ? '' : 'scripts_txt2img',
      job_count: line.jobCount,
      job_timestamp: '20261122100000',
      job_no: 0,
      sampling_step: line.step,
      sampling_steps: line.steps,
    },
    current_image: preview,
    textinfo: null,
  };
}

/** Entries of `/sdapi/v1/upscalers`. */
export function upscalerList(): Record<string, unknown>[] {
  return UPSCALERS.map((name) => ({ name, model_name: null, model_path: null, model_url: null, scale: 4 }));
}

const operation = { responses: { 200: { description: 'Successful Response' } } };

/** The little of the description that tells versions and dialects apart. */
export function openApiOf(paths: readonly string[]): Record<string, unknown> {
  const described = paths.map((path) => {
    const [method = 'GET', name = path] = path.split(' ');
    return [name, { [method.toLowerCase()]: operation }] as const;
  });
  return {
    openapi: '3.1.0',
    info: { title: 'FastAPI', version: '0.1.0' },
    paths: Object.fromEntries(described),
  };
}
