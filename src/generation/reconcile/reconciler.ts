import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { ImageFilesReader } from '../../images/image-files.reader';
import { ObjectStore } from '../../storage/object-store';
import { JobsReader } from '../jobs/jobs.reader';
import { longestJobMs } from './longest-job';
import { ReconcilePass } from './reconcile-pass';
import type { Reconciliation } from './reconciliation';

const LOCK = `hashtext('image-service reconciler')`;
/** Ids in one log line. */
const LOGGED_IDS = 100;

/** How one reconciliation is to run. */
export interface ReconcileOptions {
  /** Milliseconds since 1970 that count as now; the clock's unless given. */
  readonly now?: number;
  /** Ends the pass early, between two pages. */
  readonly signal?: AbortSignal;
  /** A connection to hold the lock on; one of its own unless given. */
  readonly session?: QueryRunner;
}

/**
 * Makes storage and tables agree: removes objects that no image names and those of deleted images, and finds images
 * whose objects are missing. A worker that died or lost its lease leaves objects behind; nobody else looks for them.
 */
@Injectable()
export class Reconciler {
  private readonly log = new Logger(Reconciler.name);

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly dataSource: DataSource,
    private readonly objects: ObjectStore,
    private readonly images: ImageFilesReader,
    private readonly jobs: JobsReader,
  ) {}

  /**
   * One pass over everything; `undefined` when another process is at it. Two at once would do no harm, only the work
   * twice: the lock saves that.
   *
   * @throws StorageUnavailableError, the database's errors, and the signal's reason
   */
  async run(options: ReconcileOptions = {}): Promise<Reconciliation | undefined> {
    const session = options.session ?? this.dataSource.createQueryRunner();
    try {
      const [lock] = (await session.query(`SELECT pg_try_advisory_lock(${LOCK}) AS mine`)) as { mine: boolean }[];
      if (lock?.mine !== true) return undefined;
      try {
        return await this.pass(options);
      } finally {
        await session.query(`SELECT pg_advisory_unlock(${LOCK})`).catch(() => undefined);
      }
    } finally {
      if (options.session === undefined) await session.release();
    }
  }

  private async pass({ now = Date.now(), signal }: ReconcileOptions): Promise<Reconciliation> {
    const { objects, images, jobs } = this;
    const rules = {
      orphanBefore: now - longestJobMs(this.config),
      retiredBefore: now - this.config.RETIRED_RETENTION_MS,
      signal,
    };
    const result = await new ReconcilePass({ objects, images, jobs }, rules).run();
    this.tell(result);
    return result;
  }

  private tell(result: Reconciliation): void {
    const { danglingImageIds, ...counts } = result;
    this.log.debug({ msg: 'storage compared with the tables', ...counts });
    const { orphansRemoved, retiredRemoved, orphansSpared, danglingImages } = counts;
    if (orphansRemoved + retiredRemoved > 0) this.log.log({ msg: 'objects removed', orphansRemoved, retiredRemoved });
    if (orphansSpared > 0) {
      this.log.error({
        msg: 'storage holds objects and the database knows no image: nothing was removed',
        orphansSpared,
      });
    }
    if (danglingImages > 0) {
      const images = danglingImageIds.slice(0, LOGGED_IDS);
      this.log.warn({ msg: 'images lack an object in storage', danglingImages, images });
    }
  }
}
