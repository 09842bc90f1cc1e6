import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSimulatedCharacterService } from '../support/simulated-character-service';
import { BackendFront } from './backend-front';
import type { Breakable } from './chaos';
import { FaultDatabase } from './fault-database';
import { FaultHub } from './fault-hub';
import type { FaultPlace } from './fault-place';
import { FaultReplica } from './fault-replica';
import { LEASE_MS, RENDER_LIMIT_MS, type FaultSettings } from './settings';
import { StorageProxy } from './storage-proxy';

const run = promisify(execFile);
/** Slots of each backend. */
const SLOTS = [1, 2];
const RENDER_MS = 60;

/** A service under test with everything around it. */
export interface Stage extends Breakable {
  readonly bucket: string;
  /** Where the replicas, and nobody else, put what is for a moment. */
  readonly temporaryFolder: string;
  /** Of every replica, but for its port. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts everything, the replicas last; resolves when they are ready. */
export async function setUp(place: FaultPlace, settings: FaultSettings): Promise<Stage> {
  const database = await FaultDatabase.takeOver(place);
  const hub = await FaultHub.start(place);
  const storage = await StorageProxy.start(place.s3Url);
  const fronts = await Promise.all(SLOTS.map((slots) => BackendFront.start(slots, RENDER_MS)));
  const characters = await startSimulatedCharacterService({ url: hub.url });
  const bucket = `faults-${randomBytes(6).toString('hex')}`;
  const temporaryFolder = join(place.folder, 'tmp');
  await mkdir(temporaryFolder, { recursive: true });
  const env = {
    ...FIXED,
    TMPDIR: temporaryFolder,
    PATH: process.env.PATH ?? '',
    DATABASE_URL: database.url,
    MESSAGE_HUB_URL: hub.url,
    STORAGE_URL: storage.urlOf(bucket),
    SECRET_KEY: randomBytes(32).toString('hex'),
    STABLE_DIFFUSION_URL: fronts.map(({ url }) => url).join(','),
  };
  if (!settings.naive) await run(process.execPath, [join(place.checkout, 'dist/src/migrate.js'), 'run'], { env });
  const replicas = await startReplicas(place, settings, env);
  return { replicas, hub, database, storage, fronts, characters, bucket, temporaryFolder, env };
}

/** Stops what is left, whatever state it is in. */
export async function takeDown({ replicas, characters, fronts, storage, hub, database }: Stage): Promise<void> {
  for (const { process } of replicas) await process.end('SIGKILL');
  await characters.stop();
  await Promise.all([...fronts.map((front) => front.stop()), storage.stop()]);
  await hub.process.end('SIGKILL');
  await database.stopAtOnce();
}

const FIXED = {
  MALLOC_ARENA_MAX: '2',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  JOB_LEASE_MS: String(LEASE_MS),
  JOB_TIMEOUT_MS: String(RENDER_LIMIT_MS),
  // Faults come faster here than anywhere: what is asked is whether anything is lost, not when it is given up.
  JOB_MAX_ATTEMPTS: '20',
};

async function startReplicas(
  place: FaultPlace,
  { naive, replicas: count }: FaultSettings,
  env: Readonly<Record<string, string>>,
): Promise<FaultReplica[]> {
  const entry = naive ? place.naiveWorker : join(place.checkout, 'dist/src/main.js');
  const replicas: FaultReplica[] = [];
  for (let index = 0; index < count; index += 1) {
    replicas.push(new FaultReplica(place, { index, port: await place.freePort(), entry, env }));
  }
  for (const { process } of replicas) await process.start();
  await Promise.all(replicas.map((replica) => replica.whenReady()));
  return replicas;
}
