/** W3C Trace Context 1, section 3.2: lower-case hex, version not ff, neither id all zero. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** What a `traceparent` says. */
export interface TraceparentParts {
  readonly traceId: string;
  readonly spanId: string;
  /** Bit 0: the trace is recorded. */
  readonly traceFlags: number;
}

/** A W3C `traceparent` of 55 characters, or undefined when it is not spelled as one. */
export function readTraceparent(value: unknown): string | undefined {
  return typeof value === 'string' && TRACEPARENT.test(value.trim()) ? value.trim() : undefined;
}

/** The parts of a `traceparent`; undefined when it is not one. */
export function traceparentParts(value: string | null | undefined): TraceparentParts | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(value ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}

/** The `traceparent` of version 00 that says it. */
export function traceparentFrom({ traceId, spanId, traceFlags }: TraceparentParts): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
