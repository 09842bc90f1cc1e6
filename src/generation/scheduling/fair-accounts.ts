import type { EntityManager } from 'typeorm';
import type { JobEntity } from '../jobs/job.entity';

/**
 * Gives owners back what jobs cost them that ended before anything was done for them: who takes back ten thousand
 * requests must not wait as if they had been painted. Composed jobs are not looked at: they are few, and their owner may
 * not be the one who was charged.
 */
export async function refund(manager: EntityManager, jobs: readonly JobEntity[]): Promise<void> {
  const untouched = jobs.filter((job) => job.started_at === null && job.recipe === null);
  if (untouched.length === 0) return;
  await manager.query(
    `UPDATE fair_shares account SET finish_tag = finish_tag - paid.back
     FROM (SELECT priority, owner, sum(cost) AS back
           FROM unnest($1::smallint[], $2::text[], $3::float8[]) AS job(priority, owner, cost) GROUP BY priority, owner) paid
     WHERE account.priority = paid.priority AND account.owner = paid.owner`,
    [
      untouched.map(({ priority }) => priority),
      untouched.map((job) => job.owner_id ?? job.campaign_id ?? ''),
      untouched.map(({ cost }) => cost),
    ],
  );
}

/**
 * Removes accounts that end before the queue's virtual time: without them their owners start at the same place. The one
 * that ends last stays, for an empty queue goes on from there. Returns how many.
 */
export async function forgetSettledAccounts(manager: EntityManager): Promise<number> {
  const [, count] = await manager.query<[unknown, number]>(
    `DELETE FROM fair_shares account USING (
       SELECT level.priority, coalesce(
         (SELECT min(fair_tag) FROM generation_jobs job WHERE job.status = 'pending' AND job.priority = level.priority),
         max(level.finish_tag)) AS now
       FROM fair_shares level GROUP BY level.priority) clock
     WHERE account.priority = clock.priority AND account.finish_tag < clock.now
       AND account.finish_tag < (SELECT max(finish_tag) FROM fair_shares other WHERE other.priority = account.priority)`,
  );
  return count;
}
