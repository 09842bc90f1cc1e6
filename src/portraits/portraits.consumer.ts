import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { eventIdentity, originOf } from '../generation/requests/event-origin';
import { PictureRequests, type AskedPicture } from '../generation/requests/picture-requests';
import { characterIn } from '../generation/requests/character-event';
import type { CanonicalEvent } from '../hub/envelope/canonical-event';
import { PassErrorsOnFilter } from '../hub/pass-errors-on.filter';

/** Character events that cause portraits. */
@Controller()
@UseFilters(PassErrorsOnFilter)
export class PortraitsConsumer {
  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly requests: PictureRequests,
  ) {}

  @EventPattern('character.created')
  async onCreated(@Payload() event: CanonicalEvent): Promise<void> {
    if (!this.config.AUTO_PORTRAIT) return;
    await this.requests.acceptFromHub([portraitFor(event)]);
  }

  /** Only what can be seen counts: a level or hit points make no new picture. A burst of changes is looked at once. */
  @EventPattern('character.updated')
  async onUpdated(@Payload() event: CanonicalEvent): Promise<void> {
    if (!this.config.AUTO_PORTRAIT) return;
    const debounceMs = this.config.UPDATE_DEBOUNCE_MS;
    await this.requests.acceptFromHub([{ ...portraitFor(event), onlyIfChanged: true, debounceMs }]);
  }
}

function portraitFor(event: CanonicalEvent): AskedPicture {
  const identity = eventIdentity(event, 'portrait');
  return { ...originOf(event), identity, kind: 'portrait', body: characterIn(event), replacesCurrent: true };
}
