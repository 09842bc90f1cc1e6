import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { mayRead, type Principal } from '../../auth/principal';
import { DEFAULT_PAGE } from '../../images/image-filter';
import { cursorOf, type PagePosition } from '../../images/page-cursor';
import type { JobKind } from './job.entity';
import type { JobStatus } from './job-states';
import { SHOWN_COLUMNS, type ShownJob } from './jobs.reader';

/** Which jobs; what is absent does not narrow the list. Already validated. */
export interface JobFilter {
  readonly status?: JobStatus;
  readonly kind?: JobKind;
  readonly characterId?: string;
  readonly campaignId?: string;
  /** Asked for then or later. */
  readonly since?: Date;
}

/** Which part of them. */
export interface JobPageRequest {
  /** 1 to 100, default 25. */
  readonly limit?: number;
  readonly after?: PagePosition;
}

/** One page, newest first. */
export interface JobPage {
  readonly items: readonly ShownJob[];
  /** Cursor of the next page, `null` on the last one. */
  readonly next: string | null;
}

type ListedJob = ShownJob & { readonly created_at_us: string };

const NEWEST_FIRST = 'ORDER BY created_at DESC, id DESC';
const COLUMNS = `${SHOWN_COLUMNS}, (extract(epoch FROM created_at) * 1000000)::bigint::text AS created_at_us`;

/** Jobs newest first, page by page; what a principal may not read is left out by the database. */
@Injectable()
export class JobList {
  constructor(private readonly dataSource: DataSource) {}

  /** One page. Pages are cut by place, not by number: new jobs neither repeat nor hide another. */
  async page(filter: JobFilter, { limit = DEFAULT_PAGE, after }: JobPageRequest, reader: Principal): Promise<JobPage> {
    const { sql, values } = jobListStatement({ filter, after, rows: limit + 1, reader });
    const rows = await this.dataSource.query<ListedJob[]>(sql, values);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: rows.slice(0, limit),
      next: last === undefined ? null : cursorOf({ createdAtUs: BigInt(last.created_at_us), id: last.id }),
    };
  }
}

/** What a page asks of the database. */
interface ListRequest {
  readonly filter: JobFilter;
  readonly after?: PagePosition;
  /** Most rows. */
  readonly rows: number;
  readonly reader: Principal;
}

/**
 * The statement of one page: each way to be allowed to read (owner, each campaign) walks its own index from the newest
 * on and stops, and only those few are merged.
 */
export function jobListStatement({ filter, after, rows, reader }: ListRequest): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const wanted = conditions(filter, after, place);
  const end = `${NEWEST_FIRST} LIMIT ${place(rows)}`;
  const select = (more: readonly string[]): string =>
    `SELECT ${COLUMNS} FROM generation_jobs WHERE ${['true', ...more, ...wanted].join(' AND ')} ${end}`;
  const isMember = filter.campaignId !== undefined && reader.campaigns.includes(filter.campaignId);
  // A principal who reads what belongs to nobody reads everything.
  const isOpen = mayRead(reader, {}) || isMember;
  if (isOpen) return { sql: select([]), values };
  const sub = place(reader.sub);
  const owned = select([`owner_id = ${sub}`]);
  if (filter.campaignId !== undefined || reader.campaigns.length === 0) return { sql: owned, values };
  const campaigns = place([...new Set(reader.campaigns)]);
  const shared = select(['campaign_id = campaign', `owner_id IS DISTINCT FROM ${sub}`]);
  const merged = `(${owned}) UNION ALL
    (SELECT found.* FROM unnest(${campaigns}::text[]) AS campaign CROSS JOIN LATERAL (${shared}) found)`;
  return { sql: `SELECT * FROM (${merged}) readable ${end}`, values };
}

function conditions(
  { status, kind, characterId, campaignId, since }: JobFilter,
  after: PagePosition | undefined,
  place: (value: unknown) => string,
): string[] {
  const found: string[] = [];
  if (status !== undefined) found.push(`status = ${place(status)}`);
  if (kind !== undefined) found.push(`kind = ${place(kind)}`);
  if (characterId !== undefined) found.push(`character_id = ${place(characterId)}`);
  if (campaignId !== undefined) found.push(`campaign_id = ${place(campaignId)}`);
  if (since !== undefined) found.push(`created_at >= ${place(since.toISOString())}::timestamptz`);
  if (after !== undefined) {
    const time = `'epoch'::timestamptz + ${place(String(after.createdAtUs))}::bigint * interval '1 microsecond'`;
    found.push(`(created_at, id) < (${time}, ${place(after.id)}::uuid)`);
  }
  return found;
}
