import { derivedId, isUuid } from './ids';

describe('derivedId', () => {
  it('is the same for the same words, in this release and in every later one', () => {
    // Written down once: a change would make every redelivered message a new request.
    expect(derivedId('terminal', 'job-1')).toBe('6ac5562c-c197-5e6e-9324-20923ff4e530');
  });

  it('tells lists apart that read alike when joined', () => {
    const ids = [derivedId('ab', 'c'), derivedId('a', 'bc'), derivedId('abc'), derivedId('ab', 'c', '')];

    expect(new Set(ids).size).toBe(4);
  });

  it('is a UUID of version 5', () => {
    expect(derivedId('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('isUuid', () => {
  it.each(['3b241101-e2bb-4255-8caf-4136c566a962', '3B241101-E2BB-1255-8CAF-4136C566A962'])('knows %s', (text) => {
    expect(isUuid(text)).toBe(true);
  });

  it.each([
    '',
    'x',
    '3b241101e2bb42558caf4136c566a962',
    '{3b241101-e2bb-4255-8caf-4136c566a962}',
    '3b241101-e2bb-4255-8caf-4136c566a962\n',
    ' 3b241101-e2bb-4255-8caf-4136c566a962',
    '3b241101-e2bb-4255-8caf-4136c566a96g',
    7,
    null,
    undefined,
    ['3b241101-e2bb-4255-8caf-4136c566a962'],
  ])('does not take %j for one', (value) => {
    expect(isUuid(value)).toBe(false);
  });
});
