import type { ChildProcess, SpawnOptions } from 'node:child_process';

/** What is needed to start a process that ends with the run, even when the run is killed. */
export interface ProcessStart {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Text that its command line holds. */
  readonly marker: string;
  readonly stopSignal?: NodeJS.Signals;
  readonly options?: SpawnOptions;
}

/** A process of the run. */
export interface StartedProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  /** File that holds its output. */
  readonly log: string | undefined;
}

/** Where a run takes place: handed in by the command, which owns every process and folder. */
export interface FaultPlace {
  readonly checkout: string;
  /** Of this run; goes when the run goes. */
  readonly folder: string;
  /** Compiled naive worker. */
  readonly naiveWorker: string;
  readonly natsServer: string;
  /** `s3://key:secret@host:port`, no bucket in it. */
  readonly s3Url: string;
  /** A PostgreSQL of this run alone: superuser, database `postgres`. */
  readonly database: { readonly url: string; readonly pid: number };
  readonly start: (wanted: ProcessStart) => Promise<StartedProcess>;
  readonly freePort: () => Promise<number>;
  readonly say: (line: string) => void;
}
