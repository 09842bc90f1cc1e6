import { HttpProblem } from '../common/http/problem';

/** `"…"` or `W/"…"`; the characters that RFC 9110 section 8.8.3 allows in a tag. */
const TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;

/**
 * Whether `If-Match` lets a change through (RFC 9110 section 13.1.1): `*`, or a list with the tag. Strong comparison: a weak
 * tag never matches.
 *
 * @param ifMatch the header's value; absent, everything is let through
 * @param etag the strong tag of what is there
 * @throws HttpProblem 400 when the header is no list of tags: whoever sent it meant to be careful
 */
export function ifMatchAllows(ifMatch: string | undefined, etag: string): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => TAG.test(tag))) {
    throw new HttpProblem(400, 'VALIDATION_FAILED', 'If-Match cannot be read', [
      { path: 'If-Match', message: 'expected entity tags in double quotes, separated by commas, or *' },
    ]);
  }
  return tags.includes(etag);
}

/**
 * Whether `If-None-Match` says that the caller has it already (RFC 9110 section 13.1.2): `*`, or a list with the tag, by
 * weak comparison, because caches on the way may have weakened it. What cannot be read matches nothing.
 */
export function ifNoneMatchKnows(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
