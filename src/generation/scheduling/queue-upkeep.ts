import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { messageOf } from '../../common/errors';
import { BackendRows } from '../backends/backend-rows';
import { forgetSettledAccounts } from './fair-accounts';

const INTERVAL_MS = 600_000;

/** Removes rows that mean nothing any more, every ten minutes: settled accounts, slots of backends that are gone. */
@Injectable()
export class QueueUpkeep implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(QueueUpkeep.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly dataSource: DataSource,
    private readonly backends: BackendRows,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.tidy(), INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Never throws: it is only tidiness. */
  async tidy(): Promise<void> {
    try {
      await forgetSettledAccounts(this.dataSource.manager);
      await this.backends.tidySlots();
    } catch (error) {
      this.log.warn({ msg: 'settled accounts and idle slots could not be removed', error: messageOf(error) });
    }
  }
}
