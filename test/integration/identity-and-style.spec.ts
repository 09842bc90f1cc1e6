import { randomUUID } from 'node:crypto';
import { CampaignStyles } from '../../src/campaigns/campaign-styles';
import { CharacterIdentities } from '../../src/characters/identity/character-identities';
import { normaliseDetails } from '../../src/characters/normalise-details';
import type { Theme } from '../../src/common/themes';
import { lookOfTheme } from '../../src/generation/campaign-looks';
import { jobIdOf } from '../../src/generation/jobs/job-request';
import { cloneDatabase, type TestDatabase } from './support/database';
import { aRequest, intakeOn, jobRow } from './support/jobs';

describe('What is kept of characters and campaigns', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());

  describe('CharacterIdentities', () => {
    let identities: CharacterIdentities;
    beforeEach(async () => {
      await database.dataSource.query('DELETE FROM character_identities');
      identities = new CharacterIdentities(database.dataSource);
    });
    const versions = (): Promise<{ campaign_id: string; version: number }[]> =>
      database.dataSource.query('SELECT campaign_id, version FROM character_identities ORDER BY campaign_id');

    it('counts a version for every change that can be seen, and none for others', async () => {
      const who = { characterId: 'c-1', campaignId: 'k-1' };

      for (const sheet of [{ level: 1 }, { level: 2 }, { level: 3, equipment: ['plate armor'] }]) {
        await identities.identify(normaliseDetails({ species: 'dwarf', ...sheet }), who);
      }

      expect(await versions()).toEqual([{ campaign_id: 'k-1', version: 2 }]);
    });

    it('keeps characters of the same id in two campaigns apart, and knows one without a campaign in any', async () => {
      await identities.identify(normaliseDetails({ species: 'orc' }), { characterId: 'c-1', campaignId: 'k-1' });
      await identities.identify(normaliseDetails({ species: 'elf' }), { characterId: 'c-1', campaignId: 'k-2' });
      await identities.identify(normaliseDetails({ species: 'gnome' }), { characterId: 'c-2' });

      const found = await Promise.all(
        [
          { characterId: 'c-1', campaignId: 'k-1' },
          { characterId: 'c-1', campaignId: 'k-2' },
          { characterId: 'c-2', campaignId: 'k-1' },
          { characterId: 'c-1', campaignId: 'k-3' },
        ].map((who) => identities.recall(who)),
      );

      expect(found.map((identity) => identity?.anchors.species)).toEqual(['orc', 'elf', 'gnome', undefined]);
    });

    it('gives a variant the face of its parent, also when it is asked for first', async () => {
      const variant = normaliseDetails({ species: 'human', parent_id: 'parent' });

      const before = await identities.identify(variant, { characterId: 'variant' });
      const parent = await identities.identify(normaliseDetails({ species: 'human' }), { characterId: 'parent' });
      const after = await identities.identify(variant, { characterId: 'another' });

      expect(new Set([before, parent, after].map(({ mark }) => mark.anchors)).size).toBe(1);
    });

    it('answers two replicas that ask at once alike', async () => {
      const details = normaliseDetails({ species: 'tiefling' });

      const marks = await Promise.all(
        Array.from({ length: 8 }, () => identities.identify(details, { characterId: 'c-1' })),
      );

      expect(new Set(marks.map(({ mark }) => mark.anchors)).size).toBe(1);
      expect(await versions()).toEqual([{ campaign_id: '', version: 1 }]);
    });

    it('forgets a character in every campaign', async () => {
      const details = normaliseDetails({ species: 'orc' });
      for (const campaignId of ['k-1', 'k-2']) await identities.identify(details, { characterId: 'c-1', campaignId });

      await identities.forget(database.dataSource.manager, 'c-1');

      expect(await versions()).toEqual([]);
    });
  });

  describe('CampaignStyles', () => {
    let styles: CampaignStyles;
    beforeEach(async () => {
      await database.dataSource.query('DELETE FROM campaign_styles');
      styles = new CampaignStyles(database.dataSource);
    });
    const announce = (theme: Theme, at: string, cause: string = randomUUID()): Promise<boolean> =>
      styles.announce({ campaignId: 'k-1', look: lookOfTheme(theme), cause, saidAt: new Date(at) });

    it('is decided by the first of many pictures that begin at once', async () => {
      const themes = ['western', 'horror', 'fantasy', 'steampunk'] as const;

      const found = await Promise.all(themes.map((theme) => styles.establish('k-1', lookOfTheme(theme))));

      expect(new Set(found.map(({ theme }) => theme)).size).toBe(1);
      expect(await styles.current('k-1')).toEqual({ ...found[0], version: 1 });
    });

    it('follows what was announced last, in whatever order it arrives, and however often', async () => {
      const [first, second] = [randomUUID(), randomUUID()];
      await styles.establish('k-1', lookOfTheme('fantasy'));

      const decided = [
        await announce('horror', '2026-01-02T00:00:00Z', second),
        await announce('western', '2026-01-01T00:00:00Z', first),
        await announce('western', '2026-01-01T00:00:00Z', first),
        await announce('horror', '2026-01-02T00:00:00Z', second),
      ];

      expect(decided).toEqual([true, false, false, true]);
      expect(await styles.current('k-1')).toMatchObject({ theme: 'horror', version: 2 });
    });

    it('does not let a clock that is ahead decide for ever', async () => {
      await announce('horror', '2999-01-01T00:00:00Z');

      await announce('western', new Date(Date.now() + 1000).toISOString());

      expect(await styles.current('k-1')).toMatchObject({ theme: 'western' });
    });

    it('counts an announcement before what the first picture decided', async () => {
      await styles.establish('k-1', lookOfTheme('fantasy'));

      await announce('western', '2020-01-01T00:00:00Z');

      expect(await styles.current('k-1')).toMatchObject({ theme: 'western', version: 2 });
    });
  });

  describe('A burst of updates', () => {
    const update = (n: number) =>
      aRequest({ identity: ['burst', String(n)], characterId: 'c-1', onlyIfChanged: true, debounceMs: 1000 });
    const rowOf = (n: number) => jobRow(database.dataSource, jobIdOf(['burst', String(n)]));
    beforeEach(() => database.dataSource.query('DELETE FROM generation_jobs; DELETE FROM outbox'));

    it('waits a window after each, and answers each but the last as superseded', async () => {
      const { intake } = intakeOn(database.dataSource);

      for (let n = 1; n <= 3; n += 1) await intake.accept([update(n)]);

      const [first, second, last] = await Promise.all([rowOf(1), rowOf(2), rowOf(3)]);
      expect([first.error_code, second.error_code, last.status]).toEqual(['SUPERSEDED', 'SUPERSEDED', 'pending']);
      expect(last.run_after.getTime() - last.created_at.getTime()).toBeCloseTo(1000, -2);
      expect(last.metadata).toMatchObject({ burst_since: first.created_at.toISOString() });
    });

    it('ends ten windows after its first, whoever came in between', async () => {
      const { intake } = intakeOn(database.dataSource);
      await intake.accept([update(1)]);
      await database.dataSource.query(`UPDATE generation_jobs SET created_at = now() - interval '9.5 s'`);
      const { created_at: began } = await rowOf(1);

      await intake.accept([update(2)]);
      await intake.accept([update(3)]);

      expect((await rowOf(3)).run_after.getTime()).toBe(began.getTime() + 10_000);
    });

    it('does not hold up what nobody has to wait for', async () => {
      const { intake } = intakeOn(database.dataSource);

      await intake.accept([aRequest({ identity: ['burst', '1'], characterId: 'c-1' })]);

      const { run_after: runAfter, created_at: createdAt } = await rowOf(1);
      expect(runAfter).toEqual(createdAt);
    });
  });
});
