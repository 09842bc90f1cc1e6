import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { ByteCache } from '../../../src/cache/byte-cache';
import { MemoryByteCache } from '../../../src/cache/memory.byte-cache';
import { sha256 } from '../../../src/common/canonical-json';
import { ErrorResponseFilter } from '../../../src/common/http/error-response.filter';
import { SERVICE_CONFIG } from '../../../src/config/service-config';
import { DatabaseSignals } from '../../../src/database/database-signals';
import { ChangedImageCache } from '../../../src/images/delivery/changed-image-cache';
import { DerivedFilesRepository } from '../../../src/images/delivery/derived-files.repository';
import { DerivedPictures } from '../../../src/images/delivery/derived-pictures';
import { MadeFiles } from '../../../src/images/delivery/made-files';
import { FileSender } from '../../../src/images/delivery/file-sender';
import { ImageBytesController } from '../../../src/images/delivery/image-bytes.controller';
import { ImageDelivery } from '../../../src/images/delivery/image-delivery';
import { ImageContent } from '../../../src/images/image-content';
import { ImageEntity } from '../../../src/images/image.entity';
import { ImagesReader } from '../../../src/images/images.reader';
import { RememberedImages } from '../../../src/images/remembered-images';
import { VisibleImages } from '../../../src/images/visible-images';
import { EncoderProcess } from '../../../src/processing/derive/encoder-process';
import { PictureEncoder } from '../../../src/processing/derive/picture-encoder';
import { sharp } from '../../../src/processing/sharp-settings';
import { FilesystemObjectStore } from '../../../src/storage/filesystem.object-store';
import { contentTypeOf, objectKey, type ObjectExtension } from '../../../src/storage/object-key';
import { ObjectStore } from '../../../src/storage/object-store';
import { cloneDatabase } from './database';
import { testConfig } from './test-config';

/** What a test may put in place of a part. */
export interface DeliveryAppOptions {
  readonly store?: ObjectStore;
  readonly cache?: ByteCache;
  readonly maxWaiting?: number;
  readonly logger?: LoggerService;
}

const SILENT: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** A server that delivers the bytes of images from a database and a store of its own; every caller is an admin. */
export interface DeliveryApp {
  readonly url: string;
  readonly store: ObjectStore;
  readonly cache: ByteCache;
  readonly encoder: PictureEncoder;
  readonly process: EncoderProcess;
  readonly dataSource: DataSource;
  /** Stores a picture with its row and answers its id. */
  readonly image: (bytes: Buffer, extension?: ObjectExtension) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Starts it with the parts of the service that take part in delivery, and nothing else. */
export async function startDeliveryApp(options: DeliveryAppOptions = {}): Promise<DeliveryApp> {
  const folder = await mkdtemp(join(tmpdir(), 'image-delivery-'));
  const database = await cloneDatabase();
  const { dataSource } = database;
  const store = options.store ?? new FilesystemObjectStore(folder);
  await store.prepare();
  const cache = options.cache ?? new MemoryByteCache(64_000_000, () => undefined);
  const process = new EncoderProcess();
  const encoder = new PictureEncoder({
    processes: [process],
    maxWaiting: options.maxWaiting ?? 16,
    patienceMs: 20_000,
  });
  const module = await Test.createTestingModule({
    controllers: [ImageBytesController],
    providers: [
      { provide: SERVICE_CONFIG, useValue: testConfig({ DATABASE_URL: database.url }) },
      { provide: DataSource, useValue: dataSource },
      { provide: ImagesReader, useFactory: () => new ImagesReader(dataSource.getRepository(ImageEntity)) },
      { provide: ObjectStore, useValue: store },
      { provide: ByteCache, useValue: cache },
      { provide: PictureEncoder, useValue: encoder },
      ...[DatabaseSignals, VisibleImages, RememberedImages, ImageContent, ImageDelivery],
      ...[DerivedPictures, MadeFiles, DerivedFilesRepository, FileSender, ChangedImageCache],
    ],
  })
    .setLogger(options.logger ?? SILENT)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.useGlobalFilters(new ErrorResponseFilter());
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      Object.assign(request, { principal: { sub: 'root', roles: ['admin'], permissions: [], campaigns: [] } });
      done();
    });
  await app.listen(0, '127.0.0.1');
  const close = async (): Promise<void> => {
    await app.close();
    await cache.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  };
  const image = (bytes: Buffer, extension: ObjectExtension = 'png') => insert(dataSource, store, { bytes, extension });
  return { url: await app.getUrl(), store, cache, encoder, process, dataSource, image, close };
}

async function insert(
  dataSource: DataSource,
  store: ObjectStore,
  { bytes, extension }: { readonly bytes: Buffer; readonly extension: ObjectExtension },
): Promise<string> {
  const id = randomUUID();
  const hash = sha256(bytes);
  const path = objectKey({ imageId: id, sha256: hash, name: 'original', extension });
  const contentType = contentTypeOf(path);
  await store.put(path, bytes, { contentType, sha256: hash });
  const { width, height } = await sharp(bytes).metadata();
  const variants = JSON.stringify([
    {
      name: 'thumb',
      storage_path: path,
      content_type: contentType,
      width,
      height,
      size_bytes: bytes.length,
      sha256: hash,
    },
  ]);
  await dataSource.query(
    `INSERT INTO images (id, storage_path, content_type, size_bytes, width, height, format, kind, job_id, sha256, thumbhash, theme, recipe, recipe_hash, variants, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'png', 'portrait', $7, $8, 'x', 'fantasy', '{}', repeat('b', 64), $9, '2026-11-22T10:01:00.789Z')`,
    [id, path, contentType, bytes.length, width, height, randomUUID(), hash, variants],
  );
  return id;
}
