import { backends, BackendUsageError } from '../../src/backends';
import { BackendRows } from '../../src/generation/backends/backend-rows';
import { cloneDatabase, type TestDatabase } from './support/database';

describe('npm run backends', () => {
  let database: TestDatabase;
  let lines: string[];
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    lines = [];
    await database.dataSource.query('DELETE FROM backends');
  });

  const run = (...words: string[]): Promise<number> =>
    backends(words, {
      rows: () => Promise.resolve(new BackendRows(database.dataSource)),
      write: (line) => lines.push(line),
    });
  const states = async (): Promise<string[]> =>
    (await database.dataSource.query<{ state: string }[]>('SELECT state FROM backends')).map(({ state }) => state);

  it('says that there are none', async () => {
    const code = await run('list');

    expect(code).toBe(0);
    expect(lines).toEqual(['There are no backends: the painter draws sketches.']);
  });

  it('adds a server and lists it, without its password', async () => {
    await run('add', 'http://artist:s3cret@gpu-1:7860#dialect=forge&slots=2');
    await run('list');

    expect(lines[0]).toBe('gpu-1:7860 was added, with 2 slots');
    expect(lines[1]).toMatch(/^gpu-1:7860 {2}active {2}not asked yet {2}0 of 2 busy {2}- {2}- {2}operator$/);
    expect(lines.join()).not.toMatch(/s3cret|artist|Basic/);
  });

  it('drains, resumes and removes it', async () => {
    await run('add', 'http://gpu-1:7860');

    const seen = [];
    for (const act of ['drain', 'resume', 'remove']) {
      await run(act, 'gpu-1:7860');
      seen.push(await states());
    }

    expect(seen).toEqual([['draining'], ['active'], []]);
  });

  it.each(['drain', 'resume', 'remove'])('%s of a name that nobody has ends with 1', async (act) => {
    const code = await run(act, 'nobody:1');

    expect(code).toBe(1);
    expect(lines).toEqual(['there is no backend of that name: `list` shows them']);
  });

  it('refuses what is no address, without repeating it', async () => {
    const adding = run('add', 'ftp://artist:s3cret@gpu-1');

    await expect(adding).rejects.toThrow(/^expected http\(s\) URLs/);
    await expect(adding).rejects.not.toThrow(/s3cret/);
    expect(await states()).toEqual([]);
  });

  it.each([[[]], [['add']], [['drain', '']], [['paint', 'x']], [['list', 'x']], [['add', 'http://a', 'b']]])(
    'explains itself after %j',
    async (words) => {
      const running = run(...words);

      await expect(running).rejects.toThrow(BackendUsageError);
    },
  );
});
