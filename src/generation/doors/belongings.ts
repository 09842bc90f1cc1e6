import type { ImageEntity } from '../../images/image.entity';
import type { JobRequest } from '../jobs/job-request';

/** What a picture made of another takes over from it: whose it is, and what it shows. */
export function belongingsOf(
  image: Pick<ImageEntity, 'owner_id' | 'character_id' | 'campaign_id' | 'location_id'>,
): Pick<JobRequest, 'ownerId' | 'characterId' | 'campaignId' | 'locationId'> {
  return {
    ownerId: image.owner_id ?? undefined,
    characterId: image.character_id ?? undefined,
    campaignId: image.campaign_id ?? undefined,
    locationId: image.location_id ?? undefined,
  };
}
