import { Injectable } from '@nestjs/common';
import { ForbiddenError } from '../auth/auth.errors';
import { mayRead, mayWrite, type Principal } from '../auth/principal';
import { GoneProblem, NotFoundProblem } from '../common/http/problem';
import type { ImageEntity, ImageKind } from './image.entity';
import { ImagesReader } from './images.reader';
import { RememberedImages } from './remembered-images';

/** Images as one principal sees them. Foreign, unknown and wrong-kind ids answer alike, so that ids cannot be guessed. */
@Injectable()
export class VisibleImages {
  constructor(
    private readonly images: ImagesReader,
    private readonly remembered: RememberedImages,
  ) {}

  /**
   * The image, when the principal may read it.
   * @param kind when given, images of other kinds count as unknown
   * @throws NotFoundProblem (404), GoneProblem (410) when it has been deleted
   */
  async readable(id: string, principal: Principal, kind?: ImageKind): Promise<ImageEntity> {
    return visible(await this.images.find(id), principal, kind);
  }

  /**
   * The same for reading the picture's bytes, which do not change: who may see them is decided now, by facts that are at
   * most as old as `RememberedImages` says.
   * @returns shared by all who ask: not to be changed
   */
  async shown(id: string, principal: Principal): Promise<ImageEntity> {
    return visible(await this.remembered.find(id), principal);
  }

  /**
   * What `shown` would give without waiting; `undefined` says nothing about the image.
   * @throws what `shown` throws
   */
  shownAtHand(id: string, principal: Principal): ImageEntity | undefined {
    const image = this.remembered.known(id);
    return image && visible(image, principal);
  }

  /**
   * The image, when the principal may change it.
   * @throws what `readable` throws, and ForbiddenError (403) for who may only read it
   */
  async writable(id: string, principal: Principal, kind?: ImageKind): Promise<ImageEntity> {
    const image = await this.readable(id, principal, kind);
    if (!mayWrite(principal, { ownerId: image.owner_id, campaignId: image.campaign_id })) {
      throw new ForbiddenError(`the ${kind ?? 'image'} is not yours to change`);
    }
    return image;
  }
}

function visible(image: ImageEntity | null, principal: Principal, kind?: ImageKind): ImageEntity {
  if (image === null || (kind !== undefined && image.kind !== kind)) throw new NotFoundProblem(kind ?? 'image');
  const ownership = { ownerId: image.owner_id, campaignId: image.campaign_id };
  if (!mayRead(principal, ownership)) throw new NotFoundProblem(kind ?? 'image');
  if (image.status === 'deleted') throw new GoneProblem(kind ?? 'image');
  return image;
}

/** Strong validator of an image's metadata: changes with every change of the row. For `ETag` and `If-Match`. */
export const metadataEtag = (image: Pick<ImageEntity, 'id' | 'image_version'>): string =>
  `"${image.id}-${image.image_version}"`;
