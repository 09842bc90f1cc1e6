/** One request before it is sent. Parts are spelled as they go over the wire. */
export interface RequestDraft {
  readonly method: string;
  /** Segments of the path, already percent-encoded, without the slashes. */
  readonly segments: readonly string[];
  /** Positions in `segments` that stand for a parameter of the template. */
  readonly parameterAt: readonly number[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** In place of everything else: the bytes as they are sent. */
  readonly raw?: string;
}

/** A request in the making: its body is still a value. */
export interface Plan extends RequestDraft {
  readonly json?: unknown;
}

/** Ids that exist and belong to the caller, by the first word of the path (`portraits`, `images`, `jobs` …). */
export type OwnIds = Readonly<Record<string, string[]>>;

/** Path with query, as it is sent. */
export function pathOf({ segments, query }: RequestDraft): string {
  const path = `/${segments.join('/')}`;
  if (query.length === 0) return path;
  return `${path}?${query.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

/** The request as a line for a shell; a long body is cut, and says so. */
export function curlOf(url: string, draft: RequestDraft): string {
  if (draft.raw !== undefined)
    return `printf ${quoted(printable(draft.raw))} | nc ${new URL(url).host.replace(':', ' ')}`;
  const headers = Object.entries(draft.headers).map(([name, value]) =>
    name.toLowerCase() === 'authorization' && value.length > 100
      ? `-H "Authorization: Bearer $TOKEN"`
      : `-H ${quoted(cut(`${name}: ${value}`))}`,
  );
  const body = draft.body === undefined ? [] : [`--data-binary ${quoted(cut(draft.body.toString('utf8')))}`];
  return ['curl -i --path-as-is -g', `-X ${draft.method}`, ...headers, ...body, quoted(cut(url + pathOf(draft)))].join(
    ' ',
  );
}

const LONGEST_SHOWN = 400;

function cut(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}… (${text.length} characters in all)`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function printable(text: string): string {
  const shown = [...text].map((char) =>
    /[ -~]/.test(char) ? char : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return cut(shown.join(''));
}
