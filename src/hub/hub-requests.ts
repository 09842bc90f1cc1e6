import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { headers, type RequestOptions } from 'nats';
import { inSpan } from '../tracing/spans';
import { HubConnection } from './hub-connection';
import { HUB_FACTS } from './hub-facts';
import { readReply } from './read-reply';

/** Nobody answered a request in time, or nobody listens. */
export class NoReplyError extends Error {}

/**
 * Questions to other services, spelled on the wire as Nest's `ClientProxy.send` does, so that a Nest `@MessagePattern`
 * answers. Sent over the one connection: Nest 11's own NATS client never recovers once the server has closed its
 * connection for good, and reports a lost connection as if the other side had answered with an error.
 */
@Injectable()
export class HubRequests {
  constructor(private readonly hub: HubConnection) {}

  /**
   * The reply's JSON (`undefined` when it was none). A reply that carries an error resolves too, as
   * `{ err }`: what it means is the asker's to say.
   *
   * @throws NoReplyError after `timeoutMs`, without a listener, or while the hub is away
   */
  async ask(subject: string, body: Readonly<Record<string, unknown>>, timeoutMs: number): Promise<unknown> {
    const packet = { pattern: subject, data: body, id: randomUUID() };
    const facts = { ...HUB_FACTS, 'messaging.destination.name': subject, 'messaging.message.id': packet.id };
    return inSpan(`request ${subject}`, { kind: 'client', facts }, ({ traceparent }) =>
      this.replyTo(subject, JSON.stringify(packet), { timeout: timeoutMs, ...traceHeaders(traceparent) }),
    );
  }

  private async replyTo(subject: string, packet: string, options: RequestOptions): Promise<unknown> {
    try {
      const reply = await this.hub.current().request(subject, packet, options);
      return readReply(reply.data);
    } catch (error) {
      throw new NoReplyError('no reply over the hub', { cause: error });
    }
  }
}

function traceHeaders(traceparent: string | undefined): Pick<RequestOptions, 'headers'> {
  if (traceparent === undefined) return {};
  const list = headers();
  list.set('traceparent', traceparent);
  return { headers: list };
}
