import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ClientNats } from '@nestjs/microservices';
import { firstValueFrom, timeout } from 'rxjs';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { hubConnectionOptions } from './connection-options';
import { ReplyDeserializer } from './reply-deserializer';

/** Nobody answered a request in time, or nobody listens. */
export class NoReplyError extends Error {}

/** Questions to other services over the hub, spelled as Nest's `ClientProxy.send` does. */
@Injectable()
export class HubRequests implements OnApplicationShutdown {
  private readonly client: ClientNats;

  constructor(@Inject(SERVICE_CONFIG) config: ServiceConfig) {
    const options = hubConnectionOptions(config, 'image-service requests');
    this.client = new ClientNats({ ...options, deserializer: new ReplyDeserializer() });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  /**
   * The reply's JSON (`undefined` when it was none). A reply that carries an error resolves too, as
   * `{ err }`: what it means is the asker's to say.
   *
   * @throws NoReplyError after `timeoutMs`, without a listener, or while the hub is away
   */
  async ask(subject: string, body: Readonly<Record<string, unknown>>, timeoutMs: number): Promise<unknown> {
    try {
      return await firstValueFrom(this.client.send<unknown>(subject, body).pipe(timeout(timeoutMs)));
    } catch (error) {
      if (isRemoteError(error)) return { err: error };
      throw new NoReplyError('no reply over the hub', { cause: error });
    }
  }
}

/** What the other side sent as `err`: a plain object or text, never an `Error` of this process. */
function isRemoteError(error: unknown): boolean {
  return !(error instanceof Error);
}
