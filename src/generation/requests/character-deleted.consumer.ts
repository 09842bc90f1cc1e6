import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { FOREIGN_ID } from '../../common/fields/request-fields';
import type { CanonicalEvent } from '../../hub/envelope/canonical-event';
import { Outbox, type OutgoingEvent } from '../../hub/outbox';
import { PassErrorsOnFilter } from '../../hub/pass-errors-on.filter';
import { ImagesRepository, type RetiredImage } from '../../images/images.repository';
import { JobCancellation } from '../jobs/job-cancellation';
import { characterIn } from './character-event';

/** `character.deleted`: its pictures are retired, and what is being made of it is stopped. */
@Controller()
@UseFilters(PassErrorsOnFilter)
export class CharacterDeletedConsumer {
  constructor(
    private readonly dataSource: DataSource,
    private readonly images: ImagesRepository,
    private readonly cancellation: JobCancellation,
    private readonly outbox: Outbox,
  ) {}

  @EventPattern('character.deleted')
  async onDeleted(@Payload() event: CanonicalEvent): Promise<void> {
    const characterId = characterIn(event).character_id;
    // An id that no picture can have: there is nothing to retire.
    if (typeof characterId !== 'string' || !FOREIGN_ID.test(characterId)) return;
    await this.dataSource.transaction(async (manager) => {
      // Jobs first: one that ends between the two statements would leave a picture behind.
      await this.cancellation.cancelOfCharacter(manager, characterId);
      const retired = await this.images.retireOfCharacter(manager, characterId);
      await this.outbox.append(
        manager,
        retired.map((image) => deletedEvent(image, event)),
      );
    });
  }
}

function deletedEvent(image: RetiredImage, event: CanonicalEvent): OutgoingEvent {
  return {
    type: 'image.deleted',
    identity: ['deleted', image.id],
    orderingKey: image.id,
    correlationId: event.correlationId,
    causationId: event.causationId,
    traceparent: event.traceparent,
    payload: { image_id: image.id, kind: image.kind, image_version: image.image_version, reason: 'character_deleted' },
  };
}
