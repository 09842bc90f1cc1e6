import { Injectable, Logger } from '@nestjs/common';
import { headers, type JsMsg } from 'nats';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { derivedId } from '../common/ids';
import { HubConnection } from './hub-connection';
import { DEAD_LETTER_PREFIX } from './subjects';

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
    const wrapped = headers();
    for (const [name, values] of message.headers ?? []) {
      // The stream's own control headers would be executed again (expected sequence, rollup): keep them as text only.
      const kept = /^nats-/i.test(name) ? `Original-${name}` : name;
      for (const value of values) wrapped.append(kept, value);
    }
    wrapped.set('Dead-Letter-Reason', reason);
    wrapped.set('Dead-Letter-Stream', message.info.stream);
    wrapped.set('Dead-Letter-Sequence', String(message.info.streamSequence));
    const msgID = derivedId('dead', message.info.stream, String(message.info.streamSequence));
    await this.hub
      .jetstream()
      .publish(`${DEAD_LETTER_PREFIX}${message.subject}`, message.data, { headers: wrapped, msgID });
    this.counter.inc({ subject: message.subject });
    this.log.warn({ msg: 'message buried', subject: message.subject, reason, sequence: message.info.streamSequence });
  }
}
