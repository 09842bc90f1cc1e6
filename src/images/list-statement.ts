import { mayRead, type Principal } from '../auth/principal';
import type { ImageFilter, ListedStatus } from './image-filter';
import type { PagePosition } from './page-cursor';
import { searchQueryOf } from './search-words';

/** What a list asks of the database. */
export interface ListRequest {
  readonly filter: ImageFilter;
  readonly after?: PagePosition;
  /** Most rows. */
  readonly rows: number;
  readonly readableBy: Principal | 'everything';
  /** Columns of `images` to answer. */
  readonly columns: readonly string[];
}

/** SQL with its values. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** In words that the partial indexes recognise: a parameter in its place would leave them unused. */
const STATUS_IS: Readonly<Record<ListedStatus, string>> = {
  active: `status = 'active'`,
  superseded: `status = 'superseded'`,
  all: `status <> 'deleted'`,
};
const NEWEST_FIRST = 'ORDER BY created_at DESC, id DESC';

/**
 * The statement of one page. It reads about as many rows as it answers, however many there are: each way to be allowed
 * to read (owner, each campaign) walks its own index from the newest on and stops, and only those few are merged.
 */
export function listStatement({ filter, after, rows, readableBy, columns }: ListRequest): Statement {
  const values = new Values();
  const wanted = conditions(filter, after, values);
  const branches = branchesOf(filter, readableBy, values).map((branch) =>
    branch([...wanted], `${NEWEST_FIRST} LIMIT ${values.place(rows)}`),
  );
  const sql = `
    SELECT ${columns.map((column) => `images."${column}"`).join(', ')},
           (extract(epoch FROM images.created_at) * 1000000)::bigint::text AS created_at_us
    FROM (SELECT id, created_at FROM (${branches.map((branch) => `(${branch})`).join(' UNION ALL ')}) branches
          ${NEWEST_FIRST} LIMIT ${values.place(rows)}) page
    JOIN images USING (id) ORDER BY images.created_at DESC, images.id DESC`;
  return { sql, values: values.all };
}

/** SQL of one way to be allowed to read. */
type Branch = (conditions: readonly string[], end: string) => string;

function branchesOf(filter: ImageFilter, reader: Principal | 'everything', values: Values): Branch[] {
  // A principal who reads what belongs to nobody reads everything.
  if (reader === 'everything' || mayRead(reader, {})) return [where()];
  const campaigns = [...new Set(reader.campaigns)];
  if (filter.campaignId !== undefined && campaigns.includes(filter.campaignId)) return [where()];
  const me = values.place(reader.sub);
  const owned = `owner_id = ${me}`;
  if (filter.campaignId !== undefined || campaigns.length === 0) return [where(owned)];
  const shared = `${values.place(campaigns)}::text[]`;
  // One character has few images: its index serves both ways at once.
  if (filter.characterId !== undefined) return [where(`(${owned} OR campaign_id = ANY(${shared}))`)];
  return [where(owned), ofEach(shared, `owner_id IS DISTINCT FROM ${me}`)];
}

/** A plain look-up. */
const where =
  (...more: readonly string[]): Branch =>
  (conditions, end) =>
    `SELECT id, created_at FROM images WHERE ${[...more, ...conditions].join(' AND ')} ${end}`;

/** The newest of each campaign; `= ANY` would sort all of them to find these. */
const ofEach =
  (campaigns: string, notYetListed: string): Branch =>
  (conditions, end) =>
    `SELECT found.id, found.created_at FROM unnest(${campaigns}) AS campaign
     CROSS JOIN LATERAL (${where('campaign_id = campaign', notYetListed)(conditions, end)}) found`;

function conditions(filter: ImageFilter, after: PagePosition | undefined, values: Values): string[] {
  const { kind, characterId, campaignId, tag, words, since } = filter;
  const found = [STATUS_IS[filter.status ?? 'active']];
  if (kind !== undefined) found.push(`kind = ${values.place(kind)}`);
  if (characterId !== undefined) found.push(`character_id = ${values.place(characterId)}`);
  if (campaignId !== undefined) found.push(`campaign_id = ${values.place(campaignId)}`);
  // The second half says nothing new to us, but it is what the index of tags is limited to.
  if (tag !== undefined) found.push(`tags @> ARRAY[${values.place(tag)}]::text[] AND tags <> '{}'`);
  if (words !== undefined) found.push(`search @@ to_tsquery('simple', ${values.place(searchQueryOf(words))})`);
  if (since !== undefined) found.push(`created_at >= ${values.place(since.toISOString())}::timestamptz`);
  if (after !== undefined) {
    const time = `'epoch'::timestamptz + ${values.place(String(after.createdAtUs))}::bigint * interval '1 microsecond'`;
    found.push(`(created_at, id) < (${time}, ${values.place(after.id)}::uuid)`);
  }
  return found;
}

/** Collects values and hands out their places. */
class Values {
  readonly all: unknown[] = [];

  place(value: unknown): string {
    this.all.push(value);
    return `$${this.all.length}`;
  }
}
