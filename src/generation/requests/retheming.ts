import { Injectable, Logger } from '@nestjs/common';
import type { Theme } from '../../common/themes';
import type { CanonicalEvent } from '../../hub/envelope/canonical-event';
import { isRecord } from '../../hub/envelope/json-record';
import { ImagesReader, type ImageOfCampaign } from '../../images/images.reader';
import type { Rethemed } from '../campaign-looks';
import { JobsReader } from '../jobs/jobs.reader';
import { eventIdentity, originOf } from './event-origin';
import { PictureRequests, type ReadPicture } from './picture-requests';

/** Behind whatever anybody waits for. */
const PRIORITY = 2;
/** Pictures of one campaign that are made again; of more, the newest. */
const MOST_PICTURES = 200;
const KINDS = ['portrait', 'map'] as const;

/** Makes the pictures of a campaign again in its new theme, as they were asked for and with their seeds. */
@Injectable()
export class Retheming {
  private readonly log = new Logger(Retheming.name);

  constructor(
    private readonly images: ImagesReader,
    private readonly jobs: JobsReader,
    private readonly requests: PictureRequests,
  ) {}

  /** Asks for them. The requests follow from event and picture: asked again, they are the same. */
  async askAgain(event: CanonicalEvent, campaignId: string, theme: Theme): Promise<void> {
    const images = await this.images.newestOfCampaign(campaignId, {
      kinds: KINDS,
      otherThan: theme,
      limit: MOST_PICTURES,
    });
    const asked: ReadPicture[] = [];
    for (const image of images) {
      const job = await this.jobs.find(image.job_id);
      if (job !== null) asked.push(requestFor(event, campaignId, image, job.parameters));
    }
    await this.requests.acceptRead(asked);
    if (images.length === MOST_PICTURES) {
      this.log.warn({ msg: 'a campaign has more pictures than are made again in its new theme', most: MOST_PICTURES });
    }
  }
}

function requestFor(
  event: CanonicalEvent,
  campaignId: string,
  image: ImageOfCampaign,
  { theme: _earlier, fresh: _fresh, ...parameters }: Readonly<Record<string, unknown>>,
): ReadPicture {
  const seed = image.seed === null ? undefined : Number(image.seed);
  const { character_id: characterId, location_id: locationId } = image;
  // A face that is to stay keeps the old picture, and with it the old theme: its seed and its words do.
  const again = isRecord(parameters.regenerates) && { regenerates: { ...parameters.regenerates, keep: 'seed' } };
  const isOfSubject = characterId !== null || locationId !== null;
  return {
    ...originOf(event),
    identity: [...eventIdentity(event, 'retheme'), image.id],
    kind: image.kind,
    priority: PRIORITY,
    ownerId: image.owner_id ?? undefined,
    // A picture of nobody's and nowhere takes the place of itself alone.
    ...(isOfSubject ? { replacesCurrent: true } : { replacesImage: image.id }),
    read: {
      parameters: { ...parameters, ...again, seed, tags: image.tags, ...({ rethemed: true } satisfies Rethemed) },
      characterId: characterId ?? undefined,
      locationId: locationId ?? undefined,
      campaignId,
    },
  };
}
