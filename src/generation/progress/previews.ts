import { Inject, Injectable } from '@nestjs/common';
import { ByteCache } from '../../cache/byte-cache';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { encodePreview } from '../../processing/encode-preview';

/** An unfinished picture is soon another, or a finished one. */
const KEPT_S = 60;

const keyOf = (jobId: string): string => `preview:${jobId}`;

/** Unfinished pictures: only in the cache, never stored, and not at all unless switched on. */
@Injectable()
export class Previews {
  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly cache: ByteCache,
  ) {}

  /** Whether there are any: what nobody has checked is shown to nobody, unless the operator wants it. */
  get areOn(): boolean {
    return this.config.PREVIEWS;
  }

  /** Keeps what a backend sent, written anew by us. Returns false when it was no picture. */
  async keep(jobId: string, picture: Buffer): Promise<boolean> {
    try {
      await this.cache.set(keyOf(jobId), await encodePreview(picture), { ttlS: KEPT_S });
      return true;
    } catch {
      return false;
    }
  }

  /** WebP, at most 256 px a side; `undefined` where there is none, or another replica's process has it. */
  async find(jobId: string): Promise<Buffer | undefined> {
    return this.areOn ? this.cache.get(keyOf(jobId)) : undefined;
  }
}
