import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { DataSource, type QueryRunner } from 'typeorm';
import { messageOf } from '../../common/errors';
import { Wakeup } from '../../common/wakeup';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { Reconciler } from './reconciler';

const LEADER_LOCK = `hashtext('image-service reconcile schedule')`;

/**
 * Reconciles again and again, `RECONCILE_INTERVAL_MS` apart, beginning at once. One replica leads, by an advisory lock
 * that PostgreSQL frees when its holder dies: otherwise every replica would list the whole storage in each interval.
 */
@Injectable()
export class ReconcileSchedule {
  private readonly log = new Logger(ReconcileSchedule.name);
  private readonly wakeup = new Wakeup();
  private readonly stopping = new AbortController();
  private running?: Promise<void>;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly dataSource: DataSource,
    private readonly reconciler: Reconciler,
    @InjectMetric('image_storage_bytes') private readonly bytes: Gauge,
    @InjectMetric('image_storage_dangling_images') private readonly dangling: Gauge,
  ) {}

  start(): void {
    this.running = this.work();
  }

  /** Resolves when a pass that was under way has stopped, after the page it was at. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('the service stops'));
    this.wakeup.wake();
    await this.running;
  }

  private async work(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const session = this.dataSource.createQueryRunner();
      try {
        await this.whileLeader(session);
      } catch (error) {
        this.log.warn({ msg: 'reconciling waits', error: messageOf(error) });
      } finally {
        await session.query(`SELECT pg_advisory_unlock_all()`).catch(() => undefined);
        await session.release().catch(() => undefined);
        this.report({ bytes: 0, danglingImages: 0 });
      }
      await this.pause();
    }
  }

  private async whileLeader(session: QueryRunner): Promise<void> {
    const [lock] = (await session.query(`SELECT pg_try_advisory_lock(${LEADER_LOCK}) AS mine`)) as { mine: boolean }[];
    if (lock?.mine !== true) return;
    while (!this.stopping.signal.aborted) {
      // Fails when the connection, and with it the lock, was lost meanwhile.
      await session.query('SELECT 1');
      await this.reconcile(session);
      await this.pause();
    }
  }

  private async reconcile(session: QueryRunner): Promise<void> {
    const { signal } = this.stopping;
    try {
      const result = await this.reconciler.run({ session, signal });
      if (result !== undefined) this.report(result);
    } catch (error) {
      if (!signal.aborted) this.log.warn({ msg: 'storage was not compared to its end', error: messageOf(error) });
    }
  }

  /** Only the leader knows these; the others say 0, so a dashboard takes the greatest. */
  private report({ bytes, danglingImages }: { readonly bytes: number; readonly danglingImages: number }): void {
    this.bytes.set(bytes);
    this.dangling.set(danglingImages);
  }

  private async pause(): Promise<void> {
    if (!this.stopping.signal.aborted) await this.wakeup.wait(this.config.RECONCILE_INTERVAL_MS);
  }
}
