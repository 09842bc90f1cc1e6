import { agoWords, canRetry, durationWords, helpFor, idIn, waitingWords } from './job-words';

describe('waitingWords', () => {
  it('says the reason, the place and the time', () => {
    const words = waitingWords({
      status: 'pending',
      position: 3,
      waiting_for: 'every backend is busy',
      estimated_seconds: 40,
    });

    expect(words).toBe('every backend is busy · 3 before it · begins in about 40 s');
  });

  it.each([
    [{ status: 'pending', position: 0 }, 'next in line'],
    [{ status: 'pending', position: 1000 }, '1000 or more before it'],
    [{ status: 'pending', waiting_for: 'another job' }, 'for another job'],
    [{ status: 'pending', waiting_for: 'retry at soon' }, 'tried again at soon'],
    [{ status: 'pending' }, ''],
    [{ status: 'running', position: 3 }, ''],
  ] as const)('of %j is %j', (job, words) => {
    expect(waitingWords(job)).toBe(words);
  });
});

describe('helpFor', () => {
  it.each([
    'VALIDATION_FAILED EXPIRED CHARACTER_NOT_FOUND CHARACTER_UNAVAILABLE CONTENT_REFUSED BACKEND_UNAVAILABLE',
    'BACKEND_REJECTED BACKEND_OUT_OF_MEMORY BACKEND_SUBSTITUTED BLANK_OUTPUT IMAGE_TOO_LARGE STORAGE_UNAVAILABLE',
    'CANCELLED SUPERSEDED TIMEOUT INTERNAL',
  ])('has a sentence of its own for each of %s', (codes) => {
    const unknown = helpFor('SOMETHING_NEW').text;

    for (const code of codes.split(' ')) expect(helpFor(code).text).not.toBe(unknown);
  });
});

describe('canRetry', () => {
  it.each([
    ['failed', 'BLANK_OUTPUT', true],
    ['failed', 'CONTENT_REFUSED', false],
    ['cancelled', 'CANCELLED', true],
    ['cancelled', 'SUPERSEDED', false],
    ['running', 'BLANK_OUTPUT', false],
    ['completed', '', false],
  ] as const)('%s with %s: %s', (status, code, can) => {
    expect(canRetry({ status, error: { code, message: '' } })).toBe(can);
  });
});

describe('times', () => {
  it.each([
    [0.4, 'a moment'],
    [8.4, '8 s'],
    [150, '3 min'],
    [7200, '2 h'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });

  it.each([
    ['2026-11-22T10:00:00Z', 'just now'],
    ['2026-11-22T09:58:00Z', '2 min ago'],
    ['never', 'never'],
  ])('%s is %s', (iso, words) => {
    expect(agoWords(iso, Date.parse('2026-11-22T10:00:01Z'))).toBe(words);
  });

  it('finds the id at the end of a path', () => {
    expect([idIn('/api/v1/jobs/a-b'), idIn(undefined), idIn('')]).toEqual(['a-b', undefined, undefined]);
  });
});
