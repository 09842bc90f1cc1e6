import type { Dialect } from '../../config/backend-address';
import type { Rounding } from './expected-picture';

/** In what servers of `/sdapi/v1` differ. */
export interface SdapiHabits {
  readonly dialect: Exclude<Dialect, 'comfyui'>;
  readonly rounding: Rounding;
  readonly maxSeed: number;
  /** Where the schedule goes; SD.Next has no `scheduler`, and its list of that name is of something else. */
  readonly scheduleField: 'scheduler' | 'schedulers_sigma';
  /** Schedules it knows without listing them. */
  readonly knownSchedules?: readonly string[];
  /** Whether a request may bring another checkpoint with it. */
  readonly canChangeModel: boolean;
  /** Whether there are progress, interrupt, memory and upscaling. */
  readonly hasServices: boolean;
  /** Whether ControlNet is there as an extension that tells what it has. */
  readonly mayHaveControlNet: boolean;
  /** Whether a request may carry an id of ours, by which its progress can be asked for. */
  readonly hasTaskIds: boolean;
}

const WEBUI = {
  rounding: { multiple: 8, direction: 'down' },
  maxSeed: 2 ** 32 - 1,
  scheduleField: 'scheduler',
  canChangeModel: true,
  hasServices: true,
  mayHaveControlNet: true,
  hasTaskIds: true,
} as const satisfies Omit<SdapiHabits, 'dialect'>;

/** Read in AUTOMATIC1111 1.10.1, Forge dfdcbab (2025-06) and SD.Next 058a7f0 (2026-07); observed on sd-server 97d2990 (2026-08). */
export const SDAPI_HABITS: Readonly<Record<SdapiHabits['dialect'], SdapiHabits>> = {
  a1111: { ...WEBUI, dialect: 'a1111' },
  forge: { ...WEBUI, dialect: 'forge' },
  sdnext: {
    ...WEBUI,
    dialect: 'sdnext',
    scheduleField: 'schedulers_sigma',
    knownSchedules: ['default', 'karras', 'exponential', 'betas'],
    mayHaveControlNet: false,
    hasTaskIds: false,
  },
  sdcpp: {
    ...WEBUI,
    dialect: 'sdcpp',
    rounding: { multiple: 64, direction: 'up' },
    // It keeps 32 bits with a sign, and draws one of its own for what is negative then.
    maxSeed: 2 ** 31 - 1,
    canChangeModel: false,
    hasServices: false,
    mayHaveControlNet: false,
    hasTaskIds: false,
  },
};
