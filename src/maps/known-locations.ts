import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { NormalLocation } from './location/normalise-location';

/** What can be seen of the places that were announced, by their ids. */
@Injectable()
export class KnownLocations {
  constructor(private readonly dataSource: DataSource) {}

  async remember(locationId: string, visible: NormalLocation): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO locations (id, visible) VALUES ($1, $2)
       ON CONFLICT (id) DO UPDATE SET visible = excluded.visible, updated_at = now()`,
      [locationId, JSON.stringify(visible)],
    );
  }

  async recall(locationId: string): Promise<NormalLocation | undefined> {
    const [row] = await this.dataSource.query<
      {
        visible: NormalLocation;
      }[]
    >(`SELECT visible FROM locations WHERE id = $1`, [locationId]);
    return row?.visible;
  }
}
