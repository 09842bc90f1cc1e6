import type { Profile } from './row';

/** What a run measures. */
export interface BenchSettings {
  readonly profile: Profile;
  /** Ids such as `P3`; empty: every row. */
  readonly only: readonly string[];
  /** Unit costs and the room of a thousand GPUs instead of rows. */
  readonly isScale: boolean;
}

/**
 * Reads `--full`, `--only P1,P3` and `--scale`.
 * @throws Error naming the flag that is wrong
 */
export function readBenchSettings(args: readonly string[]): BenchSettings {
  let profile: Profile = 'quick';
  let only: string[] = [];
  let isScale = false;
  for (let at = 0; at < args.length; at += 1) {
    const [flag = '', inline] = (args[at] ?? '').split('=');
    if (flag === '--full') profile = 'full';
    else if (flag === '--quick') profile = 'quick';
    else if (flag === '--scale') isScale = true;
    else if (flag === '--only') only = (inline ?? args[(at += 1)] ?? '').toUpperCase().split(',').filter(Boolean);
    else throw new Error(`${flag}: expected --full, --quick, --only P1,P3 or --scale`);
  }
  return { profile, only, isScale };
}
