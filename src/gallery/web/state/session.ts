import { credentials } from '../api/credentials';
import { ask } from '../api/http';
import { ApiError } from '../api/api-errors';
import { Store } from '../store';
import { bareToken, type Claims, claimsOf } from './claims';

/** Who uses the page; when nobody, why not. */
export type Session =
  { readonly state: 'in'; readonly claims: Claims } | { readonly state: 'out'; readonly why?: 'expired' | 'refused' };

/** Session storage: a token ends with the tab. */
const KEY = 'image-service-token';
/** Timers cannot wait longer than 2³¹ ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Who uses the page now. */
export const session = new Store<Session>({ state: 'out' });

let expiry: ReturnType<typeof setTimeout> | undefined;

/** Goes on with the token that this tab had before it was loaded again. To be called once, at the start. */
export function resumeSession(): void {
  credentials.onRefused = () => end(isPast() ? 'expired' : 'refused');
  const token = sessionStorage.getItem(KEY);
  if (token !== null) begin(token);
}

/**
 * Signs in with a token that the service takes.
 *
 * @returns what is wrong with the token; undefined when it is fine
 * @throws OfflineError
 */
export async function signIn(pasted: string): Promise<string | undefined> {
  const token = bareToken(pasted);
  const claims = claimsOf(token);
  if (claims === undefined) return 'This is no token: expected three parts joined by dots.';
  if ((claims.expiresAt ?? Infinity) <= Date.now()) return 'This token has expired. Ask for a new one.';
  const refusal = await refusalOf(token);
  if (refusal === undefined) begin(token);
  return refusal;
}

/** Forgets the token. */
export function signOut(): void {
  end();
}

async function refusalOf(token: string): Promise<string | undefined> {
  try {
    await ask('api/v1/images', { query: { limit: 1 }, token });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return 'The service does not take this token: it is not signed for it, or not valid now.';
    // It counts, though it may not read pictures: the pages say so themselves.
    return error.status === 403 ? undefined : `The service answered: ${error.message}.`;
  }
}

function begin(token: string): void {
  const claims = claimsOf(token);
  if (claims === undefined) return end();
  credentials.token = token;
  sessionStorage.setItem(KEY, token);
  session.set({ state: 'in', claims });
  clearTimeout(expiry);
  if (claims.expiresAt === undefined) return;
  expiry = setTimeout(() => isPast() && end('expired'), Math.min(claims.expiresAt - Date.now(), LONGEST_TIMER_MS));
}

function isPast(): boolean {
  const now = session.get();
  return now.state === 'in' && (now.claims.expiresAt ?? Infinity) <= Date.now();
}

function end(why?: 'expired' | 'refused'): void {
  if (session.get().state === 'out') return;
  clearTimeout(expiry);
  credentials.token = undefined;
  sessionStorage.removeItem(KEY);
  session.set({ state: 'out', why });
}
