import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { messageOf } from './common/errors';
import { readConfig } from './config/service-config';
import { dataSourceOptions } from './database/data-source';
import { JobEntity } from './generation/jobs/job.entity';
import { JobsReader } from './generation/jobs/jobs.reader';
import type { Reconciliation } from './generation/reconcile/reconciliation';
import { Reconciler } from './generation/reconcile/reconciler';
import { ImageFilesReader } from './images/image-files.reader';
import { openObjectStore } from './storage/open-object-store';
import { parseStorageUrl } from './storage/storage-url';

const BUSY_EXIT_CODE = 2;

/**
 * `node dist/src/reconcile.js`: makes storage and tables agree once, and says what was found. Exit code 0 when they
 * agree now, 1 when images lack objects or orphans were spared, 2 when a replica is at it at this moment.
 */
async function reconcile(): Promise<number> {
  Logger.overrideLogger(false);
  const config = readConfig(process.env);
  const dataSource = await new DataSource(dataSourceOptions(config.DATABASE_URL)).initialize();
  const store = openObjectStore(parseStorageUrl(config.STORAGE_URL, config.STORAGE_BUCKET));
  try {
    const jobs = new JobsReader(dataSource.getRepository(JobEntity));
    const images = new ImageFilesReader(dataSource);
    const result = await new Reconciler(config, dataSource, store, images, jobs).run();
    if (result === undefined) process.stdout.write('A replica is reconciling at this moment: try again later.\n');
    else process.stdout.write(`${summaryOf(result).join('\n')}\n`);
    return result === undefined ? BUSY_EXIT_CODE : Number(result.danglingImages + result.orphansSpared > 0);
  } finally {
    await store.close();
    await dataSource.destroy();
  }
}

function summaryOf(result: Reconciliation): string[] {
  const { danglingImages, danglingImageIds, orphansSpared } = result;
  const more = danglingImages - danglingImageIds.length;
  return [
    `${result.objects} objects, ${result.bytes} bytes`,
    `${result.orphansRemoved} orphans removed`,
    `${result.retiredRemoved} objects of deleted images removed`,
    `${result.foreign} objects that are not ours left alone`,
    ...(orphansSpared > 0
      ? [`${orphansSpared} orphans spared, because the database knows no image: is DATABASE_URL the right one?`]
      : []),
    `${danglingImages} images lack an object${danglingImages > 0 ? ':' : ''}`,
    ...danglingImageIds.map((id) => `  ${id}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

reconcile().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`Storage and tables could not be compared: ${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
