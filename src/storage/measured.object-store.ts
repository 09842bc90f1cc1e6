import type { Counter, Histogram } from 'prom-client';
import {
  type ByteRange,
  type ListedObject,
  type ObjectFacts,
  type ObjectHead,
  ObjectStore,
  type ObjectStream,
} from './object-store';
import { ObjectNotFoundError } from './storage.errors';

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

/** An object store that counts and times what is asked of another one. */
export class MeasuredObjectStore extends ObjectStore {
  constructor(
    private readonly store: ObjectStore,
    private readonly metrics: StorageMetrics,
  ) {
    super();
  }

  put(key: string, bytes: Buffer, facts: ObjectFacts): Promise<void> {
    return this.measured('put', () => this.store.put(key, bytes, facts));
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
