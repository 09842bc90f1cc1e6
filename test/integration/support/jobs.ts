import { randomUUID } from 'node:crypto';
import { Counter } from 'prom-client';
import type { DataSource } from 'typeorm';
import { JobCancellation } from '../../../src/generation/jobs/job-cancellation';
import { JobIntake } from '../../../src/generation/jobs/job-intake';
import type { JobEntity } from '../../../src/generation/jobs/job.entity';
import type { JobRequest } from '../../../src/generation/jobs/job-request';
import { Outbox } from '../../../src/hub/outbox';

/** A request for a portrait, like no other; `given` decides what matters to the test. */
export function aRequest(given: Partial<JobRequest> = {}): JobRequest {
  return {
    identity: ['test', randomUUID()],
    kind: 'portrait',
    source: 'hub',
    parameters: { description: 'a wizard' },
    priority: 5,
    correlationId: 'correlation-1',
    ...given,
  };
}

/** The real intake, with counters of its own. */
export function intakeOn(dataSource: DataSource): { intake: JobIntake; counter: Counter<'kind' | 'source'> } {
  const counter = new Counter({
    name: 'requests',
    help: 'requests',
    labelNames: ['kind', 'source'] as const,
    registers: [],
  });
  const outbox = new Outbox();
  const ended = endedCounter();
  return { intake: new JobIntake(dataSource, outbox, cancellationOn(dataSource), counter, ended), counter };
}

/** The real cancellation, with a counter of its own. */
export function cancellationOn(dataSource: DataSource): JobCancellation {
  return new JobCancellation(dataSource, new Outbox(), endedCounter());
}

function endedCounter(): Counter<'kind' | 'outcome' | 'code'> {
  return new Counter({
    name: 'jobs',
    help: 'jobs',
    labelNames: ['kind', 'outcome', 'code'] as const,
    registers: [],
  });
}

/** The row of a job as it lies in the table. */
export async function jobRow(dataSource: DataSource, id: string): Promise<JobEntity> {
  const [row]: JobEntity[] = await dataSource.query(`SELECT * FROM generation_jobs WHERE id = $1`, [id]);
  if (row === undefined) throw new Error(`there is no job ${id}`);
  return row;
}
