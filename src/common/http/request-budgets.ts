/** Requests that only read count apart from those that may change something. */
export type BudgetName = 'reads' | 'writes';

/** What is left of a principal's budget after one more request. */
export interface Budget {
  /** Requests per window. */
  readonly limit: number;
  /** Requests left in this window, 0 or more. */
  readonly remaining: number;
  /** Whole seconds until the window ends, 1 or more. */
  readonly resetS: number;
  /** This request was one too many. */
  readonly isExceeded: boolean;
}

/** Length of a window in seconds; it begins with a principal's first request. */
export const BUDGET_WINDOW_S = 60;

/** Counts what each principal asks. Port of the rate limit; the adapter lives where Redis does. */
export abstract class RequestBudgets {
  /** Spends one request; `undefined`, and nothing to wait for, where there is no limit. Never throws, and never waits long. */
  abstract spend(name: BudgetName, principal: string): Promise<Budget> | undefined;

  /** Gives up what it holds. */
  abstract close(): Promise<void>;
}
