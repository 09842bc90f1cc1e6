import type { PaintProgress } from '../backends/image-backend';
import type { PoolMember } from '../backends/pool-member';
import type { ClaimedJob } from '../jobs/job-store';
import { PaintWatch } from './paint-watch';
import type { Previews } from './previews';
import type { ProgressReport } from './progress-report';
import type { ProgressTeller } from './progress-teller';

const JOB = { id: '3f0c2d9e-6f5b-5c55-8a77-0d6a3b8f6c11', attempts: 2 } as ClaimedJob;

describe('PaintWatch', () => {
  let answers: (PaintProgress | Error | undefined)[];
  let asked: { preview: boolean }[];
  let told: ProgressReport[];
  let kept: Buffer[];
  let arePreviewsOn: boolean;
  let watch: PaintWatch;

  beforeEach(() => {
    jest.useFakeTimers();
    [answers, asked, told, kept, arePreviewsOn] = [[], [], [], [], false];
    const teller = { of: () => (report: ProgressReport) => Promise.resolve(void told.push(report)) };
    const previews = {
      get areOn() {
        return arePreviewsOn;
      },
      keep: (_id: string, picture: Buffer) => Promise.resolve(kept.push(picture) > 0),
    };
    watch = new PaintWatch(teller as unknown as ProgressTeller, previews as unknown as Previews);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  const memberWith = (given: { progress?: boolean; previews?: boolean; slots?: number } = {}): PoolMember => {
    const { progress = true, previews = false, slots = 1 } = given;
    const ask = (_signal: AbortSignal, wants: { preview: boolean }): Promise<PaintProgress | undefined> => {
      asked.push(wants);
      const answer = answers.shift();
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return { backend: { slots, progress: ask }, capabilities: { progress, previews } } as unknown as PoolMember;
  };
  const paintFor = async (member: PoolMember, ms: number): Promise<void> => {
    const done = watch.during(JOB, member, () => new Promise<void>((resolve) => setTimeout(resolve, ms)));
    await jest.advanceTimersByTimeAsync(ms + 5000);
    await done;
  };

  it('asks once a second while it is painted, and not afterwards', async () => {
    await paintFor(memberWith(), 3500);

    expect(asked).toHaveLength(3);
  });

  it.each([
    ['half a second', 0, 510],
    ['up to a second', 0.99, 1000],
  ])('asks for the first time after %s, by chance', async (_, chance, ms) => {
    jest.spyOn(Math, 'random').mockReturnValue(chance);

    await paintFor(memberWith(), ms - 20);
    const before = asked.length;
    await paintFor(memberWith(), ms);

    expect([before, asked.length]).toEqual([0, 1]);
  });

  it.each([
    ['cannot tell', { progress: false }],
    ['may be telling of a neighbour', { slots: 2 }],
  ])('does not ask a backend that %s', async (_, given) => {
    await paintFor(memberWith(given), 3500);

    expect(asked).toEqual([]);
  });

  it('tells what the backend says, and never goes back', async () => {
    answers = [{ fraction: 0.4, etaMs: 3000 }, { fraction: 0.1 }, { fraction: 0.6 }];

    await paintFor(memberWith(), 3500);

    expect(told.map(({ fraction }) => fraction)).toEqual([0.4, 0.4, 0.6]);
    expect(told[0]).toEqual({ jobId: JOB.id, attempt: 2, fraction: 0.4, etaMs: 3000, hasPreview: false });
  });

  it('goes on when the backend says nothing, or breaks over the question', async () => {
    answers = [new Error('busy'), undefined, { fraction: 0.5 }];

    await paintFor(memberWith(), 3500);

    expect(told).toHaveLength(1);
  });

  it('never asks twice at a time', async () => {
    const member = memberWith();
    let open = 0;
    let most = 0;
    member.backend.progress = async () => {
      most = Math.max(most, (open += 1));
      await new Promise((resolve) => setTimeout(resolve, 2500));
      open -= 1;
      return { fraction: 0.5 };
    };

    await paintFor(member, 8000);

    expect(most).toBe(1);
    expect(told.length).toBeGreaterThan(0);
  });

  it('wants to see the picture only when previews are switched on', async () => {
    await paintFor(memberWith({ previews: true }), 1500);
    arePreviewsOn = true;
    answers = [{ fraction: 0.5, preview: Buffer.from('picture') }];

    await paintFor(memberWith({ previews: true }), 1500);

    expect(asked).toEqual([{ preview: false }, { preview: true }]);
    expect(kept).toEqual([Buffer.from('picture')]);
    expect(told[0]?.hasPreview).toBe(true);
  });

  it('throws what painting throws, and asks no more', async () => {
    const failure = watch.during(JOB, memberWith(), () => Promise.reject(new Error('no picture')));

    await expect(failure).rejects.toThrow('no picture');
    await jest.advanceTimersByTimeAsync(5000);

    expect(asked).toEqual([]);
  });
});
