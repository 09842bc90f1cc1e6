/** Where a page begins: behind the row with this time and id, newest first. */
export interface PagePosition {
  /** Microseconds since 1970, whole; PostgreSQL's resolution, which a `Date` does not have. */
  readonly createdAtUs: bigint;
  /** UUID, lower-case. */
  readonly id: string;
}

/** 24 bytes in base64url: 8 for the time, 16 for the id. No padding and no spare bits, so each position has one spelling. */
const CURSOR = /^[A-Za-z0-9_-]{32}$/;

/** A position as an opaque text of 32 characters that fits a URL. */
export function cursorOf({ createdAtUs, id }: PagePosition): string {
  const bytes = Buffer.alloc(24);
  bytes.writeBigUInt64BE(createdAtUs);
  bytes.write(id.replaceAll('-', ''), 8, 'hex');
  return bytes.toString('base64url');
}

/**
 * The position that a cursor stands for, `undefined` when it is not one of ours. It is no secret and carries no right: a
 * cursor that somebody made up is a place to begin at, like any other.
 */
export function positionIn(cursor: string): PagePosition | undefined {
  if (!CURSOR.test(cursor)) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  const createdAtUs = bytes.readBigUInt64BE();
  // Beyond it, SQL would round; the year is 2255.
  if (createdAtUs > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const hex = bytes.toString('hex', 8);
  return { createdAtUs, id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}
