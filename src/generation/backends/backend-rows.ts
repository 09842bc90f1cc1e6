import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { BackendAddress } from '../../config/backend-address';
import type { Ability } from '../scheduling/needs';

/** A Stable Diffusion server as all replicas know it. */
export interface BackendRow {
  readonly name: string;
  /** With its credentials: never shown. */
  readonly address: BackendAddress;
  /** From `STABLE_DIFFUSION_URL`, or added by the operator while the service ran. */
  readonly origin: 'config' | 'operator';
  /** `draining`: it finishes what it paints, and gets nothing more. */
  readonly state: 'active' | 'draining';
  /** Checkpoint it had loaded when it painted last. */
  readonly model: string | null;
  /** Milliseconds that a picture took lately, smoothed; `null` before the first. */
  readonly render_ms: number | null;
}

/** A backend as the replicas that paint found it last. */
export interface ReportedBackend extends Omit<BackendRow, 'address'> {
  /** Requests in flight at a time. */
  readonly slots: number;
  /** Of them in use at the moment. */
  readonly busy: number;
  /** `null`: nobody has asked it yet. */
  readonly up: boolean | null;
  readonly ability: Ability | null;
  readonly reported_at: Date | null;
}

/** How much the newest picture counts in the smoothed time of one. */
const NEWEST = 0.2;

/** The backends, as rows: servers come and go while every replica runs. */
@Injectable()
export class BackendRows {
  constructor(private readonly dataSource: DataSource) {}

  /** Makes the rows of origin `config` those of the configuration; what the operator added or drains stays as it is. */
  async syncConfigured(addresses: readonly BackendAddress[]): Promise<void> {
    await this.dataSource.query(`DELETE FROM backends WHERE origin = 'config' AND name <> ALL($1::text[])`, [
      addresses.map(({ name }) => name),
    ]);
    for (const address of addresses) await this.put(address, 'config');
  }

  /** Adds a server, or changes how one is reached. */
  async put(address: BackendAddress, origin: BackendRow['origin']): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO backends (name, address, origin) VALUES ($1, $2, $3)
       ON CONFLICT (name) DO UPDATE SET address = excluded.address, origin = excluded.origin
       WHERE backends.address IS DISTINCT FROM excluded.address OR backends.origin IS DISTINCT FROM excluded.origin`,
      [address.name, JSON.stringify(address), origin],
    );
  }

  all(): Promise<BackendRow[]> {
    return this.dataSource.query<BackendRow[]>(
      `SELECT name, address, origin, state, model, render_ms FROM backends ORDER BY name`,
    );
  }

  /** All with what is known of them, and without what must not be shown. */
  reported(): Promise<ReportedBackend[]> {
    return this.dataSource.query<ReportedBackend[]>(
      `SELECT name, origin, state, model, render_ms, (address->>'slots')::integer AS slots, up, ability, reported_at,
         (SELECT count(*)::integer FROM backend_slots WHERE backend = name AND lease_until >= now()) AS busy
       FROM backends ORDER BY name`,
    );
  }

  /** Tells the others how it was found; without an ability the last one stays. */
  async report(name: string, isUp: boolean, ability?: Ability): Promise<void> {
    await this.dataSource.query(
      `UPDATE backends SET up = $2, ability = coalesce($3::jsonb, ability), reported_at = now() WHERE name = $1`,
      [name, isUp, ability === undefined ? null : JSON.stringify(ability)],
    );
  }

  /** Whether there was such a backend. */
  async setState(name: string, state: BackendRow['state']): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown, number]>(
      `UPDATE backends SET state = $2, changed_at = now() WHERE name = $1`,
      [name, state],
    );
    return count > 0;
  }

  /** Forgets a server; pictures it paints at the moment are finished. Whether there was one. */
  async remove(name: string): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown, number]>(`DELETE FROM backends WHERE name = $1`, [name]);
    await this.tidySlots();
    return count > 0;
  }

  /** Removes the slots of backends that are gone, as far as nobody holds them. */
  async tidySlots(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM backend_slots WHERE (lease_until IS NULL OR lease_until < now())
         AND NOT EXISTS (SELECT 1 FROM backends WHERE name = backend)`,
    );
  }

  /** Remembers what a painting taught us. */
  async note(name: string, model: string, renderMs: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE backends SET model = $2, render_ms = coalesce(render_ms * ${1 - NEWEST} + $3::float8 * ${NEWEST}, $3::float8)
       WHERE name = $1`,
      [name, model, renderMs],
    );
  }
}
