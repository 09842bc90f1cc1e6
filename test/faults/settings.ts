/** How long and how hard a run is. */
export interface FaultSettings {
  readonly profile: 'fast' | 'full';
  /** Distinct events; each causes one or two requests. */
  readonly events: number;
  /** Of all randomness: what is sent and which faults come, in which order. When they hit is up to the machine. */
  readonly seed: number;
  /** Events a second, on average. */
  readonly ratePerS: number;
  /** Service processes. */
  readonly replicas: number;
  /** Pause between two faults, in milliseconds. */
  readonly pauseMs: readonly [least: number, most: number];
  /** Without progress for so long, the rest counts as lost. */
  readonly patienceMs: number;
  /** Run a deliberately naive worker in place of the service: then violations must be found. */
  readonly naive: boolean;
}

const PROFILES = {
  fast: { events: 300, ratePerS: 8, replicas: 2, pauseMs: [900, 2600], patienceMs: 60_000 },
  full: { events: 6000, ratePerS: 8, replicas: 3, pauseMs: [1500, 5000], patienceMs: 60_000 },
} as const;

/** Lease of jobs and slots in a run; short, so that the dead are noticed soon. */
export const LEASE_MS = 2000;
/** Longest render in a run: a backend that hangs is given up after it. */
export const RENDER_LIMIT_MS = 4000;
/** A naive worker gives nothing back later than its own ack_wait of 5 s. */
const NAIVE_PATIENCE_MS = 10_000;

/**
 * Reads `--events N --seed S --profile fast|full --naive`.
 * @throws Error naming the flag that is wrong
 */
export function readSettings(args: readonly string[]): FaultSettings {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const [flag = '', inline] = (args[at] ?? '').split('=');
    if (flag === '--naive') given.set(flag, 'true');
    else if (['--events', '--seed', '--profile'].includes(flag)) given.set(flag, inline ?? args[(at += 1)] ?? '');
    else throw new Error(`${flag}: expected --events N, --seed S, --profile fast|full or --naive`);
  }
  const profile = given.get('--profile') ?? 'full';
  if (profile !== 'fast' && profile !== 'full') throw new Error('--profile: expected fast or full');
  const naive = given.has('--naive');
  const usual = PROFILES[profile];
  return {
    ...usual,
    profile,
    naive,
    patienceMs: naive ? NAIVE_PATIENCE_MS : usual.patienceMs,
    events: wholeNumber('--events', given.get('--events'), usual.events),
    seed: wholeNumber('--seed', given.get('--seed'), Date.now() % 1_000_000),
  };
}

function wholeNumber(flag: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${flag}: expected a whole number from 1`);
  return value;
}
