/** A server-sent event; its data are JSON. */
export interface SentEvent {
  readonly id: string;
  readonly event: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the assertion of the test is the type check
  readonly data: any;
}

/**
 * Reads an event stream as the HTML standard says, as far as we need it.
 * @param most returns as soon as so many events were read; all until the stream ends, unless given
 */
export async function readEvents(
  stream: ReadableStream<Uint8Array> | undefined,
  most = Infinity,
): Promise<SentEvent[]> {
  const events: SentEvent[] = [];
  const decoder = new TextDecoder();
  let text = '';
  if (stream === undefined) throw new Error('there is no event stream');
  const reader = stream.getReader();
  while (events.length < most) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    events.push(...blocks.flatMap(eventIn));
  }
  reader.releaseLock();
  return events;
}

function eventIn(block: string): SentEvent[] {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]),
  );
  const data = fields.get('data');
  if (data === undefined) return [];
  return [{ id: fields.get('id') ?? '', event: fields.get('event') ?? 'message', data: JSON.parse(data) as unknown }];
}
