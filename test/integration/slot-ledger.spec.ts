import { setTimeout as sleep } from 'node:timers/promises';
import { ImageBackend } from '../../src/generation/backends/image-backend';
import { SlotLedger, type Slot } from '../../src/generation/backends/slot-ledger';
import { cloneDatabase, type TestDatabase } from './support/database';

const LEASE_MS = 30_000;

/** Only what the ledger asks of a backend; it paints nothing here. */
class CountedBackend extends ImageBackend {
  readonly dialect = 'a1111';
  readonly weight = 1;

  constructor(
    readonly name: string,
    readonly slots: number,
    readonly isShared = true,
  ) {
    super();
  }

  paint(): never {
    throw new Error('nothing is painted in this test');
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}

describe('SlotLedger', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => database.dataSource.query('DELETE FROM backend_slots'));

  const ledgers = (count: number): SlotLedger[] =>
    Array.from({ length: count }, () => new SlotLedger(database.dataSource));
  const registered = async (backend: ImageBackend): Promise<SlotLedger> => {
    const ledger = new SlotLedger(database.dataSource);
    await ledger.register(backend);
    return ledger;
  };
  const takeAll = async (ledger: SlotLedger, backend: ImageBackend): Promise<Slot[]> => {
    const slots: Slot[] = [];
    for (let slot = await ledger.take(backend, LEASE_MS); slot; slot = await ledger.take(backend, LEASE_MS))
      slots.push(slot);
    return slots;
  };

  it('gives no more than the slots there are, though three replicas ask fifty times each at once', async () => {
    const backend = new CountedBackend('gpu:7860', 4);
    const replicas = ledgers(3);
    await Promise.all(replicas.map((ledger) => ledger.register(backend)));

    const taken = await Promise.all(
      replicas.flatMap((ledger) => Array.from({ length: 50 }, () => ledger.take(backend, LEASE_MS))),
    );

    expect(taken.filter((slot) => slot !== undefined)).toHaveLength(4);
  });

  it('never has more in use than there are, while replicas take and give back', async () => {
    const backend = new CountedBackend('gpu:7860', 3);
    const replicas = ledgers(3);
    await Promise.all(replicas.map((ledger) => ledger.register(backend)));
    let inUse = 0;
    let most = 0;
    let uses = 0;
    const useOnce = async (ledger: SlotLedger): Promise<void> => {
      const slot = await ledger.take(backend, LEASE_MS);
      if (slot === undefined) return;
      inUse += 1;
      uses += 1;
      most = Math.max(most, inUse);
      await sleep(1);
      inUse -= 1;
      await ledger.release(slot);
    };

    const useAgainAndAgain = async (ledger: SlotLedger): Promise<void> => {
      for (let tries = 0; tries < 25; tries += 1) await useOnce(ledger);
    };

    await Promise.all(replicas.flatMap((ledger) => [useAgainAndAgain(ledger), useAgainAndAgain(ledger)]));

    expect(most).toBeLessThanOrEqual(3);
    expect(uses).toBeGreaterThan(3);
  });

  it('gives a slot again once it was given back', async () => {
    const backend = new CountedBackend('gpu:7860', 1);
    const ledger = await registered(backend);
    const slot = await ledger.take(backend, LEASE_MS);
    const whileUsed = await ledger.take(backend, LEASE_MS);

    await ledger.release(slot as Slot);

    expect(whileUsed).toBeUndefined();
    expect(await ledger.take(backend, LEASE_MS)).toBeDefined();
  });

  it('frees the slot of a replica that gave no sign of life', async () => {
    const backend = new CountedBackend('gpu:7860', 1);
    const [dead, alive] = ledgers(2) as [SlotLedger, SlotLedger];
    await dead.register(backend);
    await dead.take(backend, LEASE_MS);
    await database.dataSource.query(`UPDATE backend_slots SET lease_until = now() - interval '1 ms'`);

    const slot = await alive.take(backend, LEASE_MS);

    expect(slot).toMatchObject({ backend: 'gpu:7860' });
  });

  it('keeps a slot whose user gives signs of life', async () => {
    const backend = new CountedBackend('gpu:7860', 1);
    const ledger = await registered(backend);
    const slot = (await ledger.take(backend, LEASE_MS)) as Slot;
    await database.dataSource.query(`UPDATE backend_slots SET lease_until = now() - interval '1 ms'`);

    await ledger.renew(slot, LEASE_MS);

    expect(await ledger.take(backend, LEASE_MS)).toBeUndefined();
  });

  it('takes nothing from the new user when the old one gives its slot back late', async () => {
    const backend = new CountedBackend('gpu:7860', 1);
    const ledger = await registered(backend);
    const old = (await ledger.take(backend, LEASE_MS)) as Slot;
    await database.dataSource.query(`UPDATE backend_slots SET lease_until = now() - interval '1 ms'`);
    await ledger.take(backend, LEASE_MS);

    await ledger.release(old);

    expect(await ledger.take(backend, LEASE_MS)).toBeUndefined();
  });

  it('counts each backend for itself', async () => {
    const [one, other] = [new CountedBackend('gpu-1:7860', 1), new CountedBackend('gpu-2:7860', 2)];
    const ledger = await registered(one);
    await ledger.register(other);

    expect(await takeAll(ledger, one)).toHaveLength(1);
    expect(await takeAll(ledger, other)).toHaveLength(2);
  });

  it('follows a changed number of slots, and does not take a slot away that is in use', async () => {
    const ledger = await registered(new CountedBackend('gpu:7860', 3));
    await takeAll(ledger, new CountedBackend('gpu:7860', 3));

    await ledger.register(new CountedBackend('gpu:7860', 1));
    const whileUsed: unknown[] = await database.dataSource.query('SELECT 1 FROM backend_slots');
    await database.dataSource.query(`UPDATE backend_slots SET lease_until = NULL`);
    await ledger.register(new CountedBackend('gpu:7860', 1));

    expect(whileUsed).toHaveLength(3);
    expect(await takeAll(ledger, new CountedBackend('gpu:7860', 1))).toHaveLength(1);
  });

  it('counts a backend of its own process there, without the database', async () => {
    const painter = new CountedBackend('painter', 2, false);
    const ledger = await registered(painter);
    const [first] = await takeAll(ledger, painter);

    await ledger.release(first as Slot);

    expect(await takeAll(ledger, painter)).toHaveLength(1);
    expect(await database.dataSource.query('SELECT 1 FROM backend_slots')).toEqual([]);
  });
});
