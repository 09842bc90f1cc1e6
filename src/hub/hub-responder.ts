import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Msg, NatsConnection, Subscription } from 'nats';
import type { Counter, Histogram } from 'prom-client';
import { lastValueFrom } from 'rxjs';
import { messageOf } from '../common/errors';
import { withLogFields } from '../common/log-fields';
import { inSpan } from '../tracing/spans';
import { answerOf } from '../common/http/answer-of';
import { HttpProblem } from '../common/http/problem';
import { HubConnection } from './hub-connection';
import { HUB_FACTS } from './hub-facts';
import { readHubRequest, writeHubAnswer, type HubAnswer, type HubRequest } from './hub-request';
import { RequestLanes } from './request-lanes';

/** Replicas that share a queue group get each request once. */
const QUEUE_GROUP = 'image-service';
/** Each may hold a connection of the database's pool, which has ten. */
const LANES = { atOnce: 16, waiting: 1000 };
const RETRY_MS = 1000;
/** Longest wait for the hub to confirm that nothing more comes. */
const DRAIN_MS = 1000;

/**
 * Nest transport that answers requests (`@MessagePattern`) over core NATS on the one connection. Core, not JetStream:
 * whoever asks waits for the answer, so there is nothing to keep. Nest's own NATS server transport ends the process
 * on a body that is not JSON (Nest 11.2, tried 2026-11).
 */
@Injectable()
export class HubResponder extends Server implements CustomTransportStrategy {
  private readonly lanes = new RequestLanes(LANES);
  private readonly denied = new Set<string>();
  private subscriptions: Subscription[] = [];
  private loop: Promise<void> = Promise.resolve();
  private readonly stop = new AbortController();
  /** Settles when the transport is told to stop: a hub that never comes must not keep the process. */
  private readonly stopped = new Promise<undefined>((resolve) => {
    this.stop.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

  constructor(
    private readonly hub: HubConnection,
    @InjectMetric('hub_messages_total') private readonly messages: Counter<'subject' | 'outcome'>,
    @InjectMetric('hub_handling_duration_seconds') private readonly durations: Histogram<'subject'>,
  ) {
    super();
  }

  /** Subjects somebody here answers on. */
  get subjects(): string[] {
    return [...this.messageHandlers]
      .filter(([, handler]) => handler.isEventHandler !== true)
      .map(([subject]) => subject);
  }

  listen(callback: (error?: unknown) => void): void {
    this.loop = this.answerForEver();
    callback();
  }

  /** Takes nothing new, and resolves when everything taken is answered. Twice is as good as once. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.loop;
    await Promise.all(this.subscriptions.splice(0).map((subscription) => this.drain(subscription)));
    await this.lanes.idle();
  }

  on(): void {
    throw new Error('the hub responder has no events of its own');
  }

  unwrap<T>(): T {
    return this.hub.current() as T;
  }

  private get stopping(): boolean {
    return this.stop.signal.aborted;
  }

  /** The client subscribes again by itself when the hub comes back; only a connection closed for good needs us. */
  private async answerForEver(): Promise<void> {
    while (!this.stopping) {
      try {
        const connection = await Promise.race([this.hub.opened(), this.stopped]);
        if (connection === undefined || this.stopping) return;
        this.subscriptions = this.subjects.map((subject) => this.subscribe(connection, subject));
        await Promise.race([connection.closed(), this.stopped]);
      } catch (error) {
        this.logger.warn({ msg: 'answering interrupted; trying again', error: messageOf(error) });
      }
      await sleep(RETRY_MS, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  private subscribe(connection: NatsConnection, subject: string): Subscription {
    return connection.subscribe(subject, {
      queue: QUEUE_GROUP,
      callback: (error, message) => (error === null ? this.take(subject, message) : this.reportDenied(subject, error)),
    });
  }

  private reportDenied(subject: string, error: Error): void {
    if (this.denied.has(subject)) return;
    this.denied.add(subject);
    this.logger.warn({ msg: 'this account may not answer requests here', subject, error: messageOf(error) });
  }

  private take(subject: string, message: Msg): void {
    if (this.lanes.take(() => this.answer(subject, message))) return;
    const error = { code: 'OVERLOADED', message: 'too many requests wait already; try again soon' };
    this.reply(message, readHubRequest(message), { error });
    this.messages.inc({ subject, outcome: 'refused' });
  }

  private async answer(subject: string, message: Msg): Promise<void> {
    const request = readHubRequest(message);
    await withLogFields({ subject, correlation: request.context.correlationId }, () =>
      this.answerRequest(subject, message, request),
    );
  }

  private async answerRequest(subject: string, message: Msg, request: HubRequest): Promise<void> {
    const stopTimer = this.durations.startTimer({ subject });
    try {
      this.reply(message, request, { value: await this.traced(subject, request) });
      this.messages.inc({ subject, outcome: 'answered' });
    } catch (thrown) {
      const { status, code, detail, errors } = answerOf(thrown);
      if (status >= 500) this.logger.error({ msg: 'request failed', subject, code, err: thrown });
      this.reply(message, request, { error: { code, message: detail, ...(errors !== undefined && { errors }) } });
      this.messages.inc({ subject, outcome: status >= 500 ? 'failed' : 'refused' });
    }
    stopTimer();
  }

  private traced(subject: string, { context, ...request }: HubRequest): Promise<unknown> {
    const { traceparent: parent, correlationId } = context;
    const facts = { ...HUB_FACTS, 'image.correlation_id': correlationId };
    return inSpan(`answer ${subject}`, { kind: 'server', parent, facts }, ({ traceparent = parent }) =>
      this.dispatch(subject, { ...request, context: { ...context, traceparent } }),
    );
  }

  private async dispatch(subject: string, { body, context }: HubRequest): Promise<unknown> {
    if (body instanceof HttpProblem) throw body;
    const handler = this.messageHandlers.get(subject);
    if (handler === undefined) throw new HttpProblem(404, 'NOT_FOUND', 'nobody answers this');
    return lastValueFrom(this.transformToObservable(handler(body, context) as Promise<unknown>), {
      defaultValue: undefined,
    });
  }

  private reply(message: Msg, request: HubRequest, answer: HubAnswer): void {
    try {
      message.respond(writeHubAnswer(request, answer));
    } catch (error) {
      // The hub is away, or the answer is larger than it takes: whoever asks will run into their own time limit.
      this.logger.warn({ msg: 'the answer could not be sent', subject: message.subject, error: messageOf(error) });
    }
  }

  private async drain(subscription: Subscription): Promise<void> {
    if (subscription.isClosed()) return;
    if (!this.hub.isConnected()) {
      subscription.unsubscribe();
      return;
    }
    await Promise.race([subscription.drain().catch(() => undefined), sleep(DRAIN_MS, undefined, { ref: false })]);
  }
}
