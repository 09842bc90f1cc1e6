import { hashOf, routeOf } from './route';

describe('Addresses of places', () => {
  it('say path and query, escaped', () => {
    const hash = hashOf(['images', 'a/b?c#d'], { tag: 'big & bad', kind: '', q: undefined });

    expect(hash).toBe('#/images/a%2Fb%3Fc%23d?tag=big+%26+bad');
  });

  it('are read as they were written', () => {
    expect(routeOf(hashOf(['images', 'a/b?c#d'], { tag: 'big & bad', q: 'är?' }))).toEqual({
      path: ['images', 'a/b?c#d'],
      query: { tag: 'big & bad', q: 'är?' },
    });
  });

  it.each(['', '#', '#/', '#//', '#/%E0%A4%A'])('lead to the beginning when they name nothing: %p', (hash) => {
    expect(routeOf(hash).path).toEqual([]);
  });
});
