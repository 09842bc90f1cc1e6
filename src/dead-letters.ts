import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { messageOf } from './common/errors';
import { printable } from './common/printable';
import { readConfig } from './config/service-config';
import { dataSourceOptions } from './database/data-source';
import { JobReplay } from './generation/jobs/job-replay';
import { DeadLetterDesk } from './hub/dead-letter-desk';
import { HubConnection } from './hub/hub-connection';

const HUB_PATIENCE_MS = 5000;
const SHOWN_BYTES = 4096;
const SUBJECT = /^[A-Za-z0-9_*-]+(\.[A-Za-z0-9_*-]+)*(\.>)?$/;

const USAGE = `usage: npm run dead-letters -- list [--subject S]
       npm run dead-letters -- show N [--all]
       npm run dead-letters -- replay N
       npm run dead-letters -- replay --all [--subject S]
       npm run dead-letters -- replay-job JOB_ID`;

/** The words after the command are none of those it knows. */
export class UsageError extends Error {
  constructor() {
    super(USAGE);
  }
}

/** What the command works with; each is opened when it is needed. */
export interface DeadLetterTools {
  readonly desk: () => Promise<DeadLetterDesk>;
  readonly jobs: () => Promise<JobReplay>;
  readonly write: (line: string) => void;
}

/**
 * `node dist/src/dead-letters.js …`: looks through the dead letters, and has them delivered again.
 *
 * @param words after the command
 * @returns the exit code: 0, or 1 when one of several could not be replayed
 * @throws UsageError, and whatever keeps the one thing asked for from being done
 */
export async function deadLetters(words: readonly string[], tools: DeadLetterTools): Promise<number> {
  const [act, ...rest] = words;
  if (act === 'list') return list(subjectIn(rest), tools);
  if (act === 'show') return show(rest, tools);
  if (act === 'replay' && rest[0] === '--all') return replayAll(subjectIn(rest.slice(1)), tools);
  if (act === 'replay' && rest.length === 1) return replay(sequenceIn(rest[0]), tools);
  if (act === 'replay-job' && rest.length === 1) return replayJob(rest[0] ?? '', tools);
  throw new UsageError();
}

function subjectIn(words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const [flag, subject = ''] = words;
  if (flag !== '--subject' || words.length !== 2 || !(subject === '>' || SUBJECT.test(subject))) throw new UsageError();
  return subject;
}

function sequenceIn(word = ''): number {
  if (!/^[1-9]\d{0,14}$/.test(word)) throw new UsageError();
  return Number(word);
}

async function list(subject: string | undefined, { desk, write }: DeadLetterTools): Promise<number> {
  let count = 0;
  for await (const letter of (await desk()).list(subject)) {
    const fields = [letter.buriedAt.toISOString(), letter.subject, letter.reason || '-', `${letter.sizeBytes} bytes`];
    write([String(letter.sequence).padStart(6), ...fields.map((field) => printable(field))].join('  '));
    count += 1;
  }
  write(count === 0 ? 'There are no dead letters.' : `${count} ${count === 1 ? 'dead letter' : 'dead letters'}.`);
  return 0;
}

async function show(words: readonly string[], { desk, write }: DeadLetterTools): Promise<number> {
  const [number, flag] = words;
  if (words.length > 2 || (flag !== undefined && flag !== '--all')) throw new UsageError();
  const letter = await (await desk()).find(sequenceIn(number));
  const shown = flag === '--all' ? letter.body : letter.body.subarray(0, SHOWN_BYTES);
  write(
    `${letter.sequence}  ${letter.buriedAt.toISOString()}  ${printable(letter.subject)}  ${letter.sizeBytes} bytes`,
  );
  for (const [name, values] of letter.headers) {
    for (const value of values) write(`${printable(name)}: ${printable(value)}`);
  }
  write('');
  write(printable(new TextDecoder().decode(shown), { lines: true }));
  const rest = letter.body.length - shown.length;
  if (rest > 0) write(`(${rest} more bytes: --all shows them)`);
  return 0;
}

async function replay(sequence: number, { desk, write }: DeadLetterTools): Promise<number> {
  const stored = await (await desk()).replay(sequence);
  write(`${sequence}  ${printable(stored.subject)}: published again, message ${stored.sequence} of ${stored.stream}`);
  return 0;
}

/** Those that are there at the start: one that is buried again meanwhile is not replayed for ever. */
async function replayAll(subject: string | undefined, tools: DeadLetterTools): Promise<number> {
  const desk = await tools.desk();
  const sequences: number[] = [];
  for await (const { sequence } of desk.list(subject)) sequences.push(sequence);
  let failures = 0;
  for (const sequence of sequences) {
    try {
      await replay(sequence, tools);
    } catch (error) {
      failures += 1;
      tools.write(`${sequence}  not replayed: ${printable(messageOf(error))}`);
    }
  }
  tools.write(`${sequences.length - failures} of ${sequences.length} published again.`);
  return failures > 0 ? 1 : 0;
}

async function replayJob(jobId: string, { jobs, write }: DeadLetterTools): Promise<number> {
  write(`job ${await (await jobs()).replay(jobId)} was made of ${printable(jobId)}`);
  return 0;
}

async function main(): Promise<number> {
  Logger.overrideLogger(false);
  const config = readConfig(process.env);
  const hub = new HubConnection(config);
  const desk = async (): Promise<DeadLetterDesk> => {
    const late = sleep(HUB_PATIENCE_MS, undefined, { ref: false }).then(() => {
      throw new Error('the hub at MESSAGE_HUB_URL does not answer');
    });
    await Promise.race([hub.opened(), late]);
    return new DeadLetterDesk(hub);
  };
  const jobs = async (): Promise<JobReplay> =>
    new JobReplay(await new DataSource(dataSourceOptions(config.DATABASE_URL)).initialize());
  return deadLetters(process.argv.slice(2), { desk, jobs, write: (line) => void process.stdout.write(`${line}\n`) });
}

if (require.main === module) {
  main().then(
    (exitCode) => end(exitCode),
    (error: unknown) => {
      process.stderr.write(`${messageOf(error)}\n`);
      end(error instanceof UsageError ? 2 : 1);
    },
  );
}

/** Connections may still be opening: what was asked for is done, and the output is on its way first. */
function end(exitCode: number): void {
  process.stdout.write('', () => process.exit(exitCode));
}
