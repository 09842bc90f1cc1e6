/** Ways of speaking of Stable Diffusion servers; all but ComfyUI's go over `/sdapi/v1`, each with its own habits. */
export const DIALECTS = ['a1111', 'forge', 'sdnext', 'sdcpp', 'comfyui'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** What an address may say. */
const ADDRESSED = ['auto', ...DIALECTS] as const;

/** Where one Stable Diffusion server is and how it may be used. */
export interface BackendAddress {
  /** Host and path only: safe to log, used as the backend's name. */
  readonly name: string;
  /** Base URL without user, password, fragment and trailing slash. */
  readonly baseUrl: string;
  /** `Basic …` header, when the URL carried a user. */
  readonly authorization?: string;
  /** `auto`: the server itself is asked, when it is first used. */
  readonly dialect: Dialect | 'auto';
  /** Requests in flight at a time, 1 to 64; real servers render one at a time. */
  readonly slots: number;
  /** Share of the work relative to the others, 1 to 100. */
  readonly weight: number;
}

/**
 * Reads one entry of `STABLE_DIFFUSION_URL`:
 * `http[s]://[user:password@]host[:port][/path][#dialect=auto&slots=1&weight=1]`.
 *
 * @throws Error saying what was expected, without the value
 */
export function readBackendAddress(text: string): BackendAddress {
  if (!URL.canParse(text)) throw new Error('expected http(s) URLs, separated by commas');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Error('expected http(s) URLs, separated by commas');
  const options = readOptions(url.hash.slice(1));
  const path = url.pathname.replace(/\/+$/, '');
  return {
    name: `${url.host}${path}`,
    baseUrl: `${url.origin}${path}`,
    authorization: url.username === '' ? undefined : basic(url),
    ...options,
  };
}

function readOptions(fragment: string): Pick<BackendAddress, 'dialect' | 'slots' | 'weight'> {
  const options = new URLSearchParams(fragment);
  for (const name of options.keys()) {
    if (!['dialect', 'slots', 'weight'].includes(name))
      throw new Error('expected only #dialect, slots and weight behind a URL');
  }
  const wanted = options.get('dialect') ?? 'auto';
  const dialect = ADDRESSED.find((known) => known === wanted);
  if (dialect === undefined) throw new Error(`expected dialect to be one of ${ADDRESSED.join(', ')}`);
  return { dialect, slots: count(options, 'slots', 64), weight: count(options, 'weight', 100) };
}

function count(options: URLSearchParams, name: string, max: number): number {
  const text = options.get(name) ?? '1';
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > max) throw new Error(`expected ${name} to be a whole number from 1 to ${max}`);
  return value;
}

function basic(url: URL): string {
  try {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    throw new Error('expected user and password to be percent-encoded');
  }
}
