import type { Fault } from '../../common/errors';
import { HttpProblem } from '../../common/http/problem';

/** Formats that pictures are delivered in, best compression first. */
export const DELIVERED_FORMATS = ['avif', 'webp', 'png', 'jpeg'] as const;
export type DeliveredFormat = (typeof DELIVERED_FORMATS)[number];

/** Sides in pixels that may be asked for. A closed list: every other number would be one more file to make and keep. */
export const DELIVERED_SIDES = [64, 96, 128, 192, 256, 320, 384, 512, 640, 768, 1024, 1280, 1536, 2048] as const;

/** `inside`: fits into the box; `cover`: fills it and is cut; `contain`: fits and is padded to the box. */
export const DELIVERED_FITS = ['inside', 'cover', 'contain'] as const;
export type DeliveredFit = (typeof DELIVERED_FITS)[number];

/** Qualities of lossy formats that may be asked for. */
export const DELIVERED_QUALITIES = [50, 60, 70, 80, 90] as const;

/** What a caller asks of a picture; what is absent is left to us. */
export interface PictureQuery {
  /** Pixels. */
  readonly w?: number;
  readonly h?: number;
  readonly fit?: DeliveredFit;
  readonly format?: DeliveredFormat;
  readonly q?: number;
}

const ALLOWED: Readonly<Record<string, readonly (string | number)[]>> = {
  w: DELIVERED_SIDES,
  h: DELIVERED_SIDES,
  fit: DELIVERED_FITS,
  format: DELIVERED_FORMATS,
  q: DELIVERED_QUALITIES,
};

/**
 * Reads `?w&h&fit&format&q`.
 *
 * @param query as the framework parsed it: texts, or lists of texts for a member that came twice
 * @throws HttpProblem 400 VALIDATION_FAILED naming every member that is unknown, repeated or not on its list
 */
export function pictureQuery(query: unknown): PictureQuery {
  const members = Object.entries((query ?? {}) as Record<string, unknown>);
  if (members.length === 0) return {};
  const faults = members.flatMap(([name, value]) => faultOf(name, value));
  if (faults.length > 0) throw new HttpProblem(400, 'VALIDATION_FAILED', 'the query does not validate', faults);
  const isNumber = (name: string): boolean => typeof ALLOWED[name]?.[0] === 'number';
  return Object.fromEntries(members.map(([name, value]) => [name, isNumber(name) ? Number(value) : value]));
}

function faultOf(name: string, value: unknown): Fault[] {
  const allowed = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined;
  if (allowed === undefined) {
    // The name is a stranger's text: shown no longer than a name of ours could be.
    return [{ path: name.slice(0, 32), message: `unknown; expected one of ${Object.keys(ALLOWED).join(', ')}` }];
  }
  // Compared as texts: `+64`, `64.0` and `0x40` are not on the list, and neither is a repeated member.
  if (typeof value === 'string' && allowed.some((one) => String(one) === value)) return [];
  return [{ path: name, message: `expected one of ${allowed.join(', ')}` }];
}
