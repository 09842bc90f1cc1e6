import { PassThrough } from 'node:stream';
import { EventStream } from './event-stream';
import type { JobOutlook, JobOutlooks } from './job-outlook';
import type { ShownJob } from './jobs.reader';

const JOB: ShownJob = {
  id: '3f0c2d9e-6f5b-5c55-8a77-0d6a3b8f6c11',
  kind: 'portrait',
  status: 'pending',
  image_id: '7d0d6c5e-3f0a-5b7e-9a1c-52f4f7a1e0b3',
  request_id: null,
  owner_id: 'user-1',
  character_id: null,
  campaign_id: null,
  location_id: null,
  priority: 5,
  attempts: 0,
  created_at: new Date(0),
  run_after: new Date(0),
  depends_on: null,
  started_at: null,
  completed_at: null,
  error_code: null,
  error_message: null,
  batch_id: null,
  batch_index: null,
};
const RUNNING: ShownJob = { ...JOB, status: 'running', attempts: 1 };
const DONE: ShownJob = { ...RUNNING, status: 'completed' };

describe('EventStream', () => {
  let body: PassThrough;
  let text = '';
  let outlook: JobOutlook = {};
  const outlooks = { of: () => Promise.resolve(outlook), atHand: () => outlook } as unknown as JobOutlooks;
  const streams: EventStream[] = [];
  const opened = (lastEventId?: string): EventStream => {
    body = new PassThrough();
    text = '';
    body.on('data', (data: Buffer) => (text += data.toString()));
    const stream = new EventStream(body, lastEventId, outlooks);
    streams.push(stream);
    return stream;
  };
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const show = async (stream: EventStream, ...jobs: readonly ShownJob[]): Promise<void> => {
    for (const job of jobs) {
      stream.show(job);
      await settled();
    }
  };
  const events = (): string[] => [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name ?? '');
  const ids = (): string[] => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? '');

  beforeEach(() => {
    outlook = {};
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.end();
    jest.useRealTimers();
  });

  it('tells every state once, and closes after the last', async () => {
    await show(opened(), JOB, JOB, RUNNING, RUNNING, DONE, DONE);

    expect(events()).toEqual(['state', 'state', 'end']);
    expect(body.writableEnded).toBe(true);
  });

  it('tells what else changes as progress', async () => {
    const stream = opened();
    outlook = { position: 7 };
    await show(stream, JOB);
    outlook = { position: 6 };
    jest.advanceTimersByTime(4000);

    await show(stream, JOB);

    expect(events()).toEqual(['state', 'progress']);
    expect(text).toContain('"position":6');
  });

  it('tells how far the picture is', async () => {
    const report = { jobId: JOB.id, attempt: 1, fraction: 0.25, etaMs: 3400, hasPreview: true };
    const stream = opened();
    await show(stream, RUNNING);
    outlook = { report };

    await show(stream, RUNNING, RUNNING);

    expect(events()).toEqual(['state', 'progress']);
    expect(text).toContain(`"progress":0.25,"eta_seconds":3,"preview":"/api/v1/jobs/${JOB.id}/preview"`);
  });

  it('tells who comes again only what is new', async () => {
    await show(opened(), JOB, RUNNING);
    const [first, second] = ids();

    await show(opened(second), RUNNING);
    const seen = ids();
    await show(opened(first), RUNNING);

    expect(seen).toEqual([]);
    expect(ids()).toEqual([second]);
  });

  it('knows who has seen the end', async () => {
    await show(opened(), DONE);
    const [last] = ids();

    expect(EventStream.isLast(DONE, last)).toBe(true);
    expect(EventStream.isLast(DONE, 'other')).toBe(false);
    expect(EventStream.isLast(DONE, undefined)).toBe(false);
    expect(EventStream.isLast(RUNNING, last)).toBe(false);
  });

  it('shows that it lives while nothing happens', async () => {
    opened();

    jest.advanceTimersByTime(31_000);
    await settled();

    expect(text.match(/^: /gm)).toHaveLength(2);
  });

  it('closes after an hour', () => {
    opened();

    jest.advanceTimersByTime(3_600_000);

    expect(body.writableEnded).toBe(true);
  });

  it('tells the state without reasons when they cannot be had', async () => {
    const broken = { of: () => Promise.reject(new Error('away')) } as unknown as JobOutlooks;
    body = new PassThrough();
    text = '';
    body.on('data', (data: Buffer) => (text += data.toString()));
    const stream = new EventStream(body, undefined, broken);
    streams.push(stream);

    await show(stream, JOB);

    expect(events()).toEqual(['state']);
  });
});
