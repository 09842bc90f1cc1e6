import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'nats';
import type { FaultPlace } from '../faults/fault-place';
import { readSettings } from '../faults/settings';
import { setUp, takeDown, type Stage } from '../faults/stage';
import { sendTraffic } from '../faults/traffic';
import { SeededRandom } from '../support/seeded-random';
import { takeSample, type SoakSample } from './soak-sample';
import { soakVerdict, type SoakLine } from './soak-verdict';

const RATE_PER_S = 2;
const LOOKS = 60;
const FAULT_EVERY_MS = 45_000;
const FAULT_MS = 3000;

/**
 * Keeps the service under a steady load with a fault now and then, and looks whether anything grows. No replica is ended:
 * what is looked for is what a process gathers in a long life.
 *
 * @returns exit code: 0 when nothing grows and no process ended by itself
 */
export async function runSoak(place: FaultPlace, minutes: number): Promise<number> {
  const seed = 2026;
  const events = Math.round(minutes * 60 * RATE_PER_S);
  const flags = ['--profile', 'fast', '--seed', String(seed), '--events', String(events)];
  const settings = { ...readSettings(flags), ratePerS: RATE_PER_S };
  const started = new Map<string, { pid: number; port: string }>();
  const stage = await setUp(noting(place, started), settings);
  const replicas = [...started].filter(([name]) => name.startsWith('replica')).map(([, one]) => one);
  place.say(`  - ${events} events in ${minutes} minutes, ${replicas.length} replicas are ready`);
  const connection = await connect({ servers: stage.hub.url, maxReconnectAttempts: -1, reconnectTimeWait: 200 });
  const over = new AbortController();
  const samples: SoakSample[] = [];
  const sampling = sampleUntil(over.signal, (minutes * 60_000) / LOOKS, async () => {
    const urls = replicas.map(({ port }) => `http://127.0.0.1:${port}`);
    samples.push(
      await takeSample(
        replicas.map(({ pid }) => pid),
        urls,
        stage,
      ),
    );
  });
  const breaking = breakUntil(over.signal, stage);
  await sendTraffic(settings, new SeededRandom(seed), { jetstream: connection.jetstream({ timeout: 2000 }), ...stage });
  over.abort();
  await Promise.all([sampling, breaking]);
  await connection.close();
  const ends = stage.replicas.flatMap(({ process }) => process.unexpectedEnds);
  await takeDown(stage);
  return report(place, { minutes, samples, faults: await breaking, ends });
}

/** Remembers the processes that the stage starts: their memory is looked at. */
function noting(place: FaultPlace, started: Map<string, { pid: number; port: string }>): FaultPlace {
  const start: FaultPlace['start'] = async (wanted) => {
    const one = await place.start(wanted);
    started.set(wanted.name, { pid: one.pid, port: String(wanted.options?.env?.PORT ?? '') });
    return one;
  };
  return { ...place, start };
}

async function sampleUntil(signal: AbortSignal, everyMs: number, look: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    // The database may be away at this moment: the next look will do.
    await look().catch(() => undefined);
    await pause(everyMs, signal);
  }
}

/** In turn: hub, storage, database. Returns how many faults there were. */
async function breakUntil(signal: AbortSignal, { hub, storage, database }: Stage): Promise<number> {
  const faults: readonly (() => Promise<void>)[] = [
    async () => {
      await hub.process.end('SIGKILL');
      await pause(FAULT_MS);
      await hub.start();
    },
    async () => {
      storage.fault = 'refuse';
      await pause(FAULT_MS);
      storage.fault = undefined;
    },
    async () => {
      await database.stopAtOnce();
      await pause(FAULT_MS);
      await database.start();
    },
  ];
  let count = 0;
  for (;;) {
    await pause(FAULT_EVERY_MS, signal);
    if (signal.aborted) return count;
    await faults[count % faults.length]?.();
    count += 1;
  }
}

interface Found {
  readonly minutes: number;
  readonly samples: readonly SoakSample[];
  readonly faults: number;
  readonly ends: readonly string[];
}

async function report(place: FaultPlace, found: Found): Promise<number> {
  const lines = soakVerdict(found.samples);
  const folder = join(place.checkout, '.data/soak');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, `${found.minutes}-minutes.json`),
    `${JSON.stringify({ ...found, lines }, undefined, 2)}\n`,
  );
  place.say(`\n${tableOf(lines)}\n\n  ${found.samples.length} looks, ${found.faults} faults`);
  for (const end of found.ends) place.say(`  ✗ ${end}`);
  for (const { name } of lines.filter(({ grows }) => grows)) place.say(`  ✗ ${name} grows`);
  return found.ends.length > 0 || lines.some(({ grows }) => grows) || found.samples.length < 8 ? 1 : 0;
}

function tableOf(lines: readonly SoakLine[]): string {
  const rows = lines.map(({ name, early, late, grows }) => {
    return `| ${name} | ${early.toFixed(1)} | ${late.toFixed(1)} | ${grows ? 'grows' : 'flat'} |`;
  });
  return ['| figure | second quarter | last quarter | verdict |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
