import type { Principal } from '../../src/auth/principal';
import { JobList, jobListStatement, type JobFilter } from '../../src/generation/jobs/job-list';
import { jobIdOf, type JobRequest } from '../../src/generation/jobs/job-request';
import { BackendRows } from '../../src/generation/backends/backend-rows';
import { JobWaits } from '../../src/generation/jobs/job-waits';
import type { ShownJob } from '../../src/generation/jobs/jobs.reader';
import { positionIn } from '../../src/images/page-cursor';
import { cloneDatabase, type TestDatabase } from './support/database';
import { aRequest, intakeOn, jobRow } from './support/jobs';

const principal = (given: Partial<Principal> = {}): Principal => ({
  sub: 'user-1',
  roles: [],
  permissions: ['image:*'],
  campaigns: [],
  ...given,
});

describe('Jobs over HTTP', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => database.dataSource.query('DELETE FROM generation_jobs; DELETE FROM backend_slots'));

  const enqueue = async (given: Partial<JobRequest> = {}): Promise<string> => {
    const request = aRequest({ ownerId: 'user-1', ...given });
    await intakeOn(database.dataSource).intake.accept([request]);
    return jobIdOf(request.identity);
  };
  const set = (id: string, sql: string): Promise<unknown> =>
    database.dataSource.query(`UPDATE generation_jobs SET ${sql} WHERE id = $1`, [id]);

  describe('listed', () => {
    const listed = async (reader: Principal, filter: JobFilter = {}): Promise<string[]> =>
      (await new JobList(database.dataSource).page(filter, {}, reader)).items.map(({ id }) => id);

    it('are those that one owns and those of ones campaigns, each once, newest first', async () => {
      const own = await enqueue();
      const both = await enqueue({ campaignId: 'k-1' });
      const shared = await enqueue({ ownerId: 'user-2', campaignId: 'k-1' });
      const nobodys = await enqueue({ ownerId: undefined, campaignId: 'k-2' });
      const foreign = await enqueue({ ownerId: 'user-2' });
      const foreignCampaign = await enqueue({ ownerId: 'user-2', campaignId: 'k-3' });

      const member = await listed(principal({ campaigns: ['k-1', 'k-2', 'k-1'] }));
      const admin = await listed(principal({ sub: 'root', roles: ['admin'] }));

      expect(member).toEqual([nobodys, shared, both, own]);
      expect(admin).toEqual([foreignCampaign, foreign, nobodys, shared, both, own]);
    });

    it('are those of one campaign: all for its members, ones own for others', async () => {
      const own = await enqueue({ campaignId: 'k-1' });
      const shared = await enqueue({ ownerId: 'user-2', campaignId: 'k-1' });
      await enqueue();

      expect(await listed(principal({ campaigns: ['k-1'] }), { campaignId: 'k-1' })).toEqual([shared, own]);
      expect(await listed(principal(), { campaignId: 'k-1' })).toEqual([own]);
      expect(await listed(principal({ campaigns: [''] }), {})).toHaveLength(2);
    });

    it('are narrowed by state, kind, character and time together', async () => {
      const old = await enqueue({ kind: 'map', characterId: 'c-1' });
      await set(old, `created_at = now() - interval '1 day'`);
      const wanted = await enqueue({ kind: 'map', characterId: 'c-1' });
      await enqueue({ kind: 'map', characterId: 'c-2' });
      await enqueue({ kind: 'token', characterId: 'c-1' });
      await set(await enqueue({ kind: 'map', characterId: 'c-1' }), `status = 'failed'`);
      const since = new Date(Date.now() - 3_600_000);

      const found = await listed(principal(), { kind: 'map', characterId: 'c-1', status: 'pending', since });

      expect(found).toEqual([wanted]);
    });

    it('are each on exactly one page, though many are of the same microsecond', async () => {
      const ids = await Promise.all(Array.from({ length: 23 }, () => enqueue()));
      await database.dataSource.query(`UPDATE generation_jobs SET created_at = '2026-11-22T10:00:00.123456Z'`);
      const list = new JobList(database.dataSource);
      const seen: string[] = [];

      for (let next: string | null = ''; next !== null;) {
        const page: { items: readonly ShownJob[]; next: string | null } = await list.page(
          {},
          { limit: 5, after: next === '' ? undefined : positionIn(next) },
          principal(),
        );
        seen.push(...page.items.map(({ id }) => id));
        next = page.next;
        if (seen.length === 10) await enqueue();
      }

      expect(seen).toHaveLength(23);
      expect(new Set(seen)).toEqual(new Set(ids));
    });

    it.each<[string, Partial<Principal>, JobFilter, string]>([
      ['owner', {}, {}, 'generation_jobs_by_owner'],
      ['member', { campaigns: ['k-1', 'k-2'] }, {}, 'generation_jobs_by_campaign'],
      ['member of one campaign', { campaigns: ['k-1'] }, { campaignId: 'k-1' }, 'generation_jobs_by_campaign'],
      ['admin', { roles: ['admin'] }, {}, 'generation_jobs_by_age'],
      ['admin, of one character', { roles: ['admin'] }, { characterId: 'c-1' }, 'generation_jobs_by_character'],
    ])('to an %s are read from an index in its order', async (_who, given, filter, index) => {
      const { sql, values } = jobListStatement({ filter, rows: 26, reader: principal(given) });

      const plan = await database.dataSource.transaction(async (manager) => {
        // Small tables are read whole whatever indexes they have.
        await manager.query(
          'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = on',
        );
        return JSON.stringify(await manager.query(`EXPLAIN ${sql}`, values));
      });

      expect(plan).toContain(index);
    });
  });

  describe('that wait', () => {
    const waits = () => new JobWaits(database.dataSource, new BackendRows(database.dataSource));
    const shown = (id: string): Promise<ShownJob> => jobRow(database.dataSource, id);
    const backend = (name: string, modes = ['txt2img']): Promise<unknown> =>
      database.dataSource.query(
        `INSERT INTO backends (name, address, origin, up, ability) VALUES ($1, '{"slots": 2}', 'operator', true, $2)`,
        [name, JSON.stringify({ backend: name, modes })],
      );
    const composed = (id: string, mode = 'txt2img'): Promise<unknown> =>
      set(id, `prepared = true, needs_mode = '${mode}', needs_pixels = 1`);
    beforeEach(() => database.dataSource.query('DELETE FROM backends; DELETE FROM backend_slots'));

    it('know how many are ahead: the more urgent, and of equals those whose turn comes first', async () => {
      await set(await enqueue({ priority: 5 }), `fair_tag = 1`);
      const mine = await enqueue({ priority: 5 });
      await set(mine, `fair_tag = 2`);
      await set(await enqueue({ priority: 9 }), `fair_tag = 7`);
      await set(await enqueue({ priority: 5 }), `fair_tag = 3`);
      await set(await enqueue({ priority: 1 }), `fair_tag = 0`);
      await set(await enqueue({ priority: 9 }), `status = 'completed'`);
      await set(await enqueue({ priority: 9 }), `run_after = now() + interval '1 hour'`);

      expect(await waits().of(await shown(mine))).toEqual({ position: 2, waitingFor: 'every backend is busy' });
    });

    it('wait to be composed when they are next', async () => {
      const mine = await enqueue();

      expect(await waits().of(await shown(mine))).toEqual({ position: 0, waitingFor: 'being composed' });
    });

    it('wait for nothing when they are next and a slot is free', async () => {
      const mine = await enqueue();
      await composed(mine);
      await backend('gpu');

      expect(await waits().of(await shown(mine))).toEqual({ position: 0 });
    });

    it('wait for a backend while all slots are taken', async () => {
      const mine = await enqueue();
      await composed(mine);
      await backend('gpu');
      await database.dataSource.query(
        `INSERT INTO backend_slots (backend, slot, lease_until) SELECT 'gpu', generate_series(1, 2), now() + interval '1 minute'`,
      );

      expect(await waits().of(await shown(mine))).toEqual({ position: 0, waitingFor: 'every backend is busy' });
    });

    it('know when their turn comes, by what those took lately that can paint them', async () => {
      for (let count = 0; count < 8; count += 1) await set(await enqueue({ priority: 9 }), `fair_tag = 0`);
      const mine = await enqueue();
      await composed(mine);
      await backend('fast');
      await backend('slow');
      await backend('other', ['inpaint']);
      await database.dataSource.query(
        `UPDATE backends SET render_ms = CASE name WHEN 'fast' THEN 1000 WHEN 'slow' THEN 4000 ELSE 1 END`,
      );

      expect(await waits().of(await shown(mine))).toMatchObject({ position: 8, estimatedSeconds: 4 });
    });

    it('say when no backend is up, or none that can do it', async () => {
      const mine = await enqueue();
      await composed(mine, 'inpaint');
      await backend('plain');
      await backend('able', ['inpaint']);
      await database.dataSource.query(`UPDATE backends SET up = false WHERE name = 'able'`);

      const before = await waits().of(await shown(mine));
      await database.dataSource.query(`UPDATE backends SET state = 'draining'`);

      expect(before).toEqual({ position: 0, waitingFor: 'no backend that can inpaint is up' });
      expect(await waits().of(await shown(mine))).toEqual({ position: 0, waitingFor: 'no backend is up' });
    });

    it('wait for the job whose picture they need, until that has ended', async () => {
      const portrait = aRequest();
      await intakeOn(database.dataSource).intake.accept([portrait]);
      const mine = await enqueue({ kind: 'token', dependsOn: portrait.identity });

      const before = await waits().of(await shown(mine));
      await set(jobIdOf(portrait.identity), `status = 'completed'`);
      await set(mine, 'run_after = now()');

      expect(before).toEqual({ waitingFor: 'another job' });
      expect(await waits().of(await shown(mine))).toEqual({ position: 0, waitingFor: 'being composed' });
    });

    it('wait for the time of the next attempt', async () => {
      const mine = await enqueue();
      await set(mine, `run_after = '2999-01-01T00:00:00Z', error_code = 'BACKEND_UNAVAILABLE'`);

      const wait = await waits().of(await shown(mine));

      expect(wait).toEqual({ waitingFor: 'retry at 2999-01-01T00:00:00.000Z' });
    });

    it('have nothing to explain once they run or have ended', async () => {
      const mine = await enqueue();
      await set(mine, `status = 'running'`);

      expect(await waits().of(await shown(mine))).toEqual({});
    });
  });
});
