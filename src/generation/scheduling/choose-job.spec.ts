import { chooseInOrder, chooseJob, AFFINITY_SPAN_MS, AFFINITY_WINDOW, type Candidate } from './choose-job';

const aJob = (id: string, given: Partial<Candidate> = {}): Candidate => ({
  id,
  priority: 5,
  fairTag: 0,
  createdAtMs: 0,
  ...given,
});
const nowhere = new Set<string>();

describe('chooseJob', () => {
  it('takes the first when it needs no other model', () => {
    const queue = [aJob('first', { model: 'anime' }), aJob('second', { model: 'anime' })];

    const chosen = chooseJob(queue, { model: 'anime', loadedElsewhere: nowhere });

    expect(chosen?.id).toBe('first');
  });

  it('lets a job overtake whose model is loaded', () => {
    const queue = [aJob('first', { model: 'photo' }), aJob('second', { model: 'anime', fairTag: 3 })];

    const chosen = chooseJob(queue, { model: 'anime', loadedElsewhere: nowhere });

    expect(chosen?.id).toBe('second');
  });

  it.each([
    ['less urgent', { priority: 4 }],
    ['too far behind in its share', { fairTag: AFFINITY_WINDOW + 0.5 }],
    ['asked for too much later', { createdAtMs: AFFINITY_SPAN_MS + 1 }],
  ])('lets no job overtake that is %s', (_, given) => {
    const queue = [aJob('first', { model: 'photo' }), aJob('second', { model: 'anime', ...given })];

    const chosen = chooseJob(queue, { model: 'anime', loadedElsewhere: nowhere });

    expect(chosen?.id).toBe('first');
  });

  it('changes to a model that no other backend has loaded', () => {
    const queue = [aJob('first', { model: 'photo' }), aJob('second', { model: 'ink' })];

    const chosen = chooseJob(queue, { model: 'anime', loadedElsewhere: new Set(['photo']) });

    expect(chosen?.id).toBe('second');
  });

  it('is never idle while something waits', () => {
    const queue = [aJob('first', { model: 'photo' })];

    const chosen = chooseJob(queue, { model: 'anime', loadedElsewhere: new Set(['photo']) });

    expect(chosen?.id).toBe('first');
  });
});

describe('chooseInOrder', () => {
  const queue = [
    aJob('first', { model: 'photo' }),
    aJob('second', { model: 'anime' }),
    aJob('third', { model: 'ink' }),
    aJob('fourth', { model: 'anime' }),
  ];
  const backend = { model: 'anime', loadedElsewhere: new Set(['photo']) };

  it('names what would be chosen if all before it were gone', () => {
    const ids = chooseInOrder(queue, backend, 8).map(({ id }) => id);

    expect(ids).toEqual(['second', 'fourth', 'third', 'first']);
  });

  it('names no more than are wanted', () => {
    expect(chooseInOrder(queue, backend, 2)).toHaveLength(2);
  });
});
