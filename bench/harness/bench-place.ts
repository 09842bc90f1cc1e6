import type { SpawnOptions } from 'node:child_process';

/** A server that the command has started. */
export interface StartedServer {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** The service as the command starts it. */
export interface StartedService extends Omit<StartedServer, 'stop'> {
  readonly stop: () => Promise<unknown>;
}

/** Any other process that ends with the run, even when the run is killed. */
export interface ProcessStart {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Text that its command line holds. */
  readonly marker: string;
  readonly options?: SpawnOptions;
}

/** Where a benchmark runs: handed in by the command, which owns every process and folder. */
export interface BenchPlace {
  readonly checkout: string;
  /** Of this run; goes when the run goes. */
  readonly folder: string;
  /** The compiled benchmark: `bench/` and `test/support/` lie in it. */
  readonly program: string;
  /** Superuser, database `postgres`; every commit is flushed. */
  readonly database: StartedServer;
  /** A hub of its own with JetStream; its store goes with the run. */
  readonly startHub: () => Promise<StartedServer>;
  /** S3 of the run, started at the first call: `s3://key:secret@host:port`. */
  readonly s3Url: () => Promise<string>;
  readonly migrate: (env: Readonly<Record<string, string>>) => Promise<void>;
  /** Resolves when it is ready. */
  readonly startService: (env: Readonly<Record<string, string>>) => Promise<StartedService>;
  readonly start: (wanted: ProcessStart) => Promise<{ readonly pid: number; readonly stop: () => Promise<void> }>;
  readonly freePort: () => Promise<number>;
  readonly say: (line: string) => void;
}
