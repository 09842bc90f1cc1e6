import type { MsgHdrs } from 'nats';

/** A header's name with all its values. */
export type HeaderEntry = readonly [name: string, values: readonly string[]];

/**
 * The headers of a message; none when one of them breaks the rules for names and values. The hub delivers such
 * headers, and the client throws at each look at them: the message could neither be read nor buried, and would be
 * delivered again for ever.
 */
export function headersOf(message: { readonly headers?: MsgHdrs }): readonly HeaderEntry[] {
  try {
    return [...(message.headers ?? [])];
  } catch {
    return [];
  }
}
