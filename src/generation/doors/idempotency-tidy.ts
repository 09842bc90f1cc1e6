import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import { IdempotencyKeys } from './idempotency-keys';

const INTERVAL_MS = 600_000;

/** Forgets old idempotency keys every ten minutes. Only tidiness: a key whose day has passed counts no more. */
@Injectable()
export class IdempotencyTidy implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(IdempotencyTidy.name);
  private timer?: NodeJS.Timeout;

  constructor(private readonly keys: IdempotencyKeys) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.tidy(), INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async tidy(): Promise<void> {
    try {
      const forgotten = await this.keys.forgetOld();
      if (forgotten > 0) this.log.debug({ msg: 'idempotency keys forgotten', forgotten });
    } catch (error) {
      this.log.warn({ msg: 'old idempotency keys could not be removed', error: messageOf(error) });
    }
  }
}
