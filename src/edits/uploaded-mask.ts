import { Injectable } from '@nestjs/common';
import { sha256 } from '../common/canonical-json';
import { ValidationFailedError } from '../common/errors';
import { maskKey, type StoredMask } from '../generation/work/source-material';
import { MaskFault, readMask, type Mask } from '../processing/read-mask';
import { ObjectStore } from '../storage/object-store';
import { MOST_MASK_BYTES } from './edit-requests.dto';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Masks on their way in. */
@Injectable()
export class UploadedMask {
  constructor(private readonly objects: ObjectStore) {}

  /**
   * Checks a mask before anything is stored.
   * @param text a PNG in base64, with or without `data:image/png;base64,` before it
   * @throws ValidationFailedError naming `mask`
   */
  async read(text: string, size: { widthPx: number; heightPx: number }): Promise<Mask> {
    const digits = text.replace(/^data:image\/png;base64,/, '');
    if (digits.length % 4 !== 0 || !BASE64.test(digits)) throw refused('expected a PNG in base64');
    try {
      return await readMask(Buffer.from(digits, 'base64'), size, MOST_MASK_BYTES);
    } catch (error) {
      if (error instanceof MaskFault) throw refused(error.message);
      throw error;
    }
  }

  /** Keeps a mask for its job: written before the job can run. */
  async store(mask: StoredMask, png: Buffer): Promise<void> {
    await this.objects.put(maskKey(mask), png, { contentType: 'image/png', sha256: sha256(png) });
  }
}

const refused = (message: string): ValidationFailedError => new ValidationFailedError([{ path: 'mask', message }]);
