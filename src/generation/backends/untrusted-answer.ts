/** Member `name` of whatever a server answered. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** What stands at the end of `path`. */
export function within(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce(member, value);
}

/** A list, or an empty one. */
export function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The members `name` of a list that are words. */
export function namesIn(value: unknown, name: string): string[] {
  return listed(value)
    .map((entry) => member(entry, name))
    .filter((text) => isWord(text));
}

/** Whether it is a text that is not empty. */
export function isWord(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A finite number that is not negative, or `undefined`. */
export function amount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** A name fit to be kept and shown: at most 100 printable ASCII characters; `undefined` when nothing is left. */
export function shownName(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.replace(/[^\x20-\x7e]/g, '').slice(0, 100) : '';
  return text === '' ? undefined : text;
}
