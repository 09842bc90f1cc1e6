import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HubConnection } from './hub-connection';
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
    try {
      const reply = await this.hub.current().request(subject, JSON.stringify(packet), { timeout: timeoutMs });
      return readReply(reply.data);
    } catch (error) {
      throw new NoReplyError('no reply over the hub', { cause: error });
    }
  }
}
