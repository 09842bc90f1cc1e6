import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BackendRows, type ReportedBackend } from '../backends/backend-rows';
import type { RenderMode } from '../recipe';
import { canPaint, type Needs } from '../scheduling/needs';
import type { ShownJob } from './jobs.reader';

/** Jobs ahead are counted so far: further on, only "many" matters, and counting costs. */
export const COUNTED_AHEAD = 1000;

/** Why a job has not begun, and how long its queue is. */
export interface JobWait {
  /** Jobs ahead of it in the order of the queue, at most `COUNTED_AHEAD`; only for jobs that could run. */
  readonly position?: number;
  readonly waitingFor?: string;
  /** Until it begins, by what the backends took lately; absent when that is not known. */
  readonly estimatedSeconds?: number;
}

interface Facts {
  readonly other: boolean;
  readonly prepared: boolean;
  readonly needs_mode: RenderMode | null;
  readonly needs_model: string | null;
  readonly needs_pixels: number | null;
}

/** Explains to its owner why a pending job waits. Everything else has no wait. */
@Injectable()
export class JobWaits {
  constructor(
    private readonly dataSource: DataSource,
    private readonly backends: BackendRows,
  ) {}

  async of(job: ShownJob): Promise<JobWait> {
    if (job.status !== 'pending') return {};
    const facts = await this.factsOf(job);
    if (facts === undefined) return {};
    if (facts.other) return { waitingFor: 'another job' };
    if (job.run_after.getTime() > Date.now()) return { waitingFor: `retry at ${job.run_after.toISOString()}` };
    const [position, backends] = await Promise.all([this.ahead(job), this.backends.reported()]);
    const needs = needsIn(facts);
    const up = backends.filter((backend) => backend.state === 'active' && backend.up !== false);
    const able = up.filter(({ ability }) => needs === undefined || ability === null || canPaint(ability, needs));
    const away = awayOf({ backends, up, able, needs });
    if (away !== undefined) return { position, waitingFor: away };
    const waitingFor = position === 0 && needs === undefined ? 'being composed' : busyOf(position, able);
    return { position, waitingFor, estimatedSeconds: estimateOf(position, able) };
  }

  private async factsOf(job: ShownJob): Promise<Facts | undefined> {
    const [facts] = await this.dataSource.query<Facts[]>(
      `SELECT EXISTS (SELECT 1 FROM generation_jobs WHERE id = $1 AND status IN ('pending', 'running')) AS other,
         prepared, needs_mode, needs_model, needs_pixels FROM generation_jobs WHERE id = $2`,
      [job.depends_on, job.id],
    );
    return facts;
  }

  /** Two ranges in each of the queue's two indexes, none read further than counted. */
  private async ahead({ id }: ShownJob): Promise<number> {
    const ranges = ['prepared', 'NOT prepared'].flatMap((part) => {
      const waiting = `SELECT 1 FROM generation_jobs WHERE status = 'pending' AND ${part} AND run_after <= now()`;
      return [`${waiting} AND ${MORE_URGENT}`, `${waiting} AND ${EARLIER_TURN}`];
    });
    const [row] = await this.dataSource.query<{ ahead: number }[]>(
      `WITH mine AS MATERIALIZED (SELECT priority, fair_tag, created_at, id FROM generation_jobs WHERE id = $1)
       SELECT count(*)::int AS ahead FROM (SELECT 1 FROM (${ranges.join(' UNION ALL ')}) found LIMIT ${COUNTED_AHEAD}) counted`,
      [id],
    );
    return row?.ahead ?? 0;
  }
}

const MORE_URGENT = 'priority > (SELECT priority FROM mine)';
const EARLIER_TURN = `priority = (SELECT priority FROM mine) AND (fair_tag, created_at, id) <
  ((SELECT fair_tag FROM mine), (SELECT created_at FROM mine), (SELECT id FROM mine))`;

/** `undefined` while it is not composed: nobody knows what it needs. */
function needsIn({ prepared, needs_mode: mode, needs_model: model, needs_pixels: pixels }: Facts): Needs | undefined {
  return prepared && mode !== null ? { mode, model: model ?? undefined, pixels: pixels ?? 0 } : undefined;
}

interface Choice {
  /** Every one; none: the painter paints. */
  readonly backends: readonly ReportedBackend[];
  readonly up: readonly ReportedBackend[];
  readonly able: readonly ReportedBackend[];
  readonly needs?: Needs;
}

function awayOf({ backends, up, able, needs }: Choice): string | undefined {
  if (backends.length === 0 || able.length > 0) return undefined;
  if (up.length === 0 || needs === undefined) return 'no backend is up';
  const model = needs.model === undefined ? '' : ` with ${needs.model}`;
  return `no backend that can ${needs.mode}${model} is up`;
}

function busyOf(position: number, able: readonly ReportedBackend[]): string | undefined {
  const isOneFree = able.length === 0 || able.some(({ busy, slots }) => busy < slots);
  return position > 0 || !isOneFree ? 'every backend is busy' : undefined;
}

/** What all that can paint it do together in a second tells when its turn comes. */
function estimateOf(position: number, able: readonly ReportedBackend[]): number | undefined {
  const rates = able.map(({ slots, render_ms: renderMs }) => (renderMs === null ? 0 : (slots * 1000) / renderMs));
  const perSecond = rates.reduce((sum, rate) => sum + rate, 0);
  return perSecond === 0 || position >= COUNTED_AHEAD ? undefined : Math.ceil(position / perSecond);
}
