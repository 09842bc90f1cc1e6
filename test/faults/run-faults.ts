import { join } from 'node:path';
import { connect } from 'nats';
import { Answers } from './answers';
import type { BackendFront } from './backend-front';
import { Chaos } from './chaos';
import type { FaultPlace } from './fault-place';
import { judge, judgeAnswers, judgeRenders, violationsOf, type Evidence, type Verdict } from './judge';
import { reconcile } from './reconcile';
import { reportTable, writeReport, type FaultReport } from './report';
import { SeededRandom } from '../support/seeded-random';
import type { FaultSettings } from './settings';
import { settle } from './settle';
import { setUp, takeDown, type Stage } from './stage';
import { sendTraffic } from './traffic';

type Found = Omit<FaultReport, 'settings' | 'totalS'>;

/**
 * Runs the service under faults and judges it.
 *
 * @returns exit code: 0 when all promises were kept or, in naive mode, when violations were found as they must
 */
export async function runFaults(place: FaultPlace, settings: FaultSettings): Promise<number> {
  const startMs = Date.now();
  const stage = await setUp(place, settings);
  place.say(`  - ${settings.events} events, seed ${settings.seed}, ${stage.replicas.length} replicas are ready`);
  const found = await perform(stage, settings, place);
  const report: FaultReport = { settings, totalS: Math.round((Date.now() - startMs) / 1000), ...found };
  await takeDown(stage);
  await writeReport(join(place.checkout, '.data/faults'), report);
  place.say(`\n${reportTable(report)}\n`);
  for (const line of report.violations) place.say(`  ✗ ${line}`);
  return exitCodeOf(report, place.say);
}

async function perform(stage: Stage, settings: FaultSettings, place: FaultPlace): Promise<Found> {
  const { hub, database, replicas, fronts } = stage;
  const connection = await connect({ servers: hub.url, maxReconnectAttempts: -1, reconnectTimeWait: 200 });
  const jetstream = connection.jetstream({ timeout: 2000 });
  const chaos = new Chaos({ ...stage, connection }, new SeededRandom(settings.seed + 1), settings);
  const varying = vary(fronts);
  chaos.start();
  const accepted = await sendTraffic(settings, new SeededRandom(settings.seed), { jetstream, ...stage });
  await chaos.stop();
  clearInterval(varying);
  place.say(`  - ${chaos.happened.length} faults are over; waiting for the rest`);
  const answers = new Answers(connection);
  const { naive, patienceMs } = settings;
  const looked = { accepted, answers, connection, patienceMs, say: place.say };
  const settleS = await settle(naive ? looked : { ...looked, database });
  for (const { process } of replicas) await process.end('SIGTERM');
  await answers.readOn();
  await connection.close();
  const evidence: Evidence = { accepted, answers, fronts, happened: chaos.happened };
  const judged = await (naive ? naiveVerdict(evidence) : judgeService(evidence, stage, { place, settings }));
  return { accepted, happened: chaos.happened, settleS, ...judged };
}

/** Renders take 30 to 150 ms, now one, now the other. */
function vary(fronts: readonly BackendFront[]): NodeJS.Timeout {
  return setInterval(() => {
    for (const { simulated } of fronts) simulated.renderMs = 30 + Math.random() * 120;
  }, 250);
}

type Judged = Pick<FaultReport, 'verdict' | 'violations'>;

/** In the full profile the reconciler runs before the last look: it must remove every orphan, and nothing else. */
async function judgeService(
  evidence: Evidence,
  stage: Stage,
  { place, settings }: { place: FaultPlace; settings: FaultSettings },
): Promise<Judged> {
  const { database, bucket, env } = stage;
  const look = (): Promise<Verdict> => judge(evidence, database, { bucket, s3Url: place.s3Url });
  const before = await look();
  const { orphans } = before;
  const isReconciled = settings.profile === 'full' && (await reconcile({ checkout: place.checkout, env, orphans }));
  const after = isReconciled ? await look() : before;
  const ends = stage.replicas.flatMap(({ process }) => process.unexpectedEnds);
  const violations = violationsOf(after, ends);
  if (isReconciled && after.orphans > 0) violations.push(`${after.orphans} objects without a row after reconciling`);
  return { verdict: { ...after, orphans }, violations };
}

/** A naive worker has no tables, no bucket, no dead letters and no refusals to judge. */
function naiveVerdict(evidence: Evidence): Judged {
  const verdict = {
    ...judgeAnswers(evidence),
    ...judgeRenders(evidence, evidence.answers.all.length),
    wrongAnswers: [],
    unburied: [],
    slotsExceeded: 0,
    eventsWithoutRow: [],
    rowsWithoutEvent: [],
    missingObjects: [],
    unfinishedJobs: [],
    orphans: 0,
  };
  return { verdict, violations: violationsOf(verdict, []) };
}

function exitCodeOf({ settings, violations }: FaultReport, say: (line: string) => void): number {
  const isFound = violations.length > 0;
  if (settings.naive) {
    say(isFound ? '  ✓ the naive worker breaks promises, and was found out' : '  ✗ the naive worker was not found out');
    return isFound ? 0 : 1;
  }
  if (!isFound) say('  ✓ no request was lost, none was answered twice');
  return isFound ? 1 : 0;
}
