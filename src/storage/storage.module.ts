import {
  type DynamicModule,
  Inject,
  Logger,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { getToken, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';
import { ImageServiceError } from '../common/errors';
import { zeroedCounter } from '../metrics/zeroed-counter';
import { tellOfDisk } from './disk-metrics';
import { MeasuredObjectStore, STORAGE_OPERATIONS } from './measured.object-store';
import { ObjectStore } from './object-store';
import { openObjectStore } from './open-object-store';
import { StorageProbe } from './storage.probe';
import { parseStorageUrl } from './storage-url';

/** Where the objects live. */
export interface StorageModuleOptions {
  /** `s3://key:secret@host:port[/bucket][?tls=1&region=…]` or `file:///dir`. */
  readonly storageUrl: string;
  /** Used when the URL names no bucket. */
  readonly bucket: string;
}

const OPERATIONS = 'image_storage_operations_total';
const DURATIONS = 'image_storage_operation_duration_seconds';

/** Provides the `ObjectStore`, creates its bucket or folder at start and closes it at the end. */
@Module({})
export class StorageModule implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(StorageModule.name);

  constructor(@Inject(ObjectStore) private readonly store: ObjectStore) {}

  /** @throws ValidationFailedError when `storageUrl` is not a storage URL */
  static forRoot({ storageUrl, bucket }: StorageModuleOptions): DynamicModule {
    const options = parseStorageUrl(storageUrl, bucket);
    if (options.kind === 'filesystem') tellOfDisk(options.folder);
    return {
      module: StorageModule,
      global: true,
      providers: [
        StorageProbe,
        zeroedCounter({
          name: OPERATIONS,
          help: 'Operations on the object store.',
          labelNames: ['operation', 'outcome'],
          series: STORAGE_OPERATIONS.map((operation) => ({ operation, outcome: 'error' })),
        }),
        makeHistogramProvider({
          name: DURATIONS,
          help: 'Duration of operations on the object store in seconds; of streams until the first byte.',
          labelNames: ['operation'],
          buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
        }),
        {
          provide: MeasuredObjectStore,
          inject: [getToken(OPERATIONS), getToken(DURATIONS)],
          useFactory: (operations: Counter<'operation' | 'outcome'>, durations: Histogram<'operation'>) =>
            new MeasuredObjectStore(openObjectStore(options), { operations, durations }),
        },
        { provide: ObjectStore, useExisting: MeasuredObjectStore },
      ],
      exports: [ObjectStore],
    };
  }

  /** A store that is away does not stop the service: `put` creates what is missing once the store is back. */
  async onModuleInit(): Promise<void> {
    try {
      await this.store.prepare();
    } catch (error) {
      if (!(error instanceof ImageServiceError)) throw error;
      this.logger.warn(error.message);
    }
  }

  /** Runs after the last request and job, when nothing asks for objects any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
