import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Consumer, JsMsg } from 'nats';
import type { Counter, Histogram } from 'prom-client';
import { isObservable, lastValueFrom } from 'rxjs';
import { messageOf } from '../common/errors';
import { withLogFields } from '../common/log-fields';
import { inSpan, isTracing } from '../tracing/spans';
import { Acknowledgements } from './acknowledgements';
import type { CanonicalEvent } from './envelope/canonical-event';
import { readEnvelope } from './envelope/read-envelope';
import { DeadLetters } from './dead-letters';
import { HubConnection } from './hub-connection';
import { HUB_FACTS } from './hub-facts';
import { headersOf } from './message-headers';
import { redeliveryDelayMs, worthRetrying } from './settlement';
import { Streams } from './streams';
import { EVENT_SUBJECTS } from './subjects';

/** Messages handled at once per subject: batches are what make intake fast (measured 2.5 times one by one). */
const BATCH = 50;
const FETCH_MS = 2000;
/** A pull on a deleted consumer can wait in silence: it is looked up again this often. */
const CHECK_MS = 5000;
const RETRY_MS = 1000;

/**
 * Nest transport over durable JetStream pull consumers, one per subject. A message is acknowledged only after its
 * handler resolved, which means: after its effect is committed. Nest's own NATS transport is core NATS, loses
 * what is in flight when a process dies, and on Nest 11 ends the process on a body that is not JSON.
 */
@Injectable()
export class JetStreamServer extends Server implements CustomTransportStrategy {
  private readonly loops: Promise<void>[] = [];
  private readonly reading = new Set<string>();
  private readonly acknowledgements = new Acknowledgements();
  private provisioning?: Promise<void>;
  private readonly stop = new AbortController();
  /** Settles when the transport is told to stop: waiting for a hub that never comes must not keep the process. */
  private readonly stopped = new Promise<void>((resolve) => {
    this.stop.signal.addEventListener('abort', () => resolve(), { once: true });
  });

  constructor(
    private readonly hub: HubConnection,
    private readonly streams: Streams,
    private readonly deadLetters: DeadLetters,
    @InjectMetric('hub_messages_total') private readonly messages: Counter<'subject' | 'outcome'>,
    @InjectMetric('hub_handling_duration_seconds') private readonly durations: Histogram<'subject'>,
  ) {
    super();
  }

  /** Subjects whose event type has a handler. */
  get subjects(): string[] {
    return Object.keys(EVENT_SUBJECTS).filter((subject) => this.messageHandlers.has(EVENT_SUBJECTS[subject] ?? ''));
  }

  /** Whether this process takes events at all (its role decides). */
  get listening(): boolean {
    return this.loops.length > 0;
  }

  /** Subjects that are not being read at this moment. */
  get unread(): string[] {
    return this.subjects.filter((subject) => !this.reading.has(subject));
  }

  listen(callback: (error?: unknown) => void): void {
    for (const subject of this.subjects) this.loops.push(this.readForEver(subject));
    callback();
  }

  /**
   * Takes nothing new, and resolves when everything taken is settled: within the time of one fetch. What arrives
   * meanwhile is given back at once; left alone, another replica would get it only after the whole ack_wait.
   */
  async close(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.loops);
  }

  on(): void {
    throw new Error('the JetStream transport has no events of its own');
  }

  unwrap<T>(): T {
    return this.hub.current() as T;
  }

  private get stopping(): boolean {
    return this.stop.signal.aborted;
  }

  private async readForEver(subject: string): Promise<void> {
    while (!this.stopping) {
      try {
        // A hub that was never reached must not keep the process from stopping.
        await Promise.race([this.hub.opened(), this.stopped]);
        if (!this.stopping) await this.read(subject);
      } catch (error) {
        this.reading.delete(subject);
        this.provisioning = undefined;
        if (!this.stopping)
          this.logger.warn({ msg: 'intake interrupted; trying again', subject, error: messageOf(error) });
        await sleep(RETRY_MS, undefined, { signal: this.stop.signal }).catch(() => undefined);
      }
    }
  }

  private async read(subject: string): Promise<void> {
    await this.provisioned();
    const { stream, durable } = await this.streams.intakeOf(subject);
    const consumer = await this.hub.jetstream().consumers.get(stream, durable);
    this.reading.add(subject);
    let checkedAt = Date.now();
    let settling: Promise<unknown> = Promise.resolve();
    try {
      while (!this.stopping) {
        const taken = await this.takeBatch(consumer);
        // Two batches in hand at most: one is committed and acknowledged while the next one is read.
        await settling;
        settling = Promise.all(taken);
        if (taken.length === 0 && Date.now() - checkedAt > CHECK_MS) {
          await consumer.info();
          checkedAt = Date.now();
        }
      }
    } finally {
      await settling;
    }
  }

  /** One provisioning for all subjects that start (or start again) together. */
  private provisioned(): Promise<void> {
    this.provisioning ??= this.streams.provision(this.subjects);
    return this.provisioning;
  }

  /** Resolves when all messages of a batch have come, with what settles each; that never rejects. */
  private async takeBatch(consumer: Consumer): Promise<Promise<void>[]> {
    const messages = await consumer.fetch({ max_messages: BATCH, expires: FETCH_MS });
    const handling: Promise<void>[] = [];
    try {
      for await (const message of messages) handling.push(this.handle(message));
    } catch (error) {
      await Promise.all(handling);
      throw error;
    }
    return handling;
  }

  private async handle(message: JsMsg): Promise<void> {
    if (this.stopping) {
      // Not before our last fetch has ended: it would come back to us at once, again and again.
      message.nak(FETCH_MS);
      return;
    }
    const stop = this.durations.startTimer({ subject: message.subject });
    const outcome = await this.settle(message).catch((error: unknown) => {
      // Neither acknowledged nor refused: JetStream delivers it again after ack_wait.
      this.logger.warn({ msg: 'message left for redelivery', subject: message.subject, error: messageOf(error) });
      return 'unsettled';
    });
    this.messages.inc({ subject: message.subject, outcome });
    stop();
  }

  private async settle(message: JsMsg): Promise<string> {
    const read = readEnvelope(wireMessage(message));
    if ('poison' in read) return this.bury(message, read.poison);
    if ('ignored' in read) {
      await this.acknowledgements.confirm(message);
      return 'ignored';
    }
    const { id, correlationId } = read.event;
    return withLogFields({ message: id, correlation: correlationId }, () => this.carryOut(message, read.event));
  }

  private async carryOut(message: JsMsg, event: CanonicalEvent): Promise<string> {
    try {
      await this.traced(event);
    } catch (error) {
      if (!worthRetrying(error)) return this.bury(message, 'the service could not handle this message', error);
      this.logger.warn({ msg: 'message will be tried again', subject: message.subject, error: messageOf(error) });
      message.nak(redeliveryDelayMs(message.info.deliveryCount));
      return 'retried';
    }
    await this.acknowledgements.confirm(message);
    return 'accepted';
  }

  /** What the event causes stands below its span, also in other processes. */
  private async traced(event: CanonicalEvent): Promise<void> {
    if (!isTracing()) return this.dispatch(event);
    const { type, id, traceparent: parent, correlationId } = event;
    const facts = { ...HUB_FACTS, 'messaging.message.id': id, 'image.correlation_id': correlationId };
    await inSpan(`process ${type}`, { kind: 'consumer', parent, facts }, ({ traceparent = parent }) =>
      this.dispatch({ ...event, traceparent }),
    );
  }

  private async dispatch(event: CanonicalEvent): Promise<void> {
    const handler = this.messageHandlers.get(event.type);
    if (handler === undefined) return;
    // An observable where several handlers hear the event, and where one failed (`PassErrorsOnFilter`).
    const outcome: unknown = await handler(event);
    if (isObservable(outcome)) await lastValueFrom(outcome, { defaultValue: undefined });
  }

  private async bury(message: JsMsg, reason: string, error?: unknown): Promise<string> {
    if (error !== undefined)
      this.logger.error({ msg: 'message broke its handler', subject: message.subject, error: messageOf(error) });
    await this.deadLetters.bury(message, reason);
    await this.acknowledgements.confirm(message);
    return 'dead';
  }
}

function wireMessage(message: JsMsg): Parameters<typeof readEnvelope>[0] {
  const headers = new Map<string, string>();
  for (const [name, values] of headersOf(message)) headers.set(name.toLowerCase(), values[0] ?? '');
  return {
    subject: message.subject,
    data: message.data,
    headers,
    streamName: message.info.stream,
    streamSequence: message.info.streamSequence,
    storedAtNanos: message.info.timestampNanos,
  };
}
