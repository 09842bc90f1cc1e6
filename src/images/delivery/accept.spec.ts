import { Accept } from './accept';

describe('Accept', () => {
  it.each([
    [undefined, 'image/png', 1],
    ['', 'image/png', 1],
    ['*/*', 'image/png', 1],
    ['image/*;q=0.5', 'image/png', 0.5],
    ['image/png;q=0.2, image/*;q=0.5, */*;q=0.9', 'image/png', 0.2],
    ['image/png;q=0.2, image/*;q=0.5, */*;q=0.9', 'image/webp', 0.5],
    ['image/png;q=0.2, image/*;q=0.5, */*;q=0.9', 'application/json', 0.9],
    ['image/png;q=0, */*', 'image/png', 0],
    ['IMAGE/PNG ; Q=0.25', 'image/png', 0.25],
    ['image/png;v=1;q=0.3, image/png;q=0.1', 'image/png', 0.3],
    ['image/gif', 'image/png', 0],
  ])('reads %j: %s is wanted by %d', (header, type, quality) => {
    expect(new Accept(header).qualityOf(type)).toBe(quality);
  });

  it.each(['image', 'image/', '/png', 'image/png/x', '*/png', 'im age/png', 'image/png;q=2', 'image/png;q=-1', ',;,='])(
    'takes the broken member %j for nothing, and reads its neighbours',
    (member) => {
      const accept = new Accept(`${member}, image/webp;q=0.4`);

      expect([accept.qualityOf('image/png'), accept.qualityOf('image/webp')]).toEqual([0, 0.4]);
    },
  );

  it('reads the longest header in no time', () => {
    const header = 'image/png;q=0.1,'.repeat(1000) + ' '.repeat(100_000) + ';='.repeat(10_000);
    const startedAt = performance.now();

    new Accept(header).qualityOf('image/png');

    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});
