import { Injectable } from '@nestjs/common';
import { CharacterDetailsClient } from '../character-details.client';
import type { CharacterDetails } from '../normalise-details';
import { CharacterIdentities } from './character-identities';
import type { IdentityMark } from './visual-identity';

/** A character's details, with nothing of its face left open. */
export interface CharacterNow extends CharacterDetails {
  readonly mark: IdentityMark;
}

/** Characters as their sheets have them now, each always the same person. */
@Injectable()
export class IdentifiedCharacters {
  constructor(
    private readonly characters: CharacterDetailsClient,
    private readonly identities: CharacterIdentities,
  ) {}

  /**
   * @param campaignId as the request names it; without one, the details' own counts
   * @throws what `CharacterDetailsClient.get` throws
   */
  async get(characterId: string, campaignId?: string): Promise<CharacterNow> {
    const details = await this.characters.get(characterId);
    const who = { characterId, campaignId: campaignId ?? details.campaignId };
    return { ...details, ...(await this.identities.identify(details, who)) };
  }
}
