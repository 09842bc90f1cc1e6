import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { cpuMsOf } from '../harness/cpu';
import { percentile, spreadOf } from '../harness/figures';
import type { Line, Row } from '../harness/row';
import type { BenchStage } from '../harness/stage';
import { laterStarts } from './second-start';

const BOOT_GOAL_MS = 2000;
const COMMAND_GOAL_MS = 5000;
const LOOK_EVERY_MS = 10;

/**
 * P13: from the start of the process to the first good answer of `/health/ready`, migrations being done; and from `npm start` to
 * its address, with servers and data that an earlier start has made.
 */
export const start: Row = {
  id: 'P13',
  title: 'start: the service process to ready, the second `npm start` to its address',
  rounds: { quick: 3, full: 9 },
  measure: async (stage, rounds) => {
    const world = await stage.world({ replicas: 0 });
    const [walls, cpus]: [number[], number[]] = [[], []];
    try {
      for (let round = 0; round <= rounds; round += 1) {
        const { wallMs, cpuMs } = await boot(stage, world.env);
        // The first start reads the program from the disk.
        if (round === 0) continue;
        walls.push(wallMs);
        cpus.push(cpuMs);
      }
    } finally {
      await world.stop();
    }
    return [lineOfBoot(walls, cpus), lineOfCommand(await laterStarts(stage, rounds))];
  },
};

async function boot(
  stage: BenchStage,
  env: Readonly<Record<string, string>>,
): Promise<{ wallMs: number; cpuMs: number }> {
  const port = await stage.place.freePort();
  const startMs = performance.now();
  const program = join(stage.place.checkout, 'dist/src/main.js');
  const child = spawn(process.execPath, [program], { env: { ...env, PORT: String(port) }, stdio: 'ignore' });
  const ended = once(child, 'exit');
  try {
    while (!(await isReady(port))) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const wallMs = performance.now() - startMs;
    return { wallMs, cpuMs: cpuMsOf([child.pid ?? 0]) };
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

function lineOfBoot(walls: readonly number[], cpus: readonly number[]): Line {
  const note = `${percentile(cpus, 50).toFixed(0)} ms CPU; a busy machine shows in the other figure`;
  return lineOf('service boot', walls, BOOT_GOAL_MS, note);
}

function lineOfCommand(walls: readonly number[]): Line {
  const note = 'npm, PostgreSQL, NATS, migrations and the service; nothing is installed or built any more';
  return lineOf('second npm start', walls, COMMAND_GOAL_MS, note);
}

/** Against nobody: the reference is the goal itself. */
function lineOf(what: string, walls: readonly number[], goalMs: number, note: string): Line {
  const ours = spreadOf(walls);
  const goal = { text: `≤ ${goalMs / 1000} s`, isMet: (ratio: number) => ratio <= 1 };
  return { what, unit: 'ms', ours, reference: spreadOf([goalMs]), ratio: ours.median / goalMs, goal, note };
}
