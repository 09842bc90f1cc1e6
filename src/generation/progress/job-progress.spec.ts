import type { DatabaseSignals } from '../../database/database-signals';
import { JobProgress } from './job-progress';
import { writeReport, type ProgressReport } from './progress-report';

const REPORT: ProgressReport = { jobId: 'job-1', attempt: 1, fraction: 0.5, etaMs: 2000, hasPreview: false };
const RUNNING = { id: 'job-1', status: 'running', attempts: 1 } as const;

describe('JobProgress', () => {
  let signal: (text: string) => void;
  let progress: JobProgress;

  beforeEach(() => {
    const signals = { on: (_name: string, listener: (text: string) => void) => ((signal = listener), () => undefined) };
    progress = new JobProgress(signals as unknown as DatabaseSignals);
    progress.onModuleInit();
  });

  it('knows what another replica told', () => {
    signal(writeReport(REPORT));

    expect(progress.of(RUNNING)).toEqual(REPORT);
  });

  it.each(['', 'x', 'null', '{}', '{"job":"job-1","attempt":1,"fraction":2}', '{"job":7,"attempt":1,"fraction":0.1}'])(
    'takes nothing from the signal %j',
    (text) => {
      signal(text);

      expect(progress.of(RUNNING)).toBeUndefined();
    },
  );

  it('does not go back within an attempt, and begins anew with the next', () => {
    progress.remember(REPORT);
    progress.remember({ ...REPORT, fraction: 0.4 });
    const same = progress.of(RUNNING)?.fraction;
    progress.remember({ ...REPORT, attempt: 2, fraction: 0.1 });
    progress.remember({ ...REPORT, fraction: 0.9 });

    expect(same).toBe(0.5);
    expect(progress.of({ ...RUNNING, attempts: 2 })?.fraction).toBe(0.1);
    expect(progress.of(RUNNING)).toBeUndefined();
  });

  it('says nothing of a job that is not running', () => {
    progress.remember(REPORT);

    expect(progress.of({ ...RUNNING, status: 'completed' })).toBeUndefined();
    expect(progress.of({ ...RUNNING, status: 'pending' })).toBeUndefined();
  });

  it('forgets what it has not heard of for half a minute', () => {
    jest.useFakeTimers();
    progress.remember(REPORT);

    jest.advanceTimersByTime(29_000);
    const before = progress.of(RUNNING);
    jest.advanceTimersByTime(2000);

    expect(before).toEqual(REPORT);
    expect(progress.of(RUNNING)).toBeUndefined();
    jest.useRealTimers();
  });
});
