import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Answers } from './answers';
import type { BackendFront } from './backend-front';
import type { Happened } from './chaos';
import type { FaultDatabase } from './fault-database';
import { LEASE_MS, RENDER_LIMIT_MS } from './settings';
import type { Accepted } from './traffic';

/** What a run has shown. Lists hold what breaks a promise; empty lists are what we want. */
export interface Verdict {
  readonly exactlyOne: number;
  readonly none: readonly string[];
  readonly moreThanOne: readonly string[];
  /** Answers to what nobody asked. */
  readonly unasked: readonly string[];
  /** Pictures for what had to be refused, and failures of what had to become a picture. */
  readonly wrongAnswers: readonly string[];
  /** Unreadable messages that no dead letter names, by stream sequence. */
  readonly unburied: readonly number[];
  /** Image ids with an event but no row, and with a row but no event. */
  readonly eventsWithoutRow: readonly string[];
  readonly rowsWithoutEvent: readonly string[];
  readonly missingObjects: readonly string[];
  readonly unfinishedJobs: readonly string[];
  /** Moments with more renders in flight than slots, without a frozen replica or an absent database to explain them. */
  readonly slotsExceeded: number;
  readonly slotsExceededExplained: number;
  /** Objects without a row: they cost space and break no promise until the reconciler has run. */
  readonly orphans: number;
  readonly generated: number;
  readonly failedByCode: Readonly<Record<string, number>>;
  readonly renders: number;
  /** Renders beyond one for each picture, those not counted that we spoiled ourselves. */
  readonly extraRenders: number;
  readonly abandonedRenders: number;
  readonly repeatedMessages: number;
}

/** What a verdict is made from. */
export interface Evidence {
  readonly accepted: Accepted;
  readonly answers: Answers;
  readonly fronts: readonly BackendFront[];
  readonly happened: readonly Happened[];
}

interface ImageRow {
  readonly id: string;
  readonly storage_path: string;
  readonly variants: readonly { readonly storage_path: string }[];
  /** False for a token that was cut. */
  readonly is_painted: boolean;
}

/** Compares what was promised with what the streams, the tables and the bucket hold. */
export async function judge(
  evidence: Evidence,
  database: FaultDatabase,
  storage: { readonly s3Url: string; readonly bucket: string },
): Promise<Verdict> {
  const images = await database.rows<ImageRow>(
    `SELECT id, storage_path, variants, recipe->'render' IS NOT NULL AS is_painted FROM images`,
  );
  const jobs = await database.rows<{ id: string }>(
    `SELECT id FROM generation_jobs WHERE status IN ('pending', 'running')`,
  );
  const objects = await objectsIn(storage);
  const expected = new Set(images.flatMap((row) => [row.storage_path, ...row.variants.map((one) => one.storage_path)]));
  const generated = evidence.answers.all.filter(({ type }) => type === 'image.generated');
  const announced = new Set(generated.map(({ imageId }) => imageId ?? ''));
  const kept = new Set(images.map(({ id }) => id));
  return {
    ...judgeAnswers(evidence),
    eventsWithoutRow: [...announced].filter((id) => !kept.has(id)),
    rowsWithoutEvent: [...kept].filter((id) => !announced.has(id)),
    missingObjects: [...expected].filter((key) => !objects.has(key)),
    orphans: [...objects].filter((key) => !expected.has(key)).length,
    unfinishedJobs: jobs.map(({ id }) => id),
    ...judgeRenders(evidence, images.filter((row) => row.is_painted).length),
  };
}

/** The part that needs no tables: who was answered how often. */
export function judgeAnswers({ accepted, answers }: Evidence) {
  const counts = [...accepted.answers].map((key) => ({ key, count: answers.byKey.get(key)?.size ?? 0 }));
  const failedByCode: Record<string, number> = {};
  for (const { type, code = 'none' } of answers.all) {
    if (type === 'image.failed') failedByCode[code] = (failedByCode[code] ?? 0) + 1;
  }
  return {
    exactlyOne: counts.filter(({ count }) => count === 1).length,
    none: counts.filter(({ count }) => count === 0).map(({ key }) => key),
    moreThanOne: counts.filter(({ count }) => count > 1).map(({ key }) => key),
    unasked: [...answers.byKey.keys()].filter((key) => !accepted.answers.has(key)),
    wrongAnswers: wrongAnswers({ accepted, answers }),
    unburied: [...accepted.unreadable].filter((sequence) => !answers.buried.has(sequence)),
    generated: answers.all.filter(({ type }) => type === 'image.generated').length,
    failedByCode,
    repeatedMessages: answers.repeated,
  };
}

/** However many faults hit it, with twenty attempts a good request ends in a picture, and a bad one never does. */
function wrongAnswers({ accepted, answers }: Pick<Evidence, 'accepted' | 'answers'>): string[] {
  return [...accepted.answers].flatMap((key) => {
    const wrong = accepted.refusals.has(key) ? 'image.generated' : 'image.failed';
    const found = [...(answers.byKey.get(key)?.values() ?? [])].find(({ type }) => type === wrong);
    return found === undefined ? [] : [`${key} (${found.code ?? 'a picture'})`];
  });
}

/** @param needed pictures that had to be painted */
export function judgeRenders({ fronts, happened }: Evidence, needed: number) {
  const renders = sum(fronts.map(({ simulated }) => simulated.renders));
  const exceeded = fronts.flatMap(({ exceededAt }) => exceededAt);
  const explained = exceeded.filter((atMs) => happened.some((fault) => explains(fault, atMs))).length;
  return {
    renders,
    extraRenders: renders - needed - sum(fronts.map(({ spoiled }) => spoiled)),
    abandonedRenders: sum(fronts.map(({ abandoned }) => abandoned)),
    slotsExceeded: exceeded.length - explained,
    slotsExceededExplained: explained,
  };
}

/**
 * A frozen process cannot take its request back when its slot's lease runs out, and without the database no lease is
 * renewed: until such a render ends, two may run where one has a slot. Nothing else explains it.
 */
function explains({ fault, fromMs, toMs }: Happened, atMs: number): boolean {
  if (fault.startsWith('replica frozen')) return atMs >= fromMs && atMs <= toMs + LEASE_MS;
  return fault.startsWith('database') && atMs >= fromMs && atMs <= toMs + RENDER_LIMIT_MS;
}

/** What breaks a promise, one line each; empty when all were kept. */
export function violationsOf(verdict: Verdict, unexpectedEnds: readonly string[]): string[] {
  const lists = {
    'requests without an answer': verdict.none,
    'requests with more than one answer': verdict.moreThanOne,
    'answers nobody asked for': verdict.unasked,
    'pictures for bad requests or failures of good ones': verdict.wrongAnswers,
    'unreadable messages without a dead letter': verdict.unburied,
    'events without an image row': verdict.eventsWithoutRow,
    'image rows without an event': verdict.rowsWithoutEvent,
    'objects that rows name and storage lacks': verdict.missingObjects,
    'jobs that never ended': verdict.unfinishedJobs,
    'processes that ended by themselves': unexpectedEnds,
  };
  const found = Object.entries(lists)
    .filter(([, list]) => list.length > 0)
    .map(([what, list]) => `${list.length} ${what}: ${list.slice(0, 5).join(', ')}${list.length > 5 ? ', …' : ''}`);
  if (verdict.slotsExceeded > 0) found.push(`${verdict.slotsExceeded} moments with more renders than slots`);
  return found;
}

async function objectsIn({ s3Url, bucket }: { s3Url: string; bucket: string }): Promise<Set<string>> {
  const { username, password, host } = new URL(s3Url);
  const credentials = { accessKeyId: decodeURIComponent(username), secretAccessKey: decodeURIComponent(password) };
  const client = new S3Client({ endpoint: `http://${host}`, region: 'us-east-1', credentials, forcePathStyle: true });
  const keys = new Set<string>();
  for (let token: string | undefined, isMore = true; isMore; isMore = token !== undefined) {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: token }));
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.add(Key);
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  }
  client.destroy();
  return keys;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
