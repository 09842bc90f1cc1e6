import { createHmac, randomUUID } from 'node:crypto';
import { connect, JSONCodec, type NatsConnection } from 'nats';
import { Client } from 'pg';
import type { BenchPlace, StartedServer, StartedService } from './bench-place';
import { cpuMsOf } from './cpu';

/** Processor time in milliseconds of the service, and of the servers that work for it. */
export interface CpuTimes {
  readonly service: number;
  readonly database: number;
  readonly hub: number;
}

interface Servers {
  readonly env: Readonly<Record<string, string>>;
  readonly hub: StartedServer;
  readonly database: { readonly url: string; readonly drop: () => Promise<void> };
}

/** A service under measurement with everything of its own. */
export class World {
  readonly replicas: StartedService[] = [];
  private client?: Client;
  private stranger?: NatsConnection;

  constructor(
    private readonly place: BenchPlace,
    private readonly servers: Servers,
  ) {}

  /** Of the first replica: `http://127.0.0.1:PORT`. */
  get url(): string {
    return this.replicas[0]?.url ?? '';
  }

  get env(): Readonly<Record<string, string>> {
    return this.servers.env;
  }

  get hubUrl(): string {
    return this.servers.hub.url;
  }

  get databaseUrl(): string {
    return this.servers.database.url;
  }

  /** Another process of the service on the same data. */
  async startReplica(more: Readonly<Record<string, string>> = {}): Promise<StartedService> {
    const replica = await this.place.startService({ ...this.env, ...more });
    this.replicas.push(replica);
    return replica;
  }

  /** Ends every replica in order; the data stay. */
  async stopReplicas(): Promise<void> {
    await Promise.all(this.replicas.splice(0).map((replica) => replica.stop()));
  }

  /** Holds all replicas where they are, or lets them go on: work can be laid out meanwhile. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    for (const { pid } of this.replicas) process.kill(pid, signal);
  }

  /** A bearer token as the shared auth system signs it. */
  token(claims: {
    readonly sub: string;
    readonly roles?: readonly string[];
    readonly campaigns?: readonly string[];
  }): string {
    const nowS = Math.floor(Date.now() / 1000);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ type: 'access', iat: nowS, exp: nowS + 36_000, ...claims })}`;
    const key = this.env.SECRET_KEY ?? '';
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  }

  async query<T>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    if (this.client === undefined) {
      this.client = new Client({ connectionString: this.databaseUrl });
      await this.client.connect();
    }
    return (await this.client.query(sql, [...values])).rows as T[];
  }

  /** Connection of another program to the hub. */
  async hub(): Promise<NatsConnection> {
    this.stranger ??= await connect({ servers: this.hubUrl });
    return this.stranger;
  }

  /** Publishes events in the documented envelope; resolves with their ids when JetStream has them all. */
  async publish(type: string, payloads: readonly object[]): Promise<string[]> {
    const jetstream = (await this.hub()).jetstream();
    const codec = JSONCodec();
    const events = payloads.map((payload) => ({
      id: randomUUID(),
      type: 'event',
      event_type: type,
      source: 'bench',
      correlation_id: randomUUID(),
      timestamp: new Date().toISOString(),
      payload,
    }));
    // Some hundred at a time: without a bound the connection's buffer grows to all of them.
    for (let at = 0; at < events.length; at += 500) {
      const some = events.slice(at, at + 500);
      await Promise.all(some.map((event) => jetstream.publish(type, codec.encode(event), { msgID: event.id })));
    }
    return events.map(({ id }) => id);
  }

  /** Processor time used so far. Other worlds of the same PostgreSQL are expected to be idle. */
  cpu(): CpuTimes {
    return {
      service: cpuMsOf(this.replicas.map(({ pid }) => pid)),
      database: cpuMsOf([this.place.database.pid]),
      hub: cpuMsOf([this.servers.hub.pid]),
    };
  }

  /** Ends everything and drops the data. */
  async stop(): Promise<void> {
    await this.stranger?.close();
    await this.client?.end();
    await this.stopReplicas();
    await this.servers.hub.stop();
    await this.servers.database.drop();
  }
}
