import rangeParser from 'range-parser';
import { HttpProblem } from '../../common/http/problem';
import type { ByteRange } from '../../storage/object-store';
import { ifNoneMatchKnows } from '../preconditions';

/** The headers of a request that this file reads; duplicates arrive joined. */
export interface ConditionHeaders {
  readonly 'if-none-match'?: string;
  readonly 'if-modified-since'?: string;
  readonly 'if-range'?: string;
  readonly range?: string;
}

/** By what a file is known. */
export interface FileValidators {
  /** Strong, in its quotes. */
  readonly etag: string;
  /** HTTP knows whole seconds only. */
  readonly modifiedAt: Date;
}

/** RFC 9110 §5.6.7, the form that everybody sends; `Date.parse` alone would also take `2030`. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Whether the caller has the file already. `If-Modified-Since` counts only without `If-None-Match` (RFC 9110 §13.1.3). */
export function isKnown(headers: ConditionHeaders, { etag, modifiedAt }: FileValidators): boolean {
  if (headers['if-none-match'] !== undefined) return ifNoneMatchKnows(headers['if-none-match'], etag);
  const since = headers['if-modified-since'];
  if (since === undefined || !HTTP_DATE.test(since)) return false;
  return Date.parse(since) >= Math.floor(modifiedAt.getTime() / 1000) * 1000;
}

/**
 * The one range that is asked for, with both ends inside the file; `undefined` for the whole. Several ranges, other units
 * and what cannot be read are answered whole, as RFC 9110 §14.2 allows; so is a range of another version (`If-Range`).
 *
 * @param sizeBytes of the whole file
 * @throws RangeNotSatisfiableProblem when the range lies outside
 */
export function wantedRange(
  headers: ConditionHeaders,
  validators: FileValidators,
  sizeBytes: number,
): ByteRange | undefined {
  const { range } = headers;
  if (range === undefined || !/^bytes=/i.test(range) || !isStillSame(headers['if-range'], validators)) return undefined;
  const ranges = rangeParser(sizeBytes, range);
  if (ranges === -1) throw new RangeNotSatisfiableProblem(sizeBytes);
  if (ranges === -2 || ranges.length !== 1) return undefined;
  return ranges[0];
}

/** 416; the answer must carry `Content-Range: bytes *` with the size. */
export class RangeNotSatisfiableProblem extends HttpProblem {
  constructor(readonly sizeBytes: number) {
    super(416, 'RANGE_NOT_SATISFIABLE', `the file has ${sizeBytes} bytes`);
  }
}

/** Strong comparison: a weak tag or a date that is not exactly ours means that parts of two versions would be joined. */
function isStillSame(ifRange: string | undefined, { etag, modifiedAt }: FileValidators): boolean {
  return ifRange === undefined || ifRange === etag || ifRange === modifiedAt.toUTCString();
}
