import type { Counter, Histogram } from 'prom-client';
import {
  type ByteRange,
  type ListedObject,
  type ObjectFacts,
  type ObjectHead,
  ObjectStore,
  type ObjectStream,
} from './object-store';
import { ObjectNotFoundError, StorageUnavailableError } from './storage.errors';

/** What is asked of the object store, as one label each. */
export const STORAGE_OPERATIONS = ['put', 'get', 'stream', 'head', 'delete', 'list', 'check', 'prepare'] as const;

/** How an operation on the object store ended. */
export type StorageOutcome = 'ok' | 'not_found' | 'error';

/** Where `MeasuredObjectStore` writes. */
export interface StorageMetrics {
  readonly operations: Counter<'operation' | 'outcome'>;
  /** Observes seconds; of a stream only until its first byte is ready, of a listing until its end. */
  readonly durations: Histogram<'operation'>;
}

/** A write that failed longer ago says nothing of now: whoever holds a picture tries again every ten seconds. */
const FAILURE_LASTS_MS = 60_000;

/** An object store that counts and times what is asked of another one. */
export class MeasuredObjectStore extends ObjectStore {
  private failedWrite?: { readonly error: StorageUnavailableError; readonly atMs: number };

  constructor(
    private readonly store: ObjectStore,
    private readonly metrics: StorageMetrics,
  ) {
    super();
  }

  /** Why the last write failed, unless that is a minute ago: a store that is full answers every other question. */
  get writeFailure(): StorageUnavailableError | undefined {
    const { failedWrite } = this;
    return failedWrite && performance.now() - failedWrite.atMs < FAILURE_LASTS_MS ? failedWrite.error : undefined;
  }

  async put(key: string, bytes: Buffer, facts: ObjectFacts): Promise<void> {
    try {
      await this.measured('put', () => this.store.put(key, bytes, facts));
      this.failedWrite = undefined;
    } catch (error) {
      if (error instanceof StorageUnavailableError) this.failedWrite = { error, atMs: performance.now() };
      throw error;
    }
  }

  get(key: string): Promise<Buffer> {
    return this.measured('get', () => this.store.get(key));
  }

  stream(key: string, range?: ByteRange): Promise<ObjectStream> {
    return this.measured('stream', () => this.store.stream(key, range));
  }

  head(key: string): Promise<ObjectHead | undefined> {
    return this.measured(
      'head',
      () => this.store.head(key),
      (found) => (found ? 'ok' : 'not_found'),
    );
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.measured('delete', () => this.store.delete(keys));
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    const stop = this.metrics.durations.startTimer({ operation: 'list' });
    // A reader that breaks off has had what it wanted.
    let outcome: StorageOutcome = 'ok';
    try {
      yield* this.store.list(prefix);
    } catch (error) {
      outcome = 'error';
      throw error;
    } finally {
      this.metrics.operations.inc({ operation: 'list', outcome });
      stop();
    }
  }

  check(): Promise<void> {
    return this.measured('check', () => this.store.check());
  }

  prepare(): Promise<void> {
    return this.measured('prepare', () => this.store.prepare());
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private async measured<T>(
    operation: (typeof STORAGE_OPERATIONS)[number],
    work: () => Promise<T>,
    outcomeOf: (result: T) => StorageOutcome = () => 'ok',
  ): Promise<T> {
    const stop = this.metrics.durations.startTimer({ operation });
    let outcome: StorageOutcome = 'error';
    try {
      const result = await work();
      outcome = outcomeOf(result);
      return result;
    } catch (error) {
      if (error instanceof ObjectNotFoundError) outcome = 'not_found';
      throw error;
    } finally {
      this.metrics.operations.inc({ operation, outcome });
      stop();
    }
  }
}
