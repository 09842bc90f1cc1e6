import { FOREIGN_ID } from '../../common/fields/request-fields';
import type { CanonicalEvent } from '../../hub/envelope/canonical-event';

/** What of a character event goes into a request: which character, of which campaign. Details are always asked for. */
export interface CharacterReference {
  readonly character_id: unknown;
  readonly campaign_id?: string;
}

/**
 * Senders name the character `character_id` or `id`. A campaign id that is not spelled as one is left out: it must
 * not cost the character its picture.
 */
export function characterIn(event: CanonicalEvent): CharacterReference {
  const { character_id, id, campaign_id } = event.payload;
  const campaign = typeof campaign_id === 'string' && FOREIGN_ID.test(campaign_id) ? campaign_id : undefined;
  return { character_id: character_id ?? id, campaign_id: campaign };
}
