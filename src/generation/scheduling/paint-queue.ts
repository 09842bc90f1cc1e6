import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ClaimedJob } from '../jobs/job-store';
import { LOOKAHEAD, type Candidate } from './choose-job';
import { ABLE, abilitiesIn, type Ability } from './needs';
import { OVERDUE_MS } from './overdue';

/** Whose queue is read. */
export interface Painter {
  readonly ability: Ability;
  /** The others that are up: a job that failed here is left to them, if one of them can paint it and has not failed it. */
  readonly others: readonly Ability[];
}

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
  async candidates(painter: Painter): Promise<Candidate[]> {
    // One walk along the index for each mode, so that jobs of a mode that nobody can do lie in nobody's way.
    const first = `ORDER BY priority DESC, fair_tag, created_at, id LIMIT ${LOOKAHEAD}`;
    return this.read(
      painter,
      `SELECT found.* FROM unnest($2::text[]) AS mode CROSS JOIN LATERAL (
         SELECT ${COLUMNS} FROM generation_jobs job WHERE needs_mode = mode AND ${PAINTABLE} ${first}) found ${first}`,
    );
  }

  /** The one that waits longest, when that is too long. */
  async overdue(painter: Painter): Promise<Candidate | undefined> {
    const [oldest] = await this.read(
      painter,
      `SELECT ${COLUMNS} FROM generation_jobs job WHERE needs_mode = ANY($2) AND ${PAINTABLE}
         AND created_at < now() - interval '${OVERDUE_MS} ms' ORDER BY created_at LIMIT 1`,
    );
    return oldest;
  }

  /**
   * pending → running for the first of them that nobody else has taken; `undefined` when there is none. One statement for
   * several: places that look at the same moment see the same line, and would lose one claim after the other.
   */
  async claim(jobIds: readonly string[], leaseMs: number): Promise<ClaimedJob | undefined> {
    const [rows] = await this.dataSource.query<[ClaimedJob[], number]>(
      `UPDATE generation_jobs SET status = 'running', lease_token = $2, lease_until = now() + $3 * interval '1 ms',
         attempts = attempts + 1, started_at = coalesce(started_at, now())
       WHERE id = (SELECT job.id FROM unnest($1::uuid[]) WITH ORDINALITY AS wish (id, place) JOIN generation_jobs job USING (id)
         WHERE status = 'pending' AND prepared ORDER BY place LIMIT 1 FOR UPDATE OF job SKIP LOCKED)
       RETURNING *`,
      [jobIds, randomUUID(), leaseMs],
    );
    return rows[0];
  }

  /** Tells every replica that a place at a backend is free again. */
  async announceFreePlace(): Promise<void> {
    await this.dataSource.query(`SELECT pg_notify('image_jobs', '')`);
  }

  private async read({ ability, others }: Painter, statement: string): Promise<Candidate[]> {
    const { backend, modes, maxPixels, models } = ability;
    const rows = await this.dataSource.query<Row[]>(statement, [
      backend,
      modes,
      maxPixels ?? null,
      models ?? null,
      JSON.stringify(others),
    ]);
    return rows.map((row) => ({
      id: row.id,
      priority: row.priority,
      fairTag: row.fair_tag,
      createdAtMs: Number(row.created_ms),
      model: row.needs_model ?? undefined,
    }));
  }
}

const COLUMNS = `id, priority, fair_tag, created_at, extract(epoch FROM created_at) * 1000 AS created_ms, needs_model`;
const ANOTHER_CAN = `EXISTS (SELECT 1 FROM ${abilitiesIn('$5')} WHERE ${ABLE} AND NOT able.backend = ANY(job.avoid))`;
/** Of the modes that it has. */
const PAINTABLE = `status = 'pending' AND prepared AND run_after <= now()
  AND ($3::bigint IS NULL OR needs_pixels <= $3) AND ($4::text[] IS NULL OR needs_model IS NULL OR needs_model = ANY($4))
  AND (NOT $1::text = ANY(avoid) OR NOT ${ANOTHER_CAN})`;
