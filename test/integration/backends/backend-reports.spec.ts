import { readBackendAddress } from '../../../src/config/backend-address';
import { BackendRows } from '../../../src/generation/backends/backend-rows';
import { BackendsController } from '../../../src/generation/backends/backends.controller';
import { cloneDatabase, type TestDatabase } from '../support/database';
import { aPrincipal } from '../support/images';

const NAME = 'gpu-1:7860';
const admin = aPrincipal({ roles: ['admin'] });

describe('The backends over HTTP', () => {
  let database: TestDatabase;
  let rows: BackendRows;
  beforeAll(async () => {
    database = await cloneDatabase();
    rows = new BackendRows(database.dataSource);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.dataSource.query('DELETE FROM backends');
    await rows.put(readBackendAddress(`http://artist:s3cret@${NAME}#slots=2`), 'operator');
  });

  const shown = async () => {
    const { items } = await new BackendsController(rows).list(admin);
    if (items[0] === undefined) throw new Error('there is no backend');
    return items[0];
  };
  const past = (seconds: number): Promise<unknown> =>
    database.dataSource.query(`UPDATE backends SET busy_at = busy_at - $1 * interval '1 second'`, [seconds]);

  it('are unknown before anybody has asked them, and never tell how to get in', async () => {
    const backend = await shown();

    expect(backend).toEqual({
      ...{ name: NAME, dialect: 'auto', state: 'unknown', origin: 'operator', slots: 2, busy: 0, busy_share: 0 },
      ...{ model: null, models: [], seconds_per_picture: null, memory: null },
      ...{ last_error: null, last_error_at: null, reported_at: null },
    });
    expect(JSON.stringify(backend)).not.toMatch(/s3cret|artist|Basic|http:/);
  });

  it('show what was found of them, and keep the last failure when they are well again', async () => {
    const ability = { backend: NAME, modes: ['txt2img' as const], models: ['dream', 'anime'] };
    const memory = { freeBytes: 5, totalBytes: 10 };
    await rows.report(NAME, { isUp: false, dialect: 'forge', ability, memory, errorCode: 'BLANK_OUTPUT' });
    const away = await shown();
    await rows.report(NAME, { isUp: true, dialect: 'forge' });
    await rows.note(NAME, 'dream', 4000);

    const well = await shown();

    expect(away).toMatchObject({ state: 'away', last_error: 'BLANK_OUTPUT', dialect: 'forge' });
    expect(well).toMatchObject({
      ...{ state: 'up', model: 'dream', models: ['dream', 'anime'], seconds_per_picture: 4 },
      ...{ memory: { free_bytes: 5, total_bytes: 10 }, last_error: 'BLANK_OUTPUT' },
      ...{ last_error_at: away.last_error_at },
    });
  });

  it('drain whatever else is found', async () => {
    await rows.report(NAME, { isUp: true, dialect: 'a1111' });
    await rows.setState(NAME, 'draining');

    expect((await shown()).state).toBe('draining');
  });

  it('are as busy as the share of their slots that worked lately, which fades', async () => {
    // One of two slots, without a pause.
    for (let minute = 0; minute < 30; minute += 1) {
      await past(60);
      await rows.addWork(NAME, 60);
    }
    const busy = (await shown()).busy_share;
    await past(300);
    const later = (await shown()).busy_share;

    expect(busy).toBeGreaterThan(0.45);
    expect(busy).toBeLessThan(0.6);
    expect(later / busy).toBeCloseTo(Math.exp(-1), 2);
  });

  it('are never more than busy', async () => {
    await rows.addWork(NAME, 100_000);

    expect((await shown()).busy_share).toBe(1);
  });

  it('are none where the painter draws', async () => {
    await rows.remove(NAME);

    expect(await new BackendsController(rows).list(admin)).toEqual({ items: [], sketches: true });
  });

  it.each([
    ['a service', ['service'], true],
    ['a player', [], false],
    ['who has another role', ['editor'], false],
  ])('are shown to %s: %s %s', async (_who, roles, isShown) => {
    const asking = new BackendsController(rows).list(aPrincipal({ roles, campaigns: ['k-1'] }));

    await (isShown ? expect(asking).resolves.toBeDefined() : expect(asking).rejects.toThrow(/only the roles/));
  });
});
