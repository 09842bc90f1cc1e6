import { Injectable, Logger } from '@nestjs/common';
import { ErrorCode, headers, NatsError, type JsMsg, type MsgHdrs } from 'nats';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { derivedId } from '../common/ids';
import { HubConnection } from './hub-connection';
import { headersOf } from './message-headers';
import { DEAD_LETTER_PREFIX } from './subjects';

/** Enough for every header of ours. */
const OWN_HEADERS_BYTES = 4096;

/** Buries messages nobody can use: original bytes and headers, and why, for a person to look at. */
@Injectable()
export class DeadLetters {
  private readonly log = new Logger(DeadLetters.name);

  constructor(
    private readonly hub: HubConnection,
    @InjectMetric('hub_dead_letters_total') private readonly counter: Counter<'subject'>,
  ) {}

  /**
   * Resolves once the dead-letter stream has the message; only then may the original be acknowledged.
   * @param reason a fixed sentence, never text from the message
   */
  async bury(message: JsMsg, reason: string): Promise<void> {
    try {
      await this.publish(message, message.data, withOriginals(message, ownHeaders(message, reason)));
    } catch (error) {
      if (!(error instanceof NatsError) || error.code !== String(ErrorCode.MaxPayloadExceeded)) throw error;
      await this.publishCut(message, ownHeaders(message, reason));
    }
    this.counter.inc({ subject: message.subject });
    this.log.warn({ msg: 'message buried', subject: message.subject, reason, sequence: message.info.streamSequence });
  }

  /** A message of the greatest size has no room for our headers: as much of it as fits, and the size it had. */
  private async publishCut(message: JsMsg, list: MsgHdrs): Promise<void> {
    const room = (this.hub.current().info?.max_payload ?? 0) - OWN_HEADERS_BYTES;
    list.set('Dead-Letter-Full-Size', String(message.data.length));
    await this.publish(message, message.data.subarray(0, Math.max(0, room)), list);
  }

  private async publish(message: JsMsg, data: Uint8Array, list: MsgHdrs): Promise<void> {
    const { stream, streamSequence, timestampNanos } = message.info;
    // With the time: a stream that was made anew counts from 1 again.
    const msgID = derivedId('dead', stream, String(streamSequence), String(timestampNanos));
    await this.hub.jetstream().publish(`${DEAD_LETTER_PREFIX}${message.subject}`, data, { headers: list, msgID });
  }
}

function ownHeaders(message: JsMsg, reason: string): MsgHdrs {
  const list = headers();
  list.set('Dead-Letter-Reason', reason);
  list.set('Dead-Letter-Stream', message.info.stream);
  list.set('Dead-Letter-Sequence', String(message.info.streamSequence));
  return list;
}

function withOriginals(message: JsMsg, own: MsgHdrs): MsgHdrs {
  for (const [name, values] of headersOf(message)) {
    // Ours stand; the stream's own control headers would be executed again (expected sequence, rollup): keep them as text.
    const kept = /^(nats|dead-letter)-/i.test(name) ? `Original-${name}` : name;
    for (const value of values) own.append(kept, value);
  }
  return own;
}
