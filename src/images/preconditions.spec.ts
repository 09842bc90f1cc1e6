import { HttpProblem } from '../common/http/problem';
import { ifMatchAllows, ifNoneMatchKnows } from './preconditions';

const etag = '"7d0d6c5e-3"';

describe('If-Match', () => {
  it.each([
    ['no header', undefined],
    ['any version', '*'],
    ['the version', etag],
    ['a list with it', `"other" , ${etag}`],
  ])('lets a change through with %s', (_what, header) => {
    expect(ifMatchAllows(header, etag)).toBe(true);
  });

  it.each([
    ['another version', '"7d0d6c5e-2"'],
    ['the version as a weak tag', `W/${etag}`],
    ['an empty tag', '""'],
  ])('holds a change back with %s', (_what, header) => {
    expect(ifMatchAllows(header, etag)).toBe(false);
  });

  it.each(['', '3', '7d0d6c5e-3', `${etag},`, `${etag} "x"`, '"a b"', '*, "x"'])(
    'is refused when it is %j',
    (header) => {
      const asking = () => ifMatchAllows(header, etag);

      expect(asking).toThrow(HttpProblem);
      expect(asking).toThrow('If-Match cannot be read');
    },
  );
});

describe('If-None-Match', () => {
  it.each([etag, `W/${etag}`, `"x", ${etag}`, '*'])('knows the version by %s', (header) => {
    expect(ifNoneMatchKnows(header, etag)).toBe(true);
  });

  it.each([undefined, '', '"x"', 'nonsense'])('does not know it by %s', (header) => {
    expect(ifNoneMatchKnows(header, etag)).toBe(false);
  });
});
