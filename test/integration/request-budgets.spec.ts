import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { CountedRequestBudgets } from '../../src/cache/counted.request-budgets';
import { RedisAsker } from '../../src/cache/redis-asker';
import type { BudgetName } from '../../src/common/http/request-budgets';
import { eventually } from '../support/eventually';

const LIMITS = { reads: 3, writes: 1 };
const opened: CountedRequestBudgets[] = [];

function budgets(url?: string): CountedRequestBudgets {
  const made = new CountedRequestBudgets(LIMITS, url === undefined ? undefined : new RedisAsker(url));
  opened.push(made);
  return made;
}

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

describe('Budgets of principals', () => {
  it('are counted for each principal and each budget by itself', async () => {
    const counted = budgets();

    const spend = (name: BudgetName, principal: string) => Promise.resolve(counted.spend(name, principal));

    const reads = [1, 2, 3, 4].map(() => spend('reads', 'ada'));
    const others = [spend('writes', 'ada'), spend('reads', 'ben')];

    expect((await Promise.all(reads)).map((budget) => [budget?.remaining, budget?.isExceeded])).toEqual([
      [2, false],
      [1, false],
      [0, false],
      [0, true],
    ]);
    expect((await Promise.all(others)).map((budget) => budget?.isExceeded)).toEqual([false, false]);
  });

  it('do not limit when they are nought', () => {
    const counted = new CountedRequestBudgets({ reads: 0, writes: 0 });

    expect(counted.spend('reads', 'ada')).toBeUndefined();
  });

  it('are shared by all who use the same Redis', async () => {
    const url = process.env.TEST_REDIS_URL ?? '';
    const [one, other] = [budgets(url), budgets(url)];
    // Until both are connected each counts for itself.
    await eventually(async () => {
      const probe = randomUUID();
      await one.spend('reads', probe);
      expect((await other.spend('reads', probe))?.remaining).toBe(1);
    });
    const principal = randomUUID();

    const spent = [];
    for (const replica of [one, other, one, other, one]) spent.push(await replica.spend('reads', principal));

    expect(spent.map((budget) => budget?.isExceeded)).toEqual([false, false, false, true, true]);
    expect(spent.at(-1)?.resetS).toBeGreaterThan(50);
    expect(spent.at(-1)?.resetS).toBeLessThanOrEqual(60);
  });

  it('hold in the process while Redis does not answer, and slow nobody down', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const counted = budgets(`redis://127.0.0.1:${port}`);
    const startedAt = performance.now();

    const spent = [];
    for (let count = 0; count < 4; count += 1) spent.push(await counted.spend('reads', 'ada'));

    expect(spent.map((budget) => budget?.isExceeded)).toEqual([false, false, false, true]);
    expect(performance.now() - startedAt).toBeLessThan(400);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});
