import { randomUUID } from 'node:crypto';

/** What is taken over as the id of a request: anything else is replaced. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** The id of a request: its `X-Request-ID` when that is 1 to 128 of `A–Z a–z 0–9 . _ : -`, else a new UUID. */
export function requestIdOf(request: {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
