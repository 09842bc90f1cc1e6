import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { ValidationFailedError } from '../common/errors';
import { GoneProblem, NotFoundProblem } from '../common/http/problem';
import { PictureKinds, readForCaller, type ReadRequest } from '../generation/picture-kind';
import { VisibleImages } from '../images/visible-images';

/** Reads what callers over HTTP ask of tokens. */
@Injectable()
export class TokenOrders {
  constructor(
    private readonly kinds: PictureKinds,
    private readonly images: VisibleImages,
  ) {}

  /**
   * A body as the kind reads it; the picture it is to be cut from must be one that the principal may read. Unknown,
   * foreign and deleted ones answer alike, so that ids cannot be guessed.
   * @throws ValidationFailedError
   */
  async read(body: unknown, principal: Principal): Promise<ReadRequest> {
    const read = readForCaller(this.kinds.of('token'), body, 'refuse');
    const { image_id: imageId } = read.parameters;
    if (typeof imageId === 'string') await this.assertReadable(imageId, principal);
    return read;
  }

  private async assertReadable(imageId: string, principal: Principal): Promise<void> {
    try {
      await this.images.readable(imageId, principal);
    } catch (error) {
      if (!(error instanceof NotFoundProblem || error instanceof GoneProblem)) throw error;
      throw new ValidationFailedError([{ path: 'image_id', message: 'there is no such image' }]);
    }
  }
}
