import { Injectable, Logger } from '@nestjs/common';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  ErrorCode,
  nanos,
  NatsError,
  RetentionPolicy,
  StorageType,
  type ConsumerInfo,
  type JetStreamManager,
} from 'nats';
import { HubConnection } from './hub-connection';
import { DEAD_LETTER_PREFIX, DEAD_LETTER_STREAM, PUBLISHED_SUBJECTS } from './subjects';

const DAY_MS = 86_400_000;
/** How long a delivered message may stay unacknowledged before another replica gets it. */
export const ACK_WAIT_MS = 30_000;

/** The stream of what we hear, where no other stream has it. */
const INTAKE_STREAM = 'IMAGE_INTAKE';

/** Where a subject is stored and who reads it for us. */
export interface Intake {
  readonly stream: string;
  readonly durable: string;
}

/**
 * Finds the streams that hold our subjects and makes only those that are missing. Retention is `limits`: a
 * work-queue stream forgets message ids once consumed and strands messages at max_deliver (docs/adr/0003).
 */
@Injectable()
export class Streams {
  private readonly log = new Logger(Streams.name);

  constructor(private readonly hub: HubConnection) {}

  /** Streams for what we hear, what we say and what nobody understood. Safe to call again and from many replicas. */
  async provision(heard: readonly string[]): Promise<void> {
    const manager = await this.hub.manager();
    try {
      await this.coverAll(manager, heard);
    } catch (error) {
      if (!isDenied(error)) throw error;
      this.log.warn({
        msg: 'this account may not manage streams, so they must exist: docs/operations.md lists them',
        streams: [INTAKE_STREAM, 'IMAGE_EVENTS', DEAD_LETTER_STREAM],
      });
    }
  }

  private async coverAll(manager: JetStreamManager, heard: readonly string[]): Promise<void> {
    await this.cover(manager, INTAKE_STREAM, heard, { maxAgeMs: 7 * DAY_MS, duplicateWindowMs: 120_000 });
    await this.cover(manager, 'IMAGE_EVENTS', PUBLISHED_SUBJECTS, { maxAgeMs: 7 * DAY_MS, duplicateWindowMs: DAY_MS });
    await this.cover(manager, DEAD_LETTER_STREAM, [`${DEAD_LETTER_PREFIX}>`], {
      maxAgeMs: 30 * DAY_MS,
      duplicateWindowMs: DAY_MS,
    });
  }

  /** The durable pull consumer of one subject, created when missing. */
  async intakeOf(subject: string): Promise<Intake> {
    const manager = await this.hub.manager();
    const stream = await orIfDenied(manager.streams.find(subject), INTAKE_STREAM);
    const durable = `image-service-${subject.replaceAll('.', '-')}`;
    if ((await consumerInfo(manager, stream, durable)) === undefined) {
      await manager.consumers.add(stream, {
        durable_name: durable,
        filter_subject: subject,
        ack_policy: AckPolicy.Explicit,
        ack_wait: nanos(ACK_WAIT_MS),
        // Counting deliveries is ours: at its own maximum JetStream leaves a message behind, unseen for ever.
        max_deliver: -1,
        max_ack_pending: 1000,
        deliver_policy: DeliverPolicy.All,
      });
      this.log.log({ msg: 'durable consumer created', stream, durable });
    }
    return { stream, durable };
  }

  private async cover(
    manager: JetStreamManager,
    name: string,
    subjects: readonly string[],
    keep: { maxAgeMs: number; duplicateWindowMs: number },
  ): Promise<void> {
    const missing: string[] = [];
    for (const subject of subjects) {
      if (!(await isCovered(manager, subject))) missing.push(subject);
    }
    if (missing.length === 0) return;
    const config = {
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.Old,
      max_age: nanos(keep.maxAgeMs),
      duplicate_window: nanos(keep.duplicateWindowMs),
    };
    const known = await orUndefined(manager.streams.info(name));
    if (known === undefined) await manager.streams.add({ name, subjects: missing, ...config });
    else await manager.streams.update(name, { subjects: [...known.config.subjects, ...missing] });
    this.log.log({ msg: 'stream provisioned', stream: name, subjects: missing });
  }
}

async function isCovered(manager: JetStreamManager, subject: string): Promise<boolean> {
  return (await orUndefined(manager.streams.find(subject))) !== undefined;
}

function consumerInfo(manager: JetStreamManager, stream: string, durable: string): Promise<ConsumerInfo | undefined> {
  return orUndefined(manager.consumers.info(stream, durable));
}

/** JetStream's "not found" (404, or "no stream matches subject") as `undefined`; every other error stays one. */
async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    // `find` throws a plain Error (nats 2.29.3), every other call a NatsError with the server's code.
    const isUnmatched = error instanceof Error && error.message === 'no stream matches subject';
    const isMissing = error instanceof NatsError && error.api_error?.code === 404;
    if (isUnmatched || isMissing) return undefined;
    throw error;
  }
}

/** The server refuses the call to this account. */
function isDenied(error: unknown): boolean {
  return error instanceof NatsError && error.code === String(ErrorCode.PermissionsViolation);
}

async function orIfDenied<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isDenied(error)) return otherwise;
    throw error;
  }
}
