import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CharacterDetails } from '../normalise-details';
import type { VisualSubject } from '../visual-subject';
import { identify } from './identify';
import { asIdentified, markOf, type IdentityMark, type VisualIdentity } from './visual-identity';

/** Ids of characters are unique within their campaign, as those of places are. */
export interface CharacterId {
  readonly characterId: string;
  readonly campaignId?: string;
}

/** A character as it is to be shown. */
export interface IdentifiedCharacter {
  /** What the details tell, with nothing of its face left open. */
  readonly subject: VisualSubject;
  readonly mark: IdentityMark;
}

/** What can be seen of the characters that pictures were asked of, by their ids. */
@Injectable()
export class CharacterIdentities {
  constructor(private readonly dataSource: DataSource) {}

  /** Who the details are of, remembered from now on. The same details give the same answer, on every replica. */
  async identify({ subject, parentId }: CharacterDetails, who: CharacterId): Promise<IdentifiedCharacter> {
    const variantOf = parentId === who.characterId ? undefined : parentId;
    const [known, parent] = await Promise.all([
      this.recall(who),
      variantOf === undefined ? undefined : this.recall({ characterId: variantOf }),
    ]);
    const identity = identify(subject, { key: variantOf ?? who.characterId, known, parent });
    const mark = markOf(identity);
    await this.remember(who, identity, mark);
    return { subject: asIdentified(subject, identity), mark };
  }

  /** The mark that a picture of an earlier version would have, by the subject in its recipe. */
  async markOfEarlier(subject: VisualSubject, who: CharacterId): Promise<IdentityMark> {
    return markOf(identify(subject, { key: who.characterId, known: await this.recall(who) }));
  }

  /** Of the campaign named; without one, the character of that id that was seen last. */
  async recall({ campaignId, characterId }: CharacterId): Promise<VisualIdentity | undefined> {
    const [row] = await this.dataSource.query<{ identity: VisualIdentity }[]>(
      `SELECT identity FROM character_identities WHERE character_id = $1 AND ($2::text IS NULL OR campaign_id IN ($2, ''))
       ORDER BY campaign_id = coalesce($2, '') DESC, updated_at DESC LIMIT 1`,
      [characterId, campaignId ?? null],
    );
    return row?.identity;
  }

  /** Forgets the character, in the caller's transaction: in every campaign, as its pictures go. */
  async forget(manager: EntityManager, characterId: string): Promise<void> {
    await manager.query(`DELETE FROM character_identities WHERE character_id = $1`, [characterId]);
  }

  private async remember({ campaignId, characterId }: CharacterId, identity: VisualIdentity, mark: IdentityMark) {
    await this.dataSource.query(
      `INSERT INTO character_identities AS known (character_id, campaign_id, identity, anchors_hash, appearance_hash)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (character_id, campaign_id) DO UPDATE SET version = known.version + 1, identity = excluded.identity,
         anchors_hash = excluded.anchors_hash, appearance_hash = excluded.appearance_hash, updated_at = now()
       WHERE (known.anchors_hash, known.appearance_hash) <> (excluded.anchors_hash, excluded.appearance_hash)`,
      [characterId, campaignId ?? '', JSON.stringify(identity), mark.anchors, mark.appearance],
    );
  }
}
