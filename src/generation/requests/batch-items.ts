import { isRecord } from '../../hub/envelope/json-record';

/** Most items of one batch. */
export const MAX_BATCH = 100;

/**
 * The body of one item of a batch: what all have in common, under what the item says itself. Of members that are
 * objects in both (`style`, `frame`) the members are merged in the same way. What is no object is left as it is, to be
 * refused by whoever reads it.
 */
export function itemBody(shared: unknown, item: unknown): unknown {
  if (!isRecord(item) || !isRecord(shared)) return item;
  const nested = Object.entries(item)
    .filter(([name, value]) => isRecord(value) && Object.hasOwn(shared, name) && isRecord(shared[name]))
    .map(([name, value]) => [name, { ...(shared[name] as object), ...(value as object) }] as const);
  return { ...shared, ...item, ...Object.fromEntries(nested) };
}
