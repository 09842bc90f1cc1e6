import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { connect, Events, type JetStreamClient, type JetStreamManager, type NatsConnection } from 'nats';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { messageOf } from '../common/errors';
import { hubConnectionOptions } from './connection-options';

/** The hub cannot be reached at this moment; the connection comes back by itself. */
export class HubUnavailableError extends Error {}

const REOPEN_MS = 2000;

/** The one connection to the hub for events. It may come up after the service does. */
@Injectable()
export class HubConnection implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(HubConnection.name);
  private connection?: NatsConnection;
  private opening?: Promise<NatsConnection>;
  private closing = false;

  constructor(@Inject(SERVICE_CONFIG) private readonly config: ServiceConfig) {}

  onModuleInit(): void {
    this.opened().catch((error: unknown) => {
      if (this.closing) return;
      this.log.error({ msg: 'the hub refused the connection; trying again', error: messageOf(error) });
      setTimeout(() => this.onModuleInit(), REOPEN_MS).unref();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    await this.connection?.close().catch(() => undefined);
  }

  /** Waits until the hub is reached for the first time. */
  opened(): Promise<NatsConnection> {
    this.opening ??= this.open().catch((error: unknown) => {
      // Refused (a wrong password, say): whoever asks next tries again.
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  /** @throws HubUnavailableError before the first connection and while it is broken */
  current(): NatsConnection {
    if (!this.isConnected() || this.connection === undefined) throw new HubUnavailableError('the hub is not connected');
    return this.connection;
  }

  /** Whether messages can flow now. */
  isConnected(): boolean {
    return this.connection !== undefined && !this.connection.isClosed() && this.connected;
  }

  jetstream(): JetStreamClient {
    return this.current().jetstream({ timeout: 5000 });
  }

  /** Manages streams and consumers; does not check beforehand whether the account has JetStream. */
  manager(): Promise<JetStreamManager> {
    return this.current().jetstreamManager({ checkAPI: false, timeout: 5000 });
  }

  private connected = false;

  private async open(): Promise<NatsConnection> {
    const connection = await connect({
      ...hubConnectionOptions(this.config, 'image-service'),
      waitOnFirstConnect: true,
    });
    // Told to stop before the hub was reached.
    if (this.closing) await connection.close();
    this.connection = connection;
    this.connected = true;
    this.log.log({ msg: 'connected to the hub', server: connection.getServer() });
    void this.watch(connection);
    void connection.closed().then(() => this.reopen());
    return connection;
  }

  /** The client gives up for good when the server refuses it twice on reconnecting: then a new one starts. */
  private reopen(): void {
    this.connected = false;
    this.opening = undefined;
    if (this.closing) return;
    this.log.error({ msg: 'the hub closed the connection for good; connecting anew' });
    setTimeout(() => this.onModuleInit(), REOPEN_MS).unref();
  }

  private async watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === Events.Disconnect) {
        this.connected = false;
        this.log.warn({ msg: 'the hub is away; nothing is lost, only delayed' });
      } else if (status.type === Events.Reconnect) {
        this.connected = true;
        this.log.log({ msg: 'the hub is back' });
      }
    }
  }
}
