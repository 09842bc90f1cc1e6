import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ImageBackend } from './image-backend';

/** The right to have one request in flight at a backend. */
export interface Slot {
  readonly backend: string;
  readonly token: string;
  /** When its last sign of life was given, `performance.now()`: its lease begins no earlier. */
  aliveAtMs: number;
}

/**
 * Counts requests in flight per backend over all replicas, as rows with leases: a replica that dies gives its slots
 * back when the lease runs out.
 */
@Injectable()
export class SlotLedger {
  private readonly local = new Map<string, number>();

  constructor(private readonly dataSource: DataSource) {}

  /** Makes one row for every slot of `backend`; slots no longer configured disappear once they are free. */
  async register(backend: ImageBackend): Promise<void> {
    if (!backend.isShared) return;
    await this.dataSource.query(
      `INSERT INTO backend_slots (backend, slot) SELECT $1, generate_series(1, $2::int) ON CONFLICT DO NOTHING`,
      [backend.name, backend.slots],
    );
    await this.dataSource.query(
      `DELETE FROM backend_slots WHERE backend = $1 AND slot > $2 AND (lease_until IS NULL OR lease_until < now())`,
      [backend.name, backend.slots],
    );
  }

  /** A free slot of `backend`, or `undefined`. */
  async take(backend: ImageBackend, leaseMs: number): Promise<Slot | undefined> {
    const token = randomUUID();
    const aliveAtMs = performance.now();
    if (!backend.isShared) return this.takeLocal(backend, token);
    const [, count] = await this.dataSource.query<[unknown, number]>(
      `UPDATE backend_slots SET lease_token = $2, lease_until = now() + $3 * interval '1 ms'
       WHERE backend = $1 AND slot = (SELECT slot FROM backend_slots
         WHERE backend = $1 AND slot <= $4 AND (lease_until IS NULL OR lease_until < now())
         ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED)`,
      [backend.name, token, leaseMs, backend.slots],
    );
    return count === 0 ? undefined : { backend: backend.name, token, aliveAtMs };
  }

  /** A sign of life for a slot in use; false when another replica has it by now. */
  async renew(slot: Slot, leaseMs: number): Promise<boolean> {
    const aliveAtMs = performance.now();
    if (this.local.has(slot.backend)) {
      slot.aliveAtMs = aliveAtMs;
      return true;
    }
    const [, count] = await this.dataSource.query<[unknown, number]>(
      `UPDATE backend_slots SET lease_until = now() + $2 * interval '1 ms' WHERE lease_token = $1`,
      [slot.token, leaseMs],
    );
    // What was lost once is lost for good.
    slot.aliveAtMs = count > 0 ? aliveAtMs : -Infinity;
    return count > 0;
  }

  async release(slot: Slot): Promise<void> {
    const used = this.local.get(slot.backend);
    if (used !== undefined) {
      this.local.set(slot.backend, used - 1);
      return;
    }
    await this.dataSource.query(
      `UPDATE backend_slots SET lease_token = NULL, lease_until = NULL WHERE lease_token = $1`,
      [slot.token],
    );
  }

  private takeLocal(backend: ImageBackend, token: string): Slot | undefined {
    const used = this.local.get(backend.name) ?? 0;
    if (used >= backend.slots) return undefined;
    this.local.set(backend.name, used + 1);
    return { backend: backend.name, token, aliveAtMs: performance.now() };
  }
}
