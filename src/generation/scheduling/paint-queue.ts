import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ClaimedJob } from '../jobs/job-store';
import { LOOKAHEAD, type Candidate } from './choose-job';
import type { Ability } from './needs';

/** Who waits so long goes first once in a while, however unimportant: nobody waits for ever. */
export const OVERDUE_MS = 600_000;

interface Row {
  readonly id: string;
  readonly priority: number;
  readonly fair_tag: number;
  readonly created_ms: string;
  readonly needs_model: string | null;
}

/** The jobs that are composed and wait for a backend, in the order of the queue. */
@Injectable()
export class PaintQueue {
  constructor(private readonly dataSource: DataSource) {}

  /** The first in line that this backend can paint, at most `LOOKAHEAD`. */
  async candidates(ability: Ability): Promise<Candidate[]> {
    return this.read(ability, `ORDER BY priority DESC, fair_tag, created_at, id LIMIT ${LOOKAHEAD}`);
  }

  /** The one that waits longest, when that is too long. */
  async overdue(ability: Ability): Promise<Candidate | undefined> {
    const [oldest] = await this.read(
      ability,
      `AND created_at < now() - interval '${OVERDUE_MS} ms' ORDER BY created_at LIMIT 1`,
    );
    return oldest;
  }

  /** pending → running; `undefined` when somebody else was faster. */
  async claim(jobId: string, leaseMs: number): Promise<ClaimedJob | undefined> {
    const [rows] = await this.dataSource.query<[ClaimedJob[], number]>(
      `UPDATE generation_jobs SET status = 'running', lease_token = $2, lease_until = now() + $3 * interval '1 ms',
         attempts = attempts + 1, started_at = coalesce(started_at, now())
       WHERE id = (SELECT id FROM generation_jobs WHERE id = $1 AND status = 'pending' AND prepared FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      [jobId, randomUUID(), leaseMs],
    );
    return rows[0];
  }

  private async read(ability: Ability, tail: string): Promise<Candidate[]> {
    const rows = await this.dataSource.query<Row[]>(
      `SELECT id, priority, fair_tag, extract(epoch FROM created_at) * 1000 AS created_ms, needs_model FROM generation_jobs
       WHERE status = 'pending' AND prepared AND run_after <= now() AND needs_mode = ANY($1)
         AND ($2::integer IS NULL OR needs_pixels <= $2)
         AND ($3::text[] IS NULL OR needs_model IS NULL OR needs_model = ANY($3))
         AND NOT ($5 AND $4 = ANY(avoid)) ${tail}`,
      [ability.modes, ability.maxPixels ?? null, ability.models ?? null, ability.backend, ability.hasOthers],
    );
    return rows.map((row) => ({
      id: row.id,
      priority: row.priority,
      fairTag: row.fair_tag,
      createdAtMs: Number(row.created_ms),
      model: row.needs_model ?? undefined,
    }));
  }
}
