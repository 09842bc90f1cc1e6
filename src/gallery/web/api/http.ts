import { ApiError, isAborted, OfflineError, SignedOutError } from './api-errors';
import type { Fault } from './api-types';
import { credentials } from './credentials';
import { connection } from './connection';

/** What is asked. `query` leaves out what is empty. */
export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Another token than that of the session: to try one before it is kept. */
  readonly token?: string;
}

/** A reader who scrolls fast meets the limit of requests; so often it is waited for what `Retry-After` says. */
const MAX_WAITS = 3;
const LONGEST_WAIT_S = 30;

/**
 * Asks the service.
 *
 * @param path below the page's own address, such as `api/v1/images`
 * @returns the answer, which is a success
 * @throws SignedOutError when the token is not taken; ApiError for any other refusal; OfflineError; the signal's reason
 */
export async function ask(path: string, options: Ask = {}): Promise<Response> {
  for (let waits = 0; ; waits++) {
    const response = await attempt(path, options);
    if (response.ok) return response;
    if (response.status === 401 && options.token === undefined) {
      credentials.onRefused();
      throw new SignedOutError();
    }
    const waitS = Number(response.headers.get('Retry-After') ?? '');
    const isBusy = (response.status === 429 || response.status === 503) && waitS > 0 && waitS <= LONGEST_WAIT_S;
    if (!isBusy || waits === MAX_WAITS || (options.method ?? 'GET') !== 'GET') throw await errorOf(response);
    await pause(waitS * 1000, options.signal);
  }
}

/** The JSON that the service answers. @throws as `ask` */
export async function askJson<T>(path: string, options: Ask = {}): Promise<T> {
  return (await (await ask(path, options)).json()) as T;
}

/** The address of a path, wherever the page is served. */
export function addressOf(path: string, query: Ask['query'] = {}): string {
  const url = new URL(path.replace(/^\//, ''), document.baseURI.replace(/[?#].*$/, ''));
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url.href;
}

async function attempt(path: string, { method = 'GET', query, body, headers, signal, token }: Ask): Promise<Response> {
  try {
    const response = await fetch(addressOf(path, query), {
      method,
      signal: signal ?? null,
      headers: {
        Authorization: `Bearer ${token ?? credentials.token ?? ''}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    connection.set('online');
    return response;
  } catch (error) {
    if (isAborted(error)) throw error;
    connection.set('offline');
    throw new OfflineError({ cause: error });
  }
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly title?: string;
  readonly errors?: readonly Fault[];
  readonly correlation_id?: string;
}

async function errorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const detail = problem.detail ?? problem.title ?? `the service answered ${response.status}`;
  return new ApiError(response.status, problem.code ?? 'UNKNOWN', detail, problem.errors, problem.correlation_id);
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
    });
  });
}
