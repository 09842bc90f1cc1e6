import { messageOf } from './common/errors';
import { readConfig } from './config/service-config';
import { openObjectStore } from './storage/open-object-store';
import { parseStorageUrl } from './storage/storage-url';

/** `node dist/src/storage-init.js`: creates the bucket or folder of STORAGE_URL when it is missing, and says which. */
async function initStorage(): Promise<void> {
  const config = readConfig(process.env);
  const options = parseStorageUrl(config.STORAGE_URL, config.STORAGE_BUCKET);
  const store = openObjectStore(options);
  try {
    await store.prepare();
    await store.check();
  } finally {
    await store.close();
  }
  // Never the URL: it holds the secret.
  const place = options.kind === 's3' ? `bucket ${options.bucket} at ${options.endpoint}` : `folder ${options.folder}`;
  process.stdout.write(`The ${place} is ready.\n`);
}

initStorage().catch((error: unknown) => {
  process.stderr.write(`The storage could not be made ready: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
