import { setImmediate as turnOver } from 'node:timers/promises';
import type { JsMsg } from 'nats';

interface Group {
  readonly messages: JsMsg[];
  readonly confirmed: Promise<void>;
}

/**
 * Acknowledges what is done in the same turn of the event loop together, and has the last of each consumer confirmed: a
 * consumer takes acknowledgements in their order, so that one answer speaks for all before it (nats-server,
 * `processInboundAcks` in server/consumer.go, read 2026-11). An answer for each costs more than most else (docs/performance.md).
 */
export class Acknowledgements {
  private readonly groups = new Map<string, Group>();

  /**
   * Resolves when the hub has it.
   * @throws NatsError after 5 s without an answer: whether the hub has it is not known then
   */
  confirm(message: JsMsg): Promise<void> {
    const { stream, consumer } = message.info;
    const group = this.groups.get(`${stream} ${consumer}`) ?? this.begin(`${stream} ${consumer}`);
    group.messages.push(message);
    return group.confirmed;
  }

  private begin(consumer: string): Group {
    const messages: JsMsg[] = [];
    const group = { messages, confirmed: this.send(consumer, messages) };
    this.groups.set(consumer, group);
    return group;
  }

  private async send(consumer: string, messages: readonly JsMsg[]): Promise<void> {
    await turnOver();
    this.groups.delete(consumer);
    for (const message of messages.slice(0, -1)) message.ack();
    await messages.at(-1)?.ackAck();
  }
}
