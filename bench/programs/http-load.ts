import { Agent, request as ask, type IncomingMessage } from 'node:http';
import { answering } from '../harness/answering';

/** What is asked for. */
export interface LoadTarget {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers by status; `0` is no answer at all. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Of the answers with 503, how many did not say when to come again. */
  readonly silentRefusals: number;
  readonly bytes: number;
}

interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly bytes: number;
  readonly isSilentRefusal: boolean;
}

let agent = new Agent({ keepAlive: true });
let prober: Promise<Answer[]> | undefined;
let isProbing = false;

function one({ url, headers }: LoadTarget): Promise<Answer> {
  const startMs = performance.now();
  const done = (status: number, bytes: number, response?: IncomingMessage): Answer => ({
    status,
    ms: performance.now() - startMs,
    bytes,
    isSilentRefusal: status === 503 && response?.headers['retry-after'] === undefined,
  });
  return new Promise((resolve) => {
    const sent = ask(url, { agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(done(response.statusCode ?? 0, bytes, response)));
      response.on('error', () => resolve(done(0, bytes)));
    });
    sent.on('error', () => resolve(done(0, 0)));
    sent.end();
  });
}

function resultOf(answers: readonly Answer[], spanMs: number): LoadResult {
  const sorted = answers.map(({ ms }) => ms).sort((first, second) => first - second);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil((sorted.length * share) / 100) - 1)] ?? 0;
  const statuses: Record<string, number> = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    perSecond: answers.length / (spanMs / 1000),
    p50Ms: at(50),
    p99Ms: at(99),
    statuses,
    silentRefusals: answers.filter(({ isSilentRefusal }) => isSilentRefusal).length,
    bytes: answers.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** So many connections, each asking again as soon as it has its answer. */
async function closedLoop(targets: readonly LoadTarget[], count: number, connections: number): Promise<LoadResult> {
  const answers: Answer[] = [];
  const startMs = performance.now();
  let next = 0;
  const connection = async (): Promise<void> => {
    for (let at = next++; at < count; at = next++) {
      const target = targets[at % targets.length];
      if (target !== undefined) answers.push(await one(target));
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return resultOf(answers, performance.now() - startMs);
}

/** Asks at fixed moments, whether or not earlier answers are there: a server that stands still is seen to. */
async function probe(target: LoadTarget, everyMs: number): Promise<Answer[]> {
  const answers: Promise<Answer>[] = [];
  const startMs = performance.now();
  while (isProbing) {
    answers.push(one(target));
    const waitMs = startMs + answers.length * everyMs - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, waitMs)));
  }
  return Promise.all(answers);
}

/** Load on HTTP servers, from a process of its own. */
answering({
  run: ({ targets, count, connections }: { targets: LoadTarget[]; count: number; connections: number }) => {
    agent.destroy();
    agent = new Agent({ keepAlive: true, maxSockets: connections });
    return closedLoop(targets, count, connections);
  },
  startProbing: ({ target, everyMs }: { target: LoadTarget; everyMs: number }) => {
    isProbing = true;
    prober = probe(target, everyMs);
    prober.catch(() => undefined);
  },
  stopProbing: async () => {
    isProbing = false;
    return resultOf((await prober) ?? [], 1000);
  },
});
