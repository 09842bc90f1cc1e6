import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line concerns that is logged meanwhile: ids, kinds and subjects; never a text of people. */
export type LogFields = Readonly<Record<string, LogField | Readonly<Record<string, LogField>>>>;
type LogField = string | number | null | undefined;

const storage = new AsyncLocalStorage<LogFields>();

/** Runs `work`; every line that it logs, however deep, has these fields besides its own. */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...fields }, work);
}

/** The fields of the work under way here. */
export const logFields = (): LogFields => storage.getStore() ?? {};

/** How the lines of a job say which it is. */
export function jobFields(job: {
  readonly id: string;
  readonly image_id: string;
  readonly kind: string;
  readonly correlation_id: string;
}): LogFields {
  return { job: job.id, image: job.image_id, kind: job.kind, correlation: job.correlation_id };
}
