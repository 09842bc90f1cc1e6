import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AnswerJudge } from '../support/openapi-answers';
import type { OpenApiDocument } from '../support/openapi-document';
import { FuzzRun } from '../fuzz/run-fuzz';
import { ownIdsFor } from './support/fuzz-ground';
import { HubStranger } from './support/hub';
import { startServiceUnderTest, type Replica, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

/** `scripts/test-fuzz.mjs` asks for more. */
const CASES = Number(process.env.FUZZ_CASES ?? 1500);
const SEED = Number(process.env.FUZZ_SEED ?? 4);
const REPORTS = join(__dirname, '../../.data/fuzz');
const OWNER = 'fuzzer';

describe('Under hostile requests', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let worker: Replica;

  beforeAll(async () => {
    // The service that is asked does not paint: jobs of the cases wait, and are cancelled.
    service = await startServiceUnderTest({
      ROLE: 'api',
      RATE_LIMIT_READS: '0',
      RATE_LIMIT_WRITES: '0',
      LOG_LEVEL: 'warn',
    });
    hub = await HubStranger.join(service.hubUrl);
    worker = await service.sibling({ ROLE: 'worker' });
  }, 60_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
  });

  it(
    'every answer is documented, in time and no failure of the service',
    async () => {
      const callers = [
        { sub: OWNER, roles: ['player'], campaigns: ['campaign-7'], permissions: ['image:*'] },
        { sub: 'a member', roles: ['player'], campaigns: ['campaign-7'] },
        { sub: 'a stranger', roles: ['player'] },
        { sub: 'an admin', roles: ['admin'] },
      ] as const;
      const tokens = callers.map(tokenFor) as [string, ...string[]];
      const ownIds = await ownIdsFor(OWNER, hub);
      await worker.end('SIGTERM');
      const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as OpenApiDocument;
      const judge = new AnswerJudge(document);
      const settings = {
        url: service.url,
        cases: CASES,
        seed: SEED,
        limitMs: 5000,
        atOnce: 8,
        sweptValues: CASES > 5000 ? undefined : 1,
      };

      const report = await new FuzzRun(
        settings,
        { document, operations: judge.operations, ownIds, tokens },
        judge,
      ).run();
      await mkdir(REPORTS, { recursive: true });
      await writeFile(join(REPORTS, `${CASES}-${SEED}.json`), JSON.stringify(report, null, 2));
      if (report.findings.length > 0) console.info(`seed ${SEED}:\n${JSON.stringify(report.findings, null, 1)}`);

      expect(report.findings).toEqual([]);
      expect(service.isRunning()).toBe(true);
      expect(Object.keys(report.byOperation)).toHaveLength(judge.operations.length);
    },
    60_000 + CASES * 200,
  );

  it('and afterwards it is ready, and makes a portrait as ever', async () => {
    await service.sibling({ ROLE: 'worker' });
    const ready = await fetch(`${service.url}/health/ready`);
    const id = await hub.publish('generation.requested', {
      type: 'portrait',
      priority: 'urgent',
      data: { description: 'a calm librarian' },
    });

    const [answer] = await hub.answers(id);

    expect(ready.status).toBe(200);
    expect(answer?.event_type).toBe('image.generated');
  }, 60_000);
});
