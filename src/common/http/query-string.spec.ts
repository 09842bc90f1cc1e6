import { readQueryString } from './query-string';

describe('readQueryString', () => {
  it.each([
    ['tag=a&tag=b&kind=map', { tag: ['a', 'b'], kind: 'map' }],
    ['tag=%00a&tag=b%00', { tag: ['\ufffda', 'b\ufffd'] }],
    ['t%00=1', { 't\ufffd': '1' }],
    ['tag=%ed%a0%80', { tag: '\ufffd\ufffd\ufffd' }],
    ['tag=%zz', { tag: '%zz' }],
    ['', {}],
  ])('reads %s without anything that the database refuses', (text, expected) => {
    expect({ ...readQueryString(text) }).toEqual(expected);
  });

  it('takes a name of the prototype for a name like any other', () => {
    const query = readQueryString('__proto__=x&__proto__=y');

    expect(Object.keys(query)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});
