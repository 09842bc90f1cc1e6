import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { FOREIGN_ID } from '../common/fields/request-fields';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { eventIdentity, originOf } from '../generation/requests/event-origin';
import { PictureRequests } from '../generation/requests/picture-requests';
import type { CanonicalEvent } from '../hub/envelope/canonical-event';
import { PassErrorsOnFilter } from '../hub/pass-errors-on.filter';
import { KnownLocations } from './known-locations';
import { normaliseLocation } from './location/normalise-location';

/** Members of a location event that say which place, not what it looks like. */
const REFERENCES = new Set([
  'campaign_id',
  'chapter_id',
  'location_id',
  'id',
  'role',
  'user_id',
  'owner_id',
  'timestamp',
]);

/** Location events that cause maps. */
@Controller()
@UseFilters(PassErrorsOnFilter)
export class MapsConsumer {
  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly requests: PictureRequests,
    private readonly locations: KnownLocations,
  ) {}

  @EventPattern('campaign.location_added')
  async onLocationAdded(@Payload() event: CanonicalEvent): Promise<void> {
    const { payload } = event;
    const locationId = locationIdIn(payload);
    const isDescribed = Object.keys(payload).some((member) => !REFERENCES.has(member));
    const campaignId = idLike(payload.campaign_id);
    if (isDescribed && locationId !== undefined) {
      await this.locations.remember({ campaignId, locationId }, normaliseLocation(payload));
    }
    if (!this.config.AUTO_MAP) return;
    const body = {
      location_id: locationId,
      campaign_id: campaignId,
      location: isDescribed ? payload : undefined,
    };
    await this.requests.acceptFromHub([
      { ...originOf(event), identity: eventIdentity(event, 'map'), kind: 'map', body, replacesCurrent: true },
    ]);
  }
}

function locationIdIn(payload: Readonly<Record<string, unknown>>): string | undefined {
  const nested =
    typeof payload.location === 'object' && payload.location !== null
      ? (payload.location as { id?: unknown }).id
      : undefined;
  return idLike(payload.location_id) ?? idLike(nested) ?? idLike(payload.id);
}

function idLike(value: unknown): string | undefined {
  return typeof value === 'string' && FOREIGN_ID.test(value) ? value : undefined;
}
