import type { DatabaseSignals } from '../../database/database-signals';
import { JobWatch } from './job-watch';
import type { JobsReader, ShownJob } from './jobs.reader';

describe('JobWatch', () => {
  let signal: (jobId: string) => void;
  let rows: Map<string, ShownJob>;
  let asked: string[][];
  let watch: JobWatch;
  const never = new AbortController().signal;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    rows = new Map();
    asked = [];
    const signals = {
      on: (_name: string, listener: (jobId: string) => void) => ((signal = listener), () => undefined),
    };
    const jobs = {
      shown: (ids: string[]) => {
        asked.push([...ids]);
        return Promise.resolve(ids.flatMap((id) => rows.get(id) ?? []));
      },
    };
    watch = new JobWatch(signals as unknown as DatabaseSignals, jobs as unknown as JobsReader);
    watch.onModuleInit();
  });
  afterEach(() => {
    watch.stop();
    jest.useRealTimers();
  });

  const row = (id: string, status: ShownJob['status']): void => {
    rows.set(id, { id, status } as ShownJob);
  };
  const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  it('asks nothing while nobody waits', async () => {
    const leave = watch.watch('a', { seen: () => undefined, stopped: () => undefined });
    await pass(100);
    leave();
    leave();
    asked.length = 0;

    signal('a');
    await pass(5000);

    expect(asked).toEqual([]);
  });

  it('asks about all who wait by one statement a second', async () => {
    for (const id of ['a', 'b', 'c']) watch.watch(id, { seen: () => undefined, stopped: () => undefined });
    await pass(100);
    asked.length = 0;

    await pass(3000);

    expect(asked).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  it('tells an end that was signalled at once, and looks at that job alone', async () => {
    row('a', 'running');
    const ended = watch.untilEnded('a', 60_000, never);
    watch.watch('b', { seen: () => undefined, stopped: () => undefined });
    await pass(100);
    asked.length = 0;

    row('a', 'completed');
    signal('a');
    await pass(50);

    expect(await ended).toMatchObject({ id: 'a', status: 'completed' });
    expect(asked).toEqual([['a']]);
  });

  it('sees an end whose signal was lost', async () => {
    row('a', 'running');
    const ended = watch.untilEnded('a', 60_000, never);
    await pass(100);

    row('a', 'failed');
    await pass(1100);

    expect(await ended).toMatchObject({ status: 'failed' });
  });

  it.each(['time is up', 'the caller goes', 'the process stops'])('ends the wait when %s', async (reason) => {
    const caller = new AbortController();
    const ended = watch.untilEnded('a', reason === 'time is up' ? 500 : 60_000, caller.signal);
    await pass(100);

    if (reason === 'the caller goes') caller.abort();
    if (reason === 'the process stops') watch.stop();
    await pass(500);

    expect(await ended).toBeUndefined();
    asked.length = 0;
    await pass(5000);
    expect(asked).toEqual([]);
  });

  it('ends later waits at once when the process stops', async () => {
    watch.stop();

    expect(await watch.untilEnded('a', 60_000, never)).toBeUndefined();
  });
});
