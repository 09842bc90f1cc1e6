import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { CharacterIdentities } from '../../characters/identity/character-identities';
import { FOREIGN_ID } from '../../common/fields/request-fields';
import type { CanonicalEvent } from '../../hub/envelope/canonical-event';
import { PassErrorsOnFilter } from '../../hub/pass-errors-on.filter';
import { ImageChanges } from '../../images/image-changes';
import { JobCancellation } from '../jobs/job-cancellation';
import { characterIn } from './character-event';

/** `character.deleted`: its pictures are retired, what is being made of it is stopped, and its looks are forgotten. */
@Controller()
@UseFilters(PassErrorsOnFilter)
export class CharacterDeletedConsumer {
  constructor(
    private readonly dataSource: DataSource,
    private readonly images: ImageChanges,
    private readonly cancellation: JobCancellation,
    private readonly identities: CharacterIdentities,
  ) {}

  @EventPattern('character.deleted')
  async onDeleted(@Payload() event: CanonicalEvent): Promise<void> {
    const characterId = characterIn(event).character_id;
    // An id that no picture can have: there is nothing to retire.
    if (typeof characterId !== 'string' || !FOREIGN_ID.test(characterId)) return;
    const { correlationId, causationId, traceparent } = event;
    const cause = { reason: 'character_deleted', correlationId, causationId, traceparent };
    const removed = await this.dataSource.transaction(async (manager) => {
      // Jobs first: one that ends between the two statements would leave a picture behind.
      await this.cancellation.cancelOfCharacter(manager, characterId);
      await this.cancellation.forgetCharacter(manager, characterId);
      await this.identities.forget(manager, characterId);
      return this.images.removeOfCharacter(manager, characterId, cause);
    });
    await this.images.removeFiles(removed);
  }
}
