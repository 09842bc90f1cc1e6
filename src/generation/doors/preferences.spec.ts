import { LONGEST_WAIT_S, waitIn } from './preferences';

describe('waitIn', () => {
  it.each([
    ['wait=10', 10],
    ['Wait = 10', 10],
    ['wait="10"', 10],
    ['wait=10; foo="bar"', 10],
    ['respond-async, wait=10', 10],
    ['return=minimal,wait=10,handling=strict', 10],
    ['wait=0', 0],
    ['wait=60', LONGEST_WAIT_S],
    ['wait=61', LONGEST_WAIT_S],
    ['wait=999999999', LONGEST_WAIT_S],
    ['wait=5, wait=10', 5],
    [['respond-async', 'wait=10'], 10],
  ])('reads the wait in %j', (prefer, seconds) => {
    expect(waitIn(prefer)).toBe(seconds);
  });

  it.each([
    undefined,
    '',
    'respond-async',
    'wait',
    'wait=',
    'wait=soon',
    'wait=-1',
    'wait=1.5',
    'wait=1e3',
    'waiting=10',
    'foo; wait=10',
    'wait=9999999999',
  ])('takes %j for no wait', (prefer) => {
    expect(waitIn(prefer)).toBeUndefined();
  });
});
