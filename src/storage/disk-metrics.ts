import { statfs } from 'node:fs/promises';
import { gaugesOnScrape } from '../metrics/gauges-on-scrape';

/** Room on the disk of a storage folder, in bytes. */
interface DiskRoom {
  /** For us: what is reserved for root does not count. */
  readonly free: number;
  readonly size: number;
}

/** Tells Prometheus how full the disk under a storage folder is. S3 tells nobody how much room it has. */
export function tellOfDisk(folder: string): void {
  gaugesOnScrape<DiskRoom>(
    [
      {
        name: 'image_storage_disk_free_bytes',
        help: 'Room left on the disk of the storage folder; absent with S3',
        samples: ({ free }) => [{ value: free }],
      },
      {
        name: 'image_storage_disk_size_bytes',
        help: 'Size of the disk of the storage folder; absent with S3',
        samples: ({ size }) => [{ value: size }],
      },
    ],
    async () => {
      const { bavail, blocks, bsize } = await statfs(folder);
      return { free: bavail * bsize, size: blocks * bsize };
    },
  );
}
