import { ImageBackend } from '../../src/generation/backends/image-backend';
import { jobIdOf } from '../../src/generation/jobs/job-request';
import { cloneDatabase, type TestDatabase } from './support/database';
import { aRequest, intakeOn } from './support/jobs';
import { SlotModel } from './support/slot-model';

/** A hundred thousand were run once (docs/performance.md); `SLOT_STEPS` asks for more again. */
const STEPS = Number(process.env.SLOT_STEPS ?? 3000);
const SEED = Number(process.env.SLOT_SEED ?? 1);

/** Only what the ledger asks of a backend; it paints nothing here. */
class CountedBackend extends ImageBackend {
  readonly dialect = 'a1111';
  readonly weight = 1;
  readonly isShared = true;

  constructor(
    readonly name: string,
    readonly slots: number,
  ) {
    super();
  }

  paint(): never {
    throw new Error('nothing is painted in this test');
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}

/** Numbers from 0 to below 1 (mulberry32): the same for the same seed, on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('the slots of the backends', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());

  it(
    'are never exceeded, and no job is painted twice, whatever happens to three replicas',
    async () => {
      const requests = Array.from({ length: 40 }, () => aRequest());
      await intakeOn(database.dataSource).intake.accept(requests);
      await database.dataSource.query(
        `UPDATE generation_jobs SET prepared = true, needs_mode = 'txt2img', needs_pixels = 1, recipe = '{}'`,
      );
      const backends = [new CountedBackend('one', 1), new CountedBackend('three', 3)];
      const jobs = requests.map(({ identity }) => jobIdOf(identity));
      const model = new SlotModel(database, backends, jobs, seeded(SEED));

      await model.run(STEPS);

      expect(model.faults).toEqual([]);
      // A model that does nothing keeps every promise.
      expect(Object.fromEntries(model.most)).toEqual({ one: 1, three: 3 });
      expect(model.done.get('fallSilent')).toBeGreaterThan(0);
    },
    Math.max(30_000, STEPS * 20),
  );
});
