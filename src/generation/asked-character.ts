import { CharacterNotFoundError } from '../characters/character-details.client';
import type { CharacterDetails } from '../characters/normalise-details';
import type { JobEntity } from './jobs/job.entity';
import type { Asker } from './jobs/job-request';

/**
 * Over HTTP a character is there for its owner, for the members of its campaign, and for `service` and `admin`: a sheet is
 * read, and pictures are put beside those of the character, for nobody else. Whose it is only its details tell, so this is
 * asked when the picture is composed. A character that belongs to nobody is everybody's.
 *
 * @throws CharacterNotFoundError, as for one that does not exist
 */
export function assertMayBeShown(
  job: Pick<JobEntity, 'source' | 'owner_id' | 'metadata'>,
  { ownerId, campaignId }: Pick<CharacterDetails, 'ownerId' | 'campaignId'>,
): void {
  if (job.source !== 'http' || ownerId === undefined || ownerId === job.owner_id) return;
  const asker = job.metadata.asker as Asker | undefined;
  if (asker?.seesEverything === true) return;
  if (campaignId !== undefined && asker?.campaigns.includes(campaignId) === true) return;
  throw new CharacterNotFoundError();
}
