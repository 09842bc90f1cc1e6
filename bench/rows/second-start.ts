import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BenchStage } from '../harness/stage';

const NEEDED = [
  'package.json',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts',
  'src',
  'migrations',
  'dist',
];
/** The line that `npm start` prints when everything is ready, servers and tables included. */
const READY = /^ {2}HTTP +http/m;

/**
 * Measures `npm start` in a copy of the checkout, with data of its own: the first start makes database and tables, the others
 * find them. The packages are linked, not copied.
 *
 * @returns milliseconds to the line with the address, of the second start and those after it
 */
export async function laterStarts(stage: BenchStage, rounds: number): Promise<number[]> {
  const { checkout, folder } = stage.place;
  const copy = join(folder, 'checkout');
  await mkdir(copy, { mode: 0o755 });
  try {
    for (const name of NEEDED)
      await cp(join(checkout, name), join(copy, name), { recursive: true, preserveTimestamps: true });
    await promisify(execFile)('cp', ['-al', join(checkout, 'node_modules'), join(copy, 'node_modules')]);
    const port = await stage.place.freePort();
    await startOnce(copy, port);
    const walls: number[] = [];
    for (let round = 0; round < rounds; round += 1) walls.push(await startOnce(copy, port));
    return walls;
  } finally {
    await rm(copy, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function startOnce(copy: string, port: number): Promise<number> {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
  };
  const startMs = performance.now();
  const child = spawn('npm', ['start'], { cwd: copy, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  // Should the benchmark be ended itself.
  const end = (): unknown => child.kill('SIGTERM');
  process.once('exit', end);
  let said = '';
  const ready = new Promise<number>((resolve) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      if (READY.test(said)) resolve(performance.now() - startMs);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  const wallMs = await Promise.race([ready, ended.then(() => undefined)]);
  // The command sees that npm has gone and ends its servers in order; the pipes close with the last of them.
  end();
  await ended;
  process.off('exit', end);
  if (wallMs === undefined) throw new Error(`npm start ended before it was ready:\n${said.slice(-2000)}`);
  return wallMs;
}
