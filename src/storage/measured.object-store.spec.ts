import { Counter, Histogram, Registry } from 'prom-client';
import { MeasuredObjectStore } from './measured.object-store';
import { type ListedObject, ObjectStore } from './object-store';
import { ObjectNotFoundError, StorageUnavailableError } from './storage.errors';

/** Every operation ends as the test says. */
class ScriptedStore extends ObjectStore {
  failure: Error | undefined;

  put = () => this.answer(undefined);
  get = () => this.answer(Buffer.from('x'));
  stream = () => Promise.reject(new Error('not asked for'));
  head = () => this.answer(undefined);
  delete = () => this.answer(undefined);
  check = () => this.answer(undefined);
  prepare = () => this.answer(undefined);
  close = () => this.answer(undefined);

  async *list(): AsyncGenerator<ListedObject> {
    yield { key: 'a.png', sizeBytes: 1, modifiedAt: new Date(0) };
    yield await this.answer({ key: 'b.png', sizeBytes: 1, modifiedAt: new Date(0) });
  }

  private answer<T>(value: T): Promise<T> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(value);
  }
}

describe('MeasuredObjectStore', () => {
  let inner: ScriptedStore;
  let store: MeasuredObjectStore;
  let registry: Registry;

  beforeEach(() => {
    registry = new Registry();
    const registers = [registry];
    const operations = new Counter({
      name: 'ops',
      help: '.',
      labelNames: ['operation', 'outcome'] as const,
      registers,
    });
    const durations = new Histogram({ name: 'seconds', help: '.', labelNames: ['operation'] as const, registers });
    inner = new ScriptedStore();
    store = new MeasuredObjectStore(inner, { operations, durations });
  });

  it('tells that the last write failed, until one succeeds or a minute has passed', async () => {
    const put = () => store.put('a.png', Buffer.from('x'), { contentType: 'image/png', sha256: '' });
    const { now } = performance;
    inner.failure = new StorageUnavailableError('no room');
    await expect(put()).rejects.toBe(inner.failure);
    const told = store.writeFailure;
    jest.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 60_001);
    const toldLater = store.writeFailure;
    jest.restoreAllMocks();
    inner.failure = undefined;
    await put();

    expect([told?.message, toldLater, store.writeFailure]).toEqual([
      'the object store is not available: no room',
      undefined,
      undefined,
    ]);
  });

  it('does not hold a refused key against the store', async () => {
    inner.failure = new ObjectNotFoundError();
    await expect(store.put('a.png', Buffer.from('x'), { contentType: 'image/png', sha256: '' })).rejects.toThrow();

    expect(store.writeFailure).toBeUndefined();
  });

  it('counts and times what succeeds', async () => {
    await store.get('a.png');
    await store.get('a.png');

    expect(await registry.metrics()).toContain('ops{operation="get",outcome="ok"} 2');
    expect(await registry.metrics()).toContain('seconds_count{operation="get"} 2');
  });

  it('tells a missing object from a fault, and passes both on', async () => {
    inner.failure = new ObjectNotFoundError();
    await expect(store.get('a.png')).rejects.toBe(inner.failure);
    inner.failure = new StorageUnavailableError('away');
    await expect(store.get('a.png')).rejects.toBe(inner.failure);
    inner.failure = undefined;
    await store.head('a.png');

    const metrics = await registry.metrics();
    expect(metrics).toContain('ops{operation="get",outcome="not_found"} 1');
    expect(metrics).toContain('ops{operation="get",outcome="error"} 1');
    expect(metrics).toContain('ops{operation="head",outcome="not_found"} 1');
  });

  it('counts a listing once, also when its reader breaks off or it fails halfway', async () => {
    for await (const { key } of store.list('')) if (key === 'a.png') break;
    inner.failure = new StorageUnavailableError('away');
    const reading = (async () => {
      for await (const _ of store.list(''));
    })();
    await expect(reading).rejects.toBe(inner.failure);

    const metrics = await registry.metrics();
    expect(metrics).toContain('ops{operation="list",outcome="ok"} 1');
    expect(metrics).toContain('ops{operation="list",outcome="error"} 1');
  });
});
