import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { characterIn } from '../generation/requests/character-event';
import { eventIdentity, originOf } from '../generation/requests/event-origin';
import { PictureRequests, type AskedPicture } from '../generation/requests/picture-requests';
import type { CanonicalEvent } from '../hub/envelope/canonical-event';
import { PassErrorsOnFilter } from '../hub/pass-errors-on.filter';

/** Character events that cause tokens. */
@Controller()
@UseFilters(PassErrorsOnFilter)
export class TokensConsumer {
  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly requests: PictureRequests,
  ) {}

  /** The token waits for the portrait that the same event causes, to have the same face. */
  @EventPattern('character.created')
  async onCreated(@Payload() event: CanonicalEvent): Promise<void> {
    if (this.config.AUTO_TOKEN) await this.requests.acceptFromHub([this.tokenFor(event)]);
  }

  @EventPattern('character.updated')
  async onUpdated(@Payload() event: CanonicalEvent): Promise<void> {
    if (!this.config.AUTO_TOKEN) return;
    const debounceMs = this.config.UPDATE_DEBOUNCE_MS;
    await this.requests.acceptFromHub([{ ...this.tokenFor(event), onlyIfChanged: true, debounceMs }]);
  }

  private tokenFor(event: CanonicalEvent): AskedPicture {
    return {
      ...originOf(event),
      identity: eventIdentity(event, 'token'),
      kind: 'token',
      body: characterIn(event),
      dependsOn: this.config.AUTO_PORTRAIT ? eventIdentity(event, 'portrait') : undefined,
      replacesCurrent: true,
    };
  }
}
