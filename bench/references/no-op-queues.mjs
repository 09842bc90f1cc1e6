import { run } from 'graphile-worker';
import { Pool } from 'pg';
import PgBoss from 'pg-boss';

const { databaseUrl } = JSON.parse(process.argv[2] ?? '{}');
const CONCURRENCY = 8;
const QUEUE = 'no-op';
const pool = new Pool({ connectionString: databaseUrl, max: 10 });
let counted = 0;
let wanted = 0;
let finish = () => undefined;

/** Job queues on the same PostgreSQL doing nothing: references of P5. Jobs lie ready before their workers start. */
const answers = {
  start: async () => {
    const runner = await run({ pgPool: pool, taskList: {}, noHandleSignals: true });
    await runner.stop();
    const boss = new PgBoss(databaseUrl);
    await boss.start();
    await boss.createQueue(QUEUE);
    await boss.stop({ graceful: false });
    return {};
  },
  graphile: async ({ jobs }) => {
    await pool.query(
      `SELECT graphile_worker.add_job('noop', json_build_object('n', n)) FROM generate_series(1, $1) n`,
      [jobs],
    );
    const over = counting(jobs);
    const startMs = performance.now();
    const runner = await run({
      pgPool: pool,
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      pollInterval: 100,
      taskList: { noop: () => count() },
    });
    await over;
    const perSecond = jobs / ((performance.now() - startMs) / 1000);
    await runner.stop();
    return { perSecond };
  },
  boss: async ({ jobs }) => {
    const boss = new PgBoss(databaseUrl);
    boss.on('error', (error) => console.error(error));
    await boss.start();
    await boss.insert(Array.from({ length: jobs }, () => ({ name: QUEUE })));
    const over = counting(jobs);
    const startMs = performance.now();
    for (let worker = 0; worker < CONCURRENCY; worker += 1) {
      await boss.work(QUEUE, { batchSize: 1, pollingIntervalSeconds: 0.5 }, async () => count());
    }
    // It looks twice a second and takes one job a look: a tenth of a minute is enough to see its rate.
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 6000))]);
    const perSecond = counted / ((performance.now() - startMs) / 1000);
    await boss.stop({ graceful: false });
    await pool.query(`DELETE FROM pgboss.job WHERE name = $1`, [QUEUE]);
    return { perSecond };
  },
};

function counting(jobs) {
  counted = 0;
  wanted = jobs;
  return new Promise((resolve) => (finish = resolve));
}

async function count() {
  counted += 1;
  if (counted === wanted) finish();
}

process.on('disconnect', () => process.exit());
process.on('message', (question) => {
  answers[question.do](question).then(
    (answer) => process.send(answer),
    (error) => process.send({ failure: error.stack }),
  );
});
