import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { ValidationFailedError } from '../../common/errors';
import type { ServiceConfig } from '../../config/service-config';
import type { ClaimedJob, JobStore } from '../jobs/job-store';
import { Settlement } from './settlement';
import type { WorkMetrics } from './work-metrics';

const JOB = { id: 'job-1', kind: 'portrait', attempts: 1, correlation_id: 'c' } as ClaimedJob;

function aSettlement(): { readonly settlement: Settlement; readonly failed: string[] } {
  const failed: string[] = [];
  const fail = (_manager: unknown, _job: unknown, code: string): Promise<void> =>
    Promise.resolve(void failed.push(code));
  const settlement = new Settlement(
    { JOB_MAX_ATTEMPTS: 5 } as ServiceConfig,
    { transaction: (work: (manager: unknown) => unknown) => work({}) } as unknown as DataSource,
    { fail } as unknown as JobStore,
    { append: () => Promise.resolve() },
    { ended: () => undefined } as unknown as WorkMetrics,
  );
  return { settlement, failed };
}

describe('Settlement', () => {
  it('writes a fault of ours into the log, since the answer says that the log tells more', async () => {
    const { settlement, failed } = aSettlement();
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const fault = new TypeError('cannot read properties of null');

    await settlement.settle(JOB, fault, false);

    expect(failed).toEqual(['INTERNAL']);
    expect(log).toHaveBeenCalledWith(expect.objectContaining({ job: 'job-1', err: fault }));
    log.mockRestore();
  });

  it('calls nobody for what a request did wrong', async () => {
    const { settlement, failed } = aSettlement();
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);

    await settlement.settle(JOB, new ValidationFailedError([{ path: 'image_id', message: 'no' }]), false);

    expect(failed).toEqual(['VALIDATION_FAILED']);
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });
});
