import { ValidationFailedError, type Fault } from '../common/errors';
import { isStorable } from '../common/storable';

/** Most keys at the top level. */
export const MAX_METADATA_KEYS = 50;
/** Most bytes of all metadata but a map's overlays, as compact JSON in UTF-8. */
export const MAX_METADATA_BYTES = 16_384;
/** Most bytes of a map's overlays, counted in the same way: about a thousand elements with labels. */
export const MAX_OVERLAY_BYTES = 131_072;
/** Levels of nesting within one value. */
const DEEPEST_NESTING = 8;
const KEY = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/**
 * Metadata after a merge patch of one level (RFC 7396): `null` removes a key, any other value replaces the key's.
 *
 * @param patch from outside; keys are 1 to 64 of `A–Z a–z 0–9 _ . -` beginning with a letter, values are JSON
 * @throws ValidationFailedError naming the keys that are not allowed, or `metadata` when the whole becomes too large
 */
export function mergedMetadata(
  metadata: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const faults = Object.entries(patch).flatMap(([key, value]) => faultsOf(key, value));
  if (faults.length > 0) throw new ValidationFailedError(faults.slice(0, MAX_METADATA_KEYS));
  const merged = Object.fromEntries(
    Object.entries({ ...metadata, ...patch }).filter(([, value]) => value !== null && value !== undefined),
  );
  // What is there already may be larger, by an older rule: it must stay possible to make it smaller.
  assertOverlaysFit(merged.overlays, metadata.overlays);
  const isLarger = sizeOf(merged) > sizeOf(metadata) || Object.keys(merged).length > Object.keys(metadata).length;
  if (isLarger && Object.keys(merged).length > MAX_METADATA_KEYS) {
    throw new ValidationFailedError([{ path: 'metadata', message: `expected at most ${MAX_METADATA_KEYS} keys` }]);
  }
  if (isLarger && sizeOf(merged) > MAX_METADATA_BYTES) {
    throw new ValidationFailedError([{ path: 'metadata', message: `expected at most ${MAX_METADATA_BYTES} bytes` }]);
  }
  return merged;
}

/**
 * @param before the overlays in their place until now, which may be larger by an older rule
 * @throws ValidationFailedError naming `overlays` when they are too large
 */
export function assertOverlaysFit(overlays: unknown, before?: unknown): void {
  const size = bytesOf(overlays);
  if (size > MAX_OVERLAY_BYTES && size > bytesOf(before)) {
    throw new ValidationFailedError([
      { path: 'overlays', message: `expected at most ${MAX_OVERLAY_BYTES} bytes of JSON` },
    ]);
  }
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value ?? null));

const sizeOf = ({ overlays: _overlays, ...rest }: Readonly<Record<string, unknown>>): number => bytesOf(rest);

function faultsOf(key: string, value: unknown): Fault[] {
  if (!KEY.test(key)) {
    return [{ path: 'metadata.?', message: 'expected keys of 1 to 64 of A–Z a–z 0–9 _ . - beginning with a letter' }];
  }
  const message = wrongWith(value, DEEPEST_NESTING);
  return message === undefined ? [] : [{ path: `metadata.${key}`, message }];
}

/** What is wrong with a value, `undefined` when it can be kept as it is. */
function wrongWith(value: unknown, levels: number): string | undefined {
  if (typeof value === 'string') {
    return isStorable(value) ? undefined : 'expected text without NUL and half surrogate pairs';
  }
  // `1e999` is JSON; no number of ours is.
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'expected a number below 1.8e308';
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value !== 'object') return 'expected JSON';
  if (levels === 0) return `expected at most ${DEEPEST_NESTING} levels of nesting`;
  const inner = [...Object.keys(value), ...(Object.values(value) as unknown[])];
  return inner.map((part) => wrongWith(part, levels - 1)).find((wrong) => wrong !== undefined);
}
