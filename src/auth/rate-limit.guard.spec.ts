import type { ExecutionContext } from '@nestjs/common';
import { RequestBudgets, type Budget } from '../common/http/request-budgets';
import { RateLimitGuard } from './rate-limit.guard';

class FixedBudgets extends RequestBudgets {
  readonly spent: string[] = [];
  constructor(private readonly budget: Budget | undefined) {
    super();
  }
  spend(name: string, principal: string): Promise<Budget> | undefined {
    this.spent.push(`${name} ${principal}`);
    return this.budget && Promise.resolve(this.budget);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

function ask(budgets: FixedBudgets, request: { method: string; principal?: { sub: string } }, type = 'http') {
  const headers: Record<string, string | number> = {};
  const http = {
    getRequest: () => request,
    getResponse: () => ({ header: (name: string, value: string | number) => (headers[name] = value) }),
  };
  const context = { getType: () => type, switchToHttp: () => http } as unknown as ExecutionContext;
  return { headers, answer: new RateLimitGuard(budgets).canActivate(context) };
}

const principal = { sub: 'mira' };

describe('RateLimitGuard', () => {
  it('says what is left', async () => {
    const budgets = new FixedBudgets({ limit: 600, remaining: 599, resetS: 60, isExceeded: false });

    const { headers, answer } = ask(budgets, { method: 'GET', principal });

    await expect(answer).resolves.toBe(true);
    expect(headers).toEqual({ 'RateLimit-Policy': '"reads";q=600;w=60', RateLimit: '"reads";r=599;t=60' });
  });

  it('turns one too many away and says when to come back', async () => {
    const budgets = new FixedBudgets({ limit: 60, remaining: 0, resetS: 17, isExceeded: true });

    const { headers, answer } = ask(budgets, { method: 'POST', principal });

    await expect(answer).rejects.toMatchObject({ httpStatus: 429, code: 'RATE_LIMITED' });
    expect(headers).toMatchObject({ 'Retry-After': 17, RateLimit: '"writes";r=0;t=17' });
  });

  it.each([
    ['GET', 'reads'],
    ['HEAD', 'reads'],
    ['OPTIONS', 'reads'],
    ['POST', 'writes'],
    ['PUT', 'writes'],
    ['PATCH', 'writes'],
    ['DELETE', 'writes'],
  ])('counts %s among the %s', async (method, name) => {
    const budgets = new FixedBudgets(undefined);

    const { headers, answer } = ask(budgets, { method, principal });
    await answer;

    expect(budgets.spent).toEqual([`${name} mira`]);
    expect(headers).toEqual({});
  });

  it('leaves alone who has no name: public routes, and messages of the hub', async () => {
    const budgets = new FixedBudgets({ limit: 1, remaining: 0, resetS: 1, isExceeded: true });

    await expect(ask(budgets, { method: 'GET' }).answer).resolves.toBe(true);
    await expect(ask(budgets, { method: 'GET', principal }, 'rpc').answer).resolves.toBe(true);
    expect(budgets.spent).toEqual([]);
  });
});
