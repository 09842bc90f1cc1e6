import { AckPolicy, DeliverPolicy, nanos, type JsMsg, type NatsConnection } from 'nats';
import { answerKey } from './fault-events';

const EVENTS = 'IMAGE_EVENTS';
const DEAD_LETTERS = 'IMAGE_DEAD_LETTERS';
const TERMINAL = ['image.generated', 'image.failed'];
const PAGE = 500;
/** A server that is short of time sends nothing for a while. */
const EMPTY_PAGES = 15;

/** A terminal event as it lies in the stream. */
export interface Answer {
  readonly id: string;
  readonly type: string;
  readonly imageId: string | undefined;
  readonly jobId: string | undefined;
  readonly code: string | undefined;
}

/** What the service has said, read from its streams from the first message on: a subscriber may have been away. */
export class Answers {
  /** Distinct terminal events by what they answer. */
  readonly byKey = new Map<string, Map<string, Answer>>();
  /** Sequences that dead letters name. */
  readonly buried = new Set<number>();
  /** Terminal events that lie in the stream a second time, under the same id. */
  repeated = 0;
  private nextEvent = 1;
  private nextDeadLetter = 1;

  constructor(private readonly connection: NatsConnection) {}

  /** Reads what has come since the last time. */
  async readOn(): Promise<void> {
    this.nextEvent = await this.readFrom(EVENTS, this.nextEvent, (message) => this.take(message));
    this.nextDeadLetter = await this.readFrom(DEAD_LETTERS, this.nextDeadLetter, (message) => {
      this.buried.add(Number(message.headers?.get('Dead-Letter-Sequence')));
    });
  }

  get all(): Answer[] {
    return [...this.byKey.values()].flatMap((answers) => [...answers.values()]);
  }

  private take(message: JsMsg): void {
    if (!TERMINAL.includes(message.subject)) return;
    const { id, event_type: type, causation_id: cause, payload } = message.json<Envelope>();
    const { request_id: requestId, kind, image_id: imageId, job_id: jobId, code } = payload;
    const key = requestId === undefined ? answerKey.event(cause ?? '', kind) : answerKey.request(requestId);
    const known = this.byKey.get(key) ?? new Map<string, Answer>();
    if (known.has(id)) this.repeated += 1;
    known.set(id, { id, type, imageId, jobId, code });
    this.byKey.set(key, known);
  }

  /** @returns the sequence to go on from */
  private async readFrom(stream: string, first: number, take: (message: JsMsg) => void): Promise<number> {
    const manager = await this.connection.jetstreamManager({ checkAPI: false, timeout: 5000 });
    const { state } = await manager.streams.info(stream);
    if (state.last_seq < first) return first;
    const { name } = await manager.consumers.add(stream, {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: first,
      inactive_threshold: nanos(30_000),
    });
    const consumer = await this.connection.jetstream().consumers.get(stream, name);
    let next = first;
    let emptyPages = 0;
    while (next <= state.last_seq) {
      const before = next;
      for await (const message of await consumer.fetch({ max_messages: PAGE, expires: 2000 })) {
        take(message);
        next = message.info.streamSequence + 1;
        if (next > state.last_seq) break;
      }
      emptyPages = next === before ? emptyPages + 1 : 0;
      if (emptyPages > EMPTY_PAGES) {
        throw new Error(`${stream} has ${state.last_seq} messages, reading stopped at ${next}`);
      }
    }
    await consumer.delete();
    return next;
  }
}

interface Envelope {
  readonly id: string;
  readonly event_type: string;
  readonly causation_id?: string;
  readonly payload: {
    readonly request_id?: string;
    readonly kind: string;
    readonly image_id?: string;
    readonly job_id?: string;
    readonly code?: string;
  };
}
