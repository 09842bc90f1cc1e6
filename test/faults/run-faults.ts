import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from 'nats';
import { startSimulatedCharacterService } from '../support/simulated-character-service';
import { Answers } from './answers';
import { BackendFront } from './backend-front';
import { Chaos, type Breakable } from './chaos';
import { FaultDatabase } from './fault-database';
import { FaultHub } from './fault-hub';
import type { FaultPlace } from './fault-place';
import { FaultReplica } from './fault-replica';
import { judge, judgeAnswers, judgeRenders, violationsOf, type Evidence, type Verdict } from './judge';
import { reportTable, writeReport, type FaultReport } from './report';
import { SeededRandom } from './seeded-random';
import { LEASE_MS, readSettings, RENDER_LIMIT_MS, type FaultSettings } from './settings';
import { settle } from './settle';
import { StorageProxy } from './storage-proxy';
import { sendTraffic } from './traffic';

const run = promisify(execFile);

/** A service under test with everything around it. */
interface Stage extends Breakable {
  readonly bucket: string;
}

/**
 * Runs the service under faults and judges it.
 *
 * @param args command line, see `readSettings`
 * @returns exit code: 0 when all promises were kept or, in naive mode, when violations were found as they must
 */
export async function runFaults(place: FaultPlace, args: readonly string[]): Promise<number> {
  const settings = readSettings(args);
  const startMs = Date.now();
  const stage = await setUp(place, settings);
  place.say(`  - ${settings.events} events, seed ${settings.seed}, ${stage.replicas.length} replicas are ready`);
  const found = await perform(stage, settings, place);
  const totalS = Math.round((Date.now() - startMs) / 1000);
  const report: FaultReport = { settings, totalS, ...found };
  await takeDown(stage);
  await writeReport(join(place.checkout, '.data/faults'), report);
  place.say(`\n${reportTable(report)}\n`);
  for (const line of report.violations) place.say(`  ✗ ${line}`);
  return exitCodeOf(report, place.say);
}

function exitCodeOf({ settings, violations }: FaultReport, say: (line: string) => void): number {
  const isFound = violations.length > 0;
  if (settings.naive) {
    say(
      isFound ? '  ✓ the naive worker breaks its promises, and it was noticed' : '  ✗ the naive worker was not caught',
    );
    return isFound ? 0 : 1;
  }
  if (!isFound) say('  ✓ no request was lost, none was answered twice');
  return isFound ? 1 : 0;
}

async function setUp(place: FaultPlace, settings: FaultSettings): Promise<Stage> {
  const database = await FaultDatabase.takeOver(place);
  const hub = await FaultHub.start(place);
  const storage = await StorageProxy.start(place.s3Url);
  const fronts = [await BackendFront.start(1, 60), await BackendFront.start(2, 60)];
  const characters = await startSimulatedCharacterService({ url: hub.url });
  const bucket = `faults-${randomBytes(6).toString('hex')}`;
  const env = {
    PATH: process.env.PATH ?? '',
    MALLOC_ARENA_MAX: '2',
    DATABASE_URL: database.url,
    MESSAGE_HUB_URL: hub.url,
    STORAGE_URL: storage.urlOf(bucket),
    SECRET_KEY: randomBytes(32).toString('hex'),
    STABLE_DIFFUSION_URL: fronts.map(({ url }) => url).join(','),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    JOB_LEASE_MS: String(LEASE_MS),
    JOB_TIMEOUT_MS: String(RENDER_LIMIT_MS),
    JOB_MAX_ATTEMPTS: '20',
  };
  const service = join(place.checkout, 'dist/src/main.js');
  if (!settings.naive) await run(process.execPath, [join(place.checkout, 'dist/src/migrate.js'), 'run'], { env });
  const replicas: FaultReplica[] = [];
  for (let index = 0; index < settings.replicas; index += 1) {
    const entry = settings.naive ? place.naiveWorker : service;
    replicas.push(new FaultReplica(place, { index, port: await place.freePort(), entry, env }));
  }
  for (const { process } of replicas) await process.start();
  await Promise.all(replicas.map((replica) => replica.whenReady()));
  return { replicas, hub, database, storage, fronts, characters, bucket };
}

async function perform(
  stage: Stage,
  settings: FaultSettings,
  place: FaultPlace,
): Promise<Omit<FaultReport, 'settings' | 'totalS'>> {
  const { hub, database, replicas, fronts } = stage;
  const connection = await connect({ servers: hub.url, maxReconnectAttempts: -1, reconnectTimeWait: 200 });
  const jetstream = connection.jetstream({ timeout: 2000 });
  const chaos = new Chaos(stage, new SeededRandom(settings.seed + 1), settings);
  const breathing = vary(fronts);
  chaos.start();
  const accepted = await sendTraffic(settings, new SeededRandom(settings.seed), { jetstream, ...stage });
  await chaos.stop();
  clearInterval(breathing);
  place.say(`  - ${chaos.happened.length} faults are over; waiting for the rest`);
  const answers = new Answers(connection);
  const { naive, patienceMs } = settings;
  const looked = { accepted, answers, connection, patienceMs, say: place.say };
  const settleS = await settle(naive ? looked : { ...looked, database });
  for (const { process } of replicas) await process.end('SIGTERM');
  await answers.readOn();
  await connection.close();
  const evidence: Evidence = { accepted, answers, fronts, happened: chaos.happened };
  const verdict = naive ? naiveVerdict(evidence) : await judge(evidence, database, { ...stage, s3Url: place.s3Url });
  const ends = replicas.flatMap(({ process }) => process.unexpectedEnds);
  return { accepted, happened: chaos.happened, verdict, violations: violationsOf(verdict, ends), settleS };
}

/** Renders take 30 to 150 ms, now one, now the other. */
function vary(fronts: readonly BackendFront[]): NodeJS.Timeout {
  return setInterval(() => {
    for (const { simulated } of fronts) simulated.renderMs = 30 + Math.random() * 120;
  }, 250);
}

/** A naive worker has no tables, no bucket and no dead letters to judge. */
function naiveVerdict(evidence: Evidence): Verdict {
  return {
    ...judgeAnswers(evidence),
    ...judgeRenders(evidence, evidence.answers.all.length),
    unburied: [],
    slotsExceeded: 0,
    eventsWithoutRow: [],
    rowsWithoutEvent: [],
    missingObjects: [],
    unfinishedJobs: [],
    orphans: 0,
  };
}

async function takeDown({ replicas, characters, fronts, storage, hub, database }: Stage): Promise<void> {
  for (const { process } of replicas) await process.end('SIGKILL');
  await characters.stop();
  await Promise.all([...fronts.map((front) => front.stop()), storage.stop()]);
  await hub.process.end('SIGKILL');
  await database.stopAtOnce();
}
