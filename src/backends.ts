import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { messageOf } from './common/errors';
import { printable } from './common/printable';
import { readBackendAddress } from './config/backend-address';
import { readConfig } from './config/service-config';
import { dataSourceOptions } from './database/data-source';
import { BackendRows, type ReportedBackend } from './generation/backends/backend-rows';

const USAGE = `usage: npm run backends -- list
       npm run backends -- add URL      http[s]://[user:password@]host[:port][/path][#dialect=auto&slots=1&weight=1]
       npm run backends -- drain NAME   finishes what it paints, gets nothing more
       npm run backends -- resume NAME
       npm run backends -- remove NAME`;

/** The words after the command are none of those it knows. */
export class BackendUsageError extends Error {
  constructor() {
    super(USAGE);
  }
}

/** What the command works with. */
export interface BackendTools {
  readonly rows: () => Promise<BackendRows>;
  readonly write: (line: string) => void;
}

/**
 * `node dist/src/backends.js …`: adds servers while everything runs, takes them away, and shows what the replicas
 * found of them; never their credentials.
 *
 * @param words after the command
 * @returns the exit code: 0, or 1 when there is no backend of that name
 * @throws BackendUsageError; Error for a URL that is none, without the URL; and what the database throws
 */
export async function backends(words: readonly string[], tools: BackendTools): Promise<number> {
  const [act, subject, ...rest] = words;
  if (rest.length > 0) throw new BackendUsageError();
  if (act === 'list' && subject === undefined) return list(tools);
  if (subject === undefined || subject === '') throw new BackendUsageError();
  if (act === 'add') return add(subject, tools);
  const rows = tools.rows;
  if (act === 'drain') return told(await (await rows()).setState(subject, 'draining'), `${subject} drains`, tools);
  if (act === 'resume') return told(await (await rows()).setState(subject, 'active'), `${subject} is active`, tools);
  if (act === 'remove') return told(await (await rows()).remove(subject), `${subject} was removed`, tools);
  throw new BackendUsageError();
}

async function add(url: string, { rows, write }: BackendTools): Promise<number> {
  const address = readBackendAddress(url);
  await (await rows()).put(address, 'operator');
  write(`${printable(address.name)} was added, with ${address.slots} ${address.slots === 1 ? 'slot' : 'slots'}`);
  return 0;
}

async function list({ rows, write }: BackendTools): Promise<number> {
  const found = await (await rows()).reported();
  for (const backend of found) write(lineOf(backend));
  if (found.length === 0) write('There are no backends: the painter draws sketches.');
  return 0;
}

function lineOf({ name, origin, state, up, busy, slots, model, render_ms: renderMs }: ReportedBackend): string {
  const health = up === null ? 'not asked yet' : up ? 'up' : 'away';
  const lately = renderMs === null ? '-' : `${(renderMs / 1000).toFixed(1)} s`;
  const fields = [name, state, health, `${busy} of ${slots} busy`, lately, model ?? '-', origin];
  return fields.map((field) => printable(field)).join('  ');
}

function told(wasThere: boolean, what: string, { write }: BackendTools): number {
  write(printable(wasThere ? what : 'there is no backend of that name: `list` shows them'));
  return wasThere ? 0 : 1;
}

async function main(): Promise<number> {
  Logger.overrideLogger(false);
  const config = readConfig(process.env);
  const dataSource = new DataSource(dataSourceOptions(config.DATABASE_URL));
  const rows = async (): Promise<BackendRows> => new BackendRows(await dataSource.initialize());
  try {
    return await backends(process.argv.slice(2), { rows, write: (line) => void process.stdout.write(`${line}\n`) });
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
}

if (require.main === module) {
  main().then(
    (exitCode) => {
      process.exitCode = exitCode;
    },
    (error: unknown) => {
      process.stderr.write(`${messageOf(error)}\n`);
      process.exitCode = error instanceof BackendUsageError ? 2 : 1;
    },
  );
}
