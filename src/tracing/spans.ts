import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { traceparentFrom, traceparentParts } from './traceparent';

/** Facts about a piece of work: ids, kinds, outcomes. Never a text or an address that somebody wrote. */
export type SpanFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What is known of a piece of work when it begins. */
export interface SpanStart {
  /** Default `internal`. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** `traceparent` of what caused it; without one the piece of work around it, and without that it begins a trace. */
  readonly parent?: string | null;
  readonly facts?: SpanFacts;
  /** When it began; default now. */
  readonly startedAt?: Date;
}

/** A piece of work under way, as a trace shows it. While tracing is off nothing comes of it. */
export interface LiveSpan {
  /** To be handed on to whatever this work causes; undefined while tracing is off. */
  readonly traceparent: string | undefined;
  note(facts: SpanFacts): void;
  /** Marks it as failed, by the code of the error: messages may hold what nobody is to see. */
  fail(error: unknown): void;
  end(at?: Date): void;
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;
const nothing = (): void => undefined;
const NO_SPAN: LiveSpan = { traceparent: undefined, note: nothing, fail: nothing, end: nothing };
const SAFE_CODE = /^[A-Za-z0-9_]{1,64}$/;

let isOn = false;

/** Whether there is an SDK behind this; told by `startTracing` only. */
export function tracingIs(on: boolean): void {
  isOn = on;
}

/** Whether what costs something is worth being found out for a trace. */
export const isTracing = (): boolean => isOn;

/** The `traceparent` of the work under way here; undefined outside of any and while tracing is off. */
export function currentTraceparent(): string | undefined {
  return isOn ? traceparentOfSpan(trace.getActiveSpan()) : undefined;
}

/** The trace that a line of the log belongs to; none outside of any. */
export function traceFields(): { readonly trace?: string } {
  const span = isOn ? trace.getActiveSpan() : undefined;
  return span === undefined ? {} : { trace: span.spanContext().traceId };
}

/** Adds facts to the work under way here. */
export function noteOnSpan(facts: SpanFacts): void {
  if (isOn) trace.getActiveSpan()?.setAttributes(attributesOf(facts));
}

/** Names other work, by its `traceparent`, that the work under way here builds upon. */
export function linkToSpan(traceparent: string): void {
  const parts = traceparentParts(traceparent);
  if (isOn && parts !== undefined) trace.getActiveSpan()?.addLink({ context: { ...parts, isRemote: true } });
}

/** Begins a piece of work whose end the caller tells. */
export function startSpan(name: string, start: SpanStart = {}): LiveSpan {
  return isOn ? liveSpan(begun(name, start)) : NO_SPAN;
}

/** A piece of work that is over already. */
export function pastSpan(name: string, start: SpanStart & { readonly startedAt: Date }): void {
  startSpan(name, start).end();
}

/** Runs `work` as a piece of work: what it does meanwhile stands below it. An error marks it, and is passed on. */
export async function inSpan<T>(name: string, start: SpanStart, work: (span: LiveSpan) => Promise<T>): Promise<T> {
  if (!isOn) return work(NO_SPAN);
  const span = begun(name, start);
  const live = liveSpan(span);
  try {
    return await context.with(trace.setSpan(context.active(), span), () => work(live));
  } catch (error) {
    live.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

/** Begins a piece of work and runs `then` below it, for callbacks; the caller tells its end. */
export function openSpan(name: string, start: SpanStart, then: (span: LiveSpan) => void): void {
  if (!isOn) return then(NO_SPAN);
  const span = begun(name, start);
  context.with(trace.setSpan(context.active(), span), () => then(liveSpan(span)));
}

function begun(name: string, { kind = 'internal', parent, facts = {}, startedAt }: SpanStart): Span {
  const options = { kind: KINDS[kind], attributes: attributesOf(facts), startTime: startedAt };
  return trace.getTracer('image-service').startSpan(name, options, contextOf(parent));
}

function contextOf(parent: string | null | undefined): Context {
  const parts = traceparentParts(parent);
  return parts === undefined ? context.active() : trace.setSpanContext(ROOT_CONTEXT, { ...parts, isRemote: true });
}

function liveSpan(span: Span): LiveSpan {
  return {
    traceparent: traceparentOfSpan(span),
    note: (facts) => void span.setAttributes(attributesOf(facts)),
    fail: (error) => {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', codeOf(error));
    },
    end: (at) => span.end(at),
  };
}

const traceparentOfSpan = (span: Span | undefined): string | undefined =>
  span === undefined ? undefined : traceparentFrom(span.spanContext());

function attributesOf(facts: SpanFacts): Attributes {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined && value !== null),
  ) as Attributes;
}

function codeOf(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return [code, name].find((word): word is string => typeof word === 'string' && SAFE_CODE.test(word)) ?? 'unknown';
}
