/**
 * The value of `Link` for the page that follows (RFC 8288), relative to wherever the service is reached.
 * @param query of this page, checked: its filters and limit go on, its cursor does not
 */
export function nextLink(path: string, query: Readonly<Record<string, unknown>>, cursor: string): string {
  const kept = Object.entries(query).filter(([name]) => name !== 'cursor');
  const next = new URLSearchParams(kept.map(([name, value]): [string, string] => [name, String(value)]));
  next.set('cursor', cursor);
  return `<${path}?${next.toString()}>; rel="next"`;
}
