import { ImageServiceError, InternalError, ValidationFailedError } from '../common/errors';
import { HubUnavailableError } from './hub-connection';
import { redeliveryDelayMs, worthRetrying } from './settlement';

class AwayError extends ImageServiceError {
  readonly code = 'STORAGE_UNAVAILABLE';
  readonly retry = 'later';

  constructor() {
    super('the storage is away');
  }
}

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('worthRetrying', () => {
  it.each([
    ['an error that says so', new AwayError()],
    ['a hub that is away', new HubUnavailableError('the hub is not connected')],
    ['a database that refuses connections', withCode('ECONNREFUSED')],
    ['a database that shuts down', withCode('57P01')],
    ['a deadlock', withCode('40P01')],
    ['a full disk', withCode('53100')],
    ['a table that is not migrated yet', withCode('42P01')],
    ['a request without an answer', withCode('503')],
    ['an error nobody knows', new Error('something')],
    ['a text', 'something'],
    ['nothing', undefined],
  ])('gives %s another chance', (_case, error) => {
    expect(worthRetrying(error)).toBe(true);
  });

  it.each([
    ['a wrong request', new ValidationFailedError([])],
    ['a state that cannot be', new InternalError('1')],
    ['a mistake of ours', new TypeError('undefined is not a function')],
    ['a stack without end', new RangeError('Maximum call stack size exceeded')],
    ['text that is not JSON', new SyntaxError('Unexpected token')],
    ['data the database cannot hold', withCode('22P05')],
    ['a broken constraint', withCode('23505')],
  ])('gives up on %s', (_case, error) => {
    expect(worthRetrying(error)).toBe(false);
  });
});

describe('redeliveryDelayMs', () => {
  it('doubles from one second to one minute', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 1_000_000].map(redeliveryDelayMs);

    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });
});
