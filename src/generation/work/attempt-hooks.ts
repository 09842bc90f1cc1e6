/** What the attempt tells the worker that holds its lease. */
export interface AttemptHooks {
  readonly signal: AbortSignal;
  /** Resolves when the backend may be asked. @throws when the job will not be painted now: the signal's reason, LeaseLostError */
  readonly atPlace: () => Promise<void>;
  /** From now on the job needs no backend any more. */
  readonly painted: () => void;
}
