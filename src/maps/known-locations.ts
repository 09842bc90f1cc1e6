import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { NormalLocation } from './location/normalise-location';

/** Ids of places are unique within their campaign. */
export interface PlaceId {
  readonly campaignId?: string;
  readonly locationId: string;
}

/** What can be seen of the places that were announced, by their ids. */
@Injectable()
export class KnownLocations {
  constructor(private readonly dataSource: DataSource) {}

  async remember(place: PlaceId, visible: NormalLocation): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO locations (campaign_id, id, visible) VALUES ($1, $2, $3)
       ON CONFLICT (id, campaign_id) DO UPDATE SET visible = excluded.visible, updated_at = now()`,
      [place.campaignId ?? '', place.locationId, JSON.stringify(visible)],
    );
  }

  /** Of the campaign named; without one, the place of that id that was announced last. */
  async recall({ campaignId, locationId }: PlaceId): Promise<NormalLocation | undefined> {
    const [row] = await this.dataSource.query<{ visible: NormalLocation }[]>(
      `SELECT visible FROM locations WHERE id = $1 AND ($2::text IS NULL OR campaign_id IN ($2, ''))
       ORDER BY campaign_id = coalesce($2, '') DESC, updated_at DESC LIMIT 1`,
      [locationId, campaignId ?? null],
    );
    return row?.visible;
  }
}
