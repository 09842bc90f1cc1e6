/** `traceparent` as W3C Trace Context spells version 00; ids of zeros alone mean nothing. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace that a request belongs to, `undefined` when its header is absent or malformed. */
export function traceparentOf(request: { readonly headers: Readonly<Record<string, unknown>> }): string | undefined {
  const { traceparent } = request.headers;
  return typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined;
}
