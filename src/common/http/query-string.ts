import { parse } from 'node:querystring';
import { storable } from '../storable';

/**
 * A query string as names with values (a list when a name comes twice), cleaned like a body: `%00` would reach the
 * database, and it refuses NUL. Bytes that are no UTF-8 become U+FFFD.
 */
export function readQueryString(text: string): Record<string, unknown> {
  const query: Record<string, unknown> = parse(text);
  if (!text.includes('%00')) return query;
  for (const [name, value] of Object.entries(query)) {
    delete query[name];
    query[storable(name)] = Array.isArray(value) ? value.map((one) => storable(String(one))) : storable(String(value));
  }
  return query;
}
