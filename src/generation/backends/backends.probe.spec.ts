import type { HealthService } from '../../health/health.service';
import type { BackendPool } from './backend-pool';
import { BackendsProbe } from './backends.probe';
import type { ImageBackend } from './image-backend';
import { PoolMember } from './pool-member';

const answering = (): Promise<void> => Promise.resolve();
const silent = (): Promise<void> => Promise.reject(new Error('http://user:SECRET@gpu is away'));

function member(name: string, check: () => Promise<void>, dialect = 'a1111'): PoolMember {
  return new PoolMember({ name, dialect, check } as unknown as ImageBackend);
}

function draining(one: PoolMember): PoolMember {
  one.state = 'draining';
  return one;
}

function quarantined(one: PoolMember): PoolMember {
  for (let failure = 0; failure < 3; failure += 1) one.breaker.failed();
  return one;
}

const resultFor = (...members: PoolMember[]) =>
  new BackendsProbe({ members } as unknown as BackendPool, {} as HealthService).check();

describe('BackendsProbe', () => {
  it.each([
    ['all answer', [member('gpu1', answering), member('gpu2', answering)], 'ok', 'gpu1, gpu2'],
    ['one is silent', [member('gpu1', answering), member('gpu2', silent)], 'degraded', 'gpu1; no answer from gpu2'],
    ['all are silent', [member('gpu1', silent), member('gpu2', silent)], 'down', 'no answer from gpu1, gpu2'],
    [
      'one paints rubbish',
      [member('gpu1', answering), quarantined(member('gpu2', answering))],
      'degraded',
      'gpu1; quarantined gpu2',
    ],
    ['the only one paints rubbish', [quarantined(member('gpu1', answering))], 'down', 'quarantined gpu1'],
    ['one drains', [member('gpu1', answering), draining(member('gpu2', silent))], 'ok', 'gpu1; draining gpu2'],
    ['the only one drains', [draining(member('gpu1', answering))], 'down', 'draining gpu1'],
    ['nobody is configured', [member('painter', answering, 'painter')], 'ok', 'the embedded painter (sketches)'],
  ] as const)('when %s, says so', async (_case, members, status, detail) => {
    const result = await resultFor(...members);

    expect(result).toEqual({ status, detail });
  });
});
