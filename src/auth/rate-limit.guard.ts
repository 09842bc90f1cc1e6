import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { HttpProblem } from '../common/http/problem';
import { BUDGET_WINDOW_S, RequestBudgets, type Budget, type BudgetName } from '../common/http/request-budgets';
import type { AuthenticatedRequest } from './auth.guard';
import type { Principal } from './principal';

interface Reply {
  header(name: string, value: string | number): unknown;
}

/**
 * Lets a principal make so many requests per minute; runs behind `AuthGuard`, which says who it is. What is open to
 * everyone has no principal and no limit. Every answer says what is left, in the fields of the IETF draft
 * "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10, 2025-09).
 *
 * @throws HttpProblem 429 `RATE_LIMITED`, with `Retry-After` on the reply
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly budgets: RequestBudgets) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest & { readonly method: string }>();
    if (request.principal === undefined) return true;
    await this.count(request.method, request.principal, context.switchToHttp().getResponse<Reply>());
    return true;
  }

  /**
   * Counts one request of a principal.
   *
   * @returns `undefined` where there is no limit; else rejects with HttpProblem 429 when it is one too many
   */
  count(method: string, principal: Principal, reply: Reply): Promise<void> | undefined {
    const name = budgetOf(method);
    return this.budgets.spend(name, principal.sub)?.then((budget) => report(name, budget, reply));
  }
}

function budgetOf(method: string): BudgetName {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'reads' : 'writes';
}

function report(name: BudgetName, { limit, remaining, resetS, isExceeded }: Budget, reply: Reply): void {
  reply.header('RateLimit-Policy', `"${name}";q=${limit};w=${BUDGET_WINDOW_S}`);
  reply.header('RateLimit', `"${name}";r=${remaining};t=${resetS}`);
  if (!isExceeded) return;
  reply.header('Retry-After', resetS);
  throw new HttpProblem(429, 'RATE_LIMITED', `more than ${limit} ${name} in a minute`);
}
