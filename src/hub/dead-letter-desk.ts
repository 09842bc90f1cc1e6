import { AckPolicy, DeliverPolicy, nanos, NatsError, type JetStreamManager } from 'nats';
import { derivedId } from '../common/ids';
import { HubConnection } from './hub-connection';
import { headersOf, type HeaderEntry } from './message-headers';
import { replayHeaders } from './replay-headers';
import { DEAD_LETTER_PREFIX, DEAD_LETTER_STREAM } from './subjects';

const BATCH = 100;
const FETCH_MS = 2000;
/** The server forgets a reader of ours that died. */
const READER_GONE_MS = 30_000;
/** Error codes of JetStream (nats-server 2.9). */
const NO_MESSAGE = 10_037;
const NO_STREAM = 10_059;

/** A dead letter without its body. */
export interface DeadLetterLine {
  /** Its sequence among the dead letters: how a person names it. */
  readonly sequence: number;
  readonly buriedAt: Date;
  /** Where the original was sent to. */
  readonly subject: string;
  readonly reason: string;
  readonly sizeBytes: number;
}

/** A dead letter as it lies in its stream. */
export interface DeadLetter extends DeadLetterLine {
  readonly headers: readonly HeaderEntry[];
  readonly body: Uint8Array;
}

/** There is no such dead letter: it was replayed, removed, or never there. */
export class NoDeadLetterError extends Error {
  constructor(sequence: number) {
    super(`there is no dead letter ${sequence}: npm run dead-letters -- list shows those there are`);
  }
}

/** The stream of dead letters is not there: the service makes it when it first reaches the hub. */
export class NoDeadLetterStreamError extends Error {
  constructor() {
    super(`the hub has no stream ${DEAD_LETTER_STREAM}: the service has not run with it yet`);
  }
}

/** Only the beginning of the original was kept, since no more fitted into a message. */
export class CutDeadLetterError extends Error {
  constructor(letter: DeadLetter, fullSize: string) {
    super(
      `dead letter ${letter.sequence} holds only ${letter.sizeBytes} of ${fullSize} bytes: its sender must send it again`,
    );
  }
}

/** Where a person looks through dead letters and has them delivered again. */
export class DeadLetterDesk {
  constructor(private readonly hub: HubConnection) {}

  /**
   * What is buried now, oldest first; what is buried meanwhile is left out.
   * @param subject of the originals, wildcards allowed; all unless given
   * @throws NoDeadLetterStreamError
   */
  async *list(subject = '>'): AsyncGenerator<DeadLetterLine> {
    const manager = await this.hub.manager();
    const adding = manager.consumers.add(DEAD_LETTER_STREAM, {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.All,
      filter_subject: `${DEAD_LETTER_PREFIX}${subject}`,
      headers_only: true,
      inactive_threshold: nanos(READER_GONE_MS),
    });
    const { name, num_pending: count } = await found(adding, 0);
    try {
      yield* this.linesOf(name, count);
    } finally {
      await manager.consumers.delete(DEAD_LETTER_STREAM, name).catch(() => undefined);
    }
  }

  /** @throws NoDeadLetterError, NoDeadLetterStreamError */
  async find(sequence: number): Promise<DeadLetter> {
    const manager = await this.hub.manager();
    const stored = await found(manager.streams.getMessage(DEAD_LETTER_STREAM, { seq: sequence }), sequence);
    const headers = headersOf({
      get headers() {
        return stored.header;
      },
    });
    const line = lineOf({ sequence, buriedAt: stored.time, stands: stored.subject, headers });
    return { ...line, sizeBytes: stored.data.length, headers, body: stored.data };
  }

  /**
   * Publishes the original bytes on the original subject, as a new event that names its origin, and removes the dead
   * letter once a stream has the message. Interrupted in between and done again, it is still one event.
   *
   * @returns where the message was stored
   * @throws NoDeadLetterError, CutDeadLetterError, and NatsError when no stream takes the subject
   */
  async replay(sequence: number): Promise<{ stream: string; sequence: number; subject: string }> {
    const letter = await this.find(sequence);
    const fullSize = letter.headers.find(([name]) => name === 'Dead-Letter-Full-Size')?.[1][0];
    if (fullSize !== undefined) throw new CutDeadLetterError(letter, fullSize);
    const stored = await this.hub.jetstream().publish(letter.subject, letter.body, {
      headers: replayHeaders(letter.headers, sequence),
      // With the time: a stream that was made anew counts from 1 again.
      msgID: derivedId('replayed message', String(sequence), letter.buriedAt.toISOString()),
    });
    const manager = await this.hub.manager();
    await removeOnce(manager, sequence);
    return { stream: stored.stream, sequence: stored.seq, subject: letter.subject };
  }

  private async *linesOf(consumer: string, count: number): AsyncGenerator<DeadLetterLine> {
    const reader = await this.hub.jetstream().consumers.get(DEAD_LETTER_STREAM, consumer);
    for (let read = 0, before = -1; read < count && read > before;) {
      // A round that brings nothing is the last: what is missing was removed while we read.
      before = read;
      const messages = await reader.fetch({ max_messages: Math.min(BATCH, count - read), expires: FETCH_MS });
      for await (const message of messages) {
        read += 1;
        const { streamSequence: sequence, timestampNanos } = message.info;
        const buriedAt = new Date(timestampNanos / 1e6);
        yield lineOf({ sequence, buriedAt, stands: message.subject, headers: headersOf(message) });
      }
    }
  }
}

interface Stored {
  readonly sequence: number;
  readonly buriedAt: Date;
  readonly stands: string;
  readonly headers: readonly HeaderEntry[];
}

function lineOf({ sequence, buriedAt, stands, headers }: Stored): DeadLetterLine {
  const valueOf = (wanted: string): string | undefined => headers.find(([name]) => name === wanted)?.[1][0];
  return {
    sequence,
    buriedAt,
    subject: stands.slice(DEAD_LETTER_PREFIX.length),
    reason: valueOf('Dead-Letter-Reason') ?? '',
    // Sent in place of the body to whoever asks for headers only (nats-server 2.9).
    sizeBytes: Number(valueOf('Nats-Msg-Size') ?? 0),
  };
}

/** The answer of JetStream, or what is missing as an error of ours. */
async function found<T>(answer: Promise<T>, sequence: number): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const code = error instanceof NatsError ? error.api_error?.err_code : undefined;
    if (code === NO_STREAM) throw new NoDeadLetterStreamError();
    if (code === NO_MESSAGE) throw new NoDeadLetterError(sequence);
    throw error;
  }
}

/** Another person may have replayed it at the same moment: then it is gone, which is what was wanted. */
async function removeOnce(manager: JetStreamManager, sequence: number): Promise<void> {
  await found(manager.streams.deleteMessage(DEAD_LETTER_STREAM, sequence), sequence).catch((error: unknown) => {
    if (!(error instanceof NoDeadLetterError)) throw error;
  });
}
