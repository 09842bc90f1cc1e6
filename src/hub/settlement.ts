import { ImageServiceError } from '../common/errors';

/**
 * SQLSTATE classes of statements that will fail again with the same data: data exception, constraint. Not 42: a missing
 * table or permission is the operator's to mend, and the message is good.
 */
const HOPELESS_SQLSTATE = /^(22|23)/;

/**
 * Whether handling the same message later may succeed. A database, hub or storage that is away is worth waiting
 * for, however long; a message that breaks our own code or a constraint is not.
 */
export function worthRetrying(error: unknown): boolean {
  if (error instanceof ImageServiceError) return error.retry === 'later';
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return false;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return !(typeof code === 'string' && HOPELESS_SQLSTATE.test(code));
}

/** How long a message waits before its next delivery: 1, 2, 4 … 60 seconds. */
export function redeliveryDelayMs(deliveries: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.min(deliveries - 1, 6));
}
