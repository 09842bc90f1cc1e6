import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import type { Logger as RootLogger } from 'pino';
import { DataSource } from 'typeorm';
import { LOG_LEVELS } from '../config/config.schema';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { DatabaseSignals } from '../database/database-signals';

/** Nest token of the log that everything writes to. */
export const SERVICE_LOGGER = Symbol('ServiceLogger');
/** One of the words of `LOG_LEVEL`. */
export type LogLevel = (typeof LOG_LEVELS)[number];
/** Longest time for which the level can be changed and come back by itself, in seconds: a day. */
export const LONGEST_CHANGE_S = 86_400;

/** A level of the log, and until when. */
export interface LogLevelChange {
  readonly level: LogLevel;
  /** When the level of the configuration is back; `null`: with the next start. */
  readonly until: Date | null;
}

/** Changes how much every replica logs, while it runs. A replica that starts later begins with its own `LOG_LEVEL`. */
@Injectable()
export class LogLevels implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(LogLevels.name);
  private stop?: () => void;
  private back?: NodeJS.Timeout;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'LOG_LEVEL'>,
    @Inject(SERVICE_LOGGER) private readonly root: RootLogger,
    private readonly dataSource: DataSource,
    private readonly signals: DatabaseSignals,
  ) {}

  onModuleInit(): void {
    this.stop = this.signals.on('image_log_level', (text) => {
      const change = readChange(text);
      if (change !== undefined) this.apply(change);
    });
  }

  onApplicationShutdown(): void {
    this.stop?.();
    clearTimeout(this.back);
  }

  /** Here when the promise resolves, on the other replicas a moment later. */
  async change(change: LogLevelChange): Promise<void> {
    this.apply(change);
    await this.dataSource.query(`SELECT pg_notify('image_log_level', $1)`, [JSON.stringify(change)]);
  }

  private apply({ level, until }: LogLevelChange): void {
    clearTimeout(this.back);
    this.set(level);
    if (until === null) return;
    this.back = setTimeout(() => this.set(this.config.LOG_LEVEL), until.getTime() - Date.now()).unref();
  }

  private set(level: LogLevel): void {
    if (this.root.level === level) return;
    // At the louder of both levels, lest nobody hears of it.
    this.log.warn({ msg: 'the log level changes', from: this.root.level, to: level });
    this.root.level = level;
    // What is logged during a request is written by a child of this one, which has a level of its own.
    if ((PinoLogger.root as RootLogger | undefined) !== undefined) PinoLogger.root.level = level;
  }
}

/** Empty when the connection is new; and anybody with the database's password can signal. */
function readChange(text: string): LogLevelChange | undefined {
  try {
    const { level, until } = JSON.parse(text) as { level?: unknown; until?: unknown };
    const known = LOG_LEVELS.find((word) => word === level);
    if (known === undefined) return undefined;
    if (until === null) return { level: known, until };
    const end = new Date(typeof until === 'string' ? until : Number.NaN);
    const isSane = end.getTime() - Date.now() <= LONGEST_CHANGE_S * 1000;
    return isSane ? { level: known, until: end } : undefined;
  } catch {
    return undefined;
  }
}
