import type { DataSource, QueryRunner } from 'typeorm';
import { emptyDatabase, type TestDatabase } from './support/database';

/** What the previous version could still be reading or writing while this statement runs. */
const BREAKS_THE_VERSION_BEFORE: readonly (readonly [RegExp, string])[] = [
  [/\bDROP\s+(TABLE|COLUMN|VIEW)\b/i, 'drops what the version before uses'],
  [/\bRENAME\b/i, 'renames what the version before uses'],
  [/\bSET\s+NOT\s+NULL\b/i, 'refuses what the version before writes'],
  [
    /\bADD\s+COLUMN\s+\w+\s+[^,]*NOT\s+NULL(?![^,]*(DEFAULT|GENERATED))/i,
    'a new column that the version before does not fill',
  ],
  [/\bADD\s+(CONSTRAINT\s+\w+\s+)?(CHECK|UNIQUE|FOREIGN)\b(?![\s\S]*NOT\s+VALID)/i, 'looks at every row under a lock'],
  [/\bALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE\b(?!\s+(varchar\(\d+\)|text)\s*(,|;|$))/i, 'another type: a rewrite'],
];

/** Made before the first release: nobody had a table worth rewriting slowly. The list is closed. */
const MAY_REWRITE = ['Gallery1763900000020: images'];

let database: TestDatabase;
beforeAll(async () => {
  database = await emptyDatabase();
});
afterAll(() => database.drop());

/** The statements of `up`, without running them. */
async function statementsOf(migration: DataSource['migrations'][number]): Promise<string[]> {
  const statements: string[] = [];
  const runner = { query: (sql: string) => Promise.resolve(void statements.push(sql)) } as unknown as QueryRunner;
  await migration.up(runner);
  return statements;
}

const faultsOf = (statement: string): string[] =>
  BREAKS_THE_VERSION_BEFORE.filter(([pattern]) => pattern.test(statement)).map(([, fault]) => fault);

describe('Every migration', () => {
  it('leaves what the version before reads and writes, so that both run side by side', async () => {
    const [, ...later] = database.dataSource.migrations;

    const statements = (await Promise.all(later.map(statementsOf))).flat();

    expect(statements.length).toBeGreaterThan(10);
    expect(statements.flatMap((sql) => faultsOf(sql).map((fault) => `${fault}: ${sql}`))).toEqual([]);
  });

  it.each([
    ['ALTER TABLE images DROP COLUMN theme', 'drops what the version before uses'],
    ['ALTER TABLE images RENAME COLUMN theme TO look', 'renames what the version before uses'],
    ['ALTER TABLE images ADD COLUMN look text NOT NULL', 'a new column that the version before does not fill'],
    ['ALTER TABLE images ADD CONSTRAINT c CHECK (width > 0)', 'looks at every row under a lock'],
    ['ALTER TABLE images ALTER COLUMN width TYPE bigint', 'another type: a rewrite'],
  ])('would be found out with %s', (statement, fault) => {
    expect(faultsOf(statement)).toEqual([fault]);
  });

  it('rewrites no table that was there before: the file of each stays the same', async () => {
    const { dataSource } = database;
    const rewritten: string[] = [];
    for (const { name } of dataSource.migrations) {
      const before = await filesOfTables(dataSource);

      await runOne(dataSource, name ?? '');

      const after = await filesOfTables(dataSource);
      rewritten.push(
        ...[...before].filter(([table, file]) => after.get(table) !== file).map(([table]) => `${name}: ${table}`),
      );
    }

    expect(rewritten.filter((one) => !MAY_REWRITE.includes(one))).toEqual([]);
  });
});

async function runOne(dataSource: DataSource, name: string): Promise<void> {
  const migration = dataSource.migrations.find((one) => one.name === name);
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  await migration?.up(runner);
  await runner.commitTransaction();
  await runner.release();
}

/** A rewrite gives a table a new file (`relfilenode`). */
async function filesOfTables(dataSource: DataSource): Promise<Map<string, string>> {
  const rows = await dataSource.query<{ relname: string; relfilenode: string }[]>(
    `SELECT relname, relfilenode::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  return new Map(rows.map(({ relname, relfilenode }) => [relname, relfilenode]));
}
