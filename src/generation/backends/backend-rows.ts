import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { BackendAddress } from '../../config/backend-address';
import type { Ability } from '../scheduling/needs';
import type { Capabilities } from './image-backend';

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
  /** How it is spoken to: as it was found, else as it was configured. */
  readonly dialect: string;
  /** Of its GPU, in bytes, when it was asked last. */
  readonly memory: Capabilities['memory'] | null;
  /** Share of its slots that were busy over the last minutes, 0 to 1. */
  readonly busy_share: number;
  /** Why it failed last, by its own fault; `null` when it never did. */
  readonly last_error: string | null;
  readonly last_error_at: Date | null;
}

/** How a replica found a backend; what is absent stays as it was found before. */
export interface BackendFinding {
  readonly isUp: boolean;
  readonly ability?: Ability;
  readonly memory?: Capabilities['memory'];
  readonly dialect: string;
  /** Code of the failure by its own fault that was met just now. */
  readonly errorCode?: string;
}

/** Work counts less and less: to a third after so long. Who works without a pause comes to one slot busy. */
const BUSY_WINDOW_S = 300;
/** What is left of the work counted so far. */
const FADED = `busy_seconds * exp(-extract(epoch FROM now() - coalesce(busy_at, now())) / ${BUSY_WINDOW_S})`;

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
         coalesce(dialect, address->>'dialect') AS dialect, memory, last_error, last_error_at,
         least(1, ${FADED} / (${BUSY_WINDOW_S} * (address->>'slots')::float8)) AS busy_share,
         (SELECT count(*)::integer FROM backend_slots WHERE backend = name AND lease_until >= now()) AS busy
       FROM backends ORDER BY name`,
    );
  }

  /** Tells the others how it was found. */
  async report(name: string, { isUp, ability, memory, dialect, errorCode }: BackendFinding): Promise<void> {
    await this.dataSource.query(
      `UPDATE backends SET up = $2, ability = coalesce($3::jsonb, ability), memory = coalesce($4::jsonb, memory), dialect = $5,
         last_error = coalesce($6, last_error), last_error_at = CASE WHEN $6::text IS NULL THEN last_error_at ELSE now() END,
         reported_at = now() WHERE name = $1`,
      [name, isUp, jsonOrNull(ability), jsonOrNull(memory), dialect, errorCode ?? null],
    );
  }

  /** It has worked so long, whatever came of it. */
  async addWork(name: string, seconds: number): Promise<void> {
    await this.dataSource.query(`UPDATE backends SET busy_seconds = ${FADED} + $2, busy_at = now() WHERE name = $1`, [
      name,
      seconds,
    ]);
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

const jsonOrNull = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value));
