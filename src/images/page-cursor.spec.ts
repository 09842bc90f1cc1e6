import { cursorOf, positionIn } from './page-cursor';

const position = { createdAtUs: 1_766_000_000_123_456n, id: '7d0d6c5e-3f0a-5b7e-9a1c-52f4f7a1e0b3' };

describe('A page cursor', () => {
  it('gives back the position it was made of, to the microsecond', () => {
    const cursor = cursorOf(position);

    expect(positionIn(cursor)).toEqual(position);
  });

  it('fits a URL as it is', () => {
    expect(cursorOf(position)).toMatch(/^[A-Za-z0-9_-]{32}$/);
  });

  it('reaches from 1970 to 2255', () => {
    const ends = [0n, BigInt(Number.MAX_SAFE_INTEGER)].map((createdAtUs) => ({ ...position, createdAtUs }));

    expect(ends.map((end) => positionIn(cursorOf(end)))).toEqual(ends);
  });

  it.each([
    ['empty', ''],
    ['too short', cursorOf(position).slice(1)],
    ['too long', `${cursorOf(position)}A`],
    ['padded', `${cursorOf(position).slice(0, 31)}=`],
    ['of another alphabet', `+/${cursorOf(position).slice(2)}`],
    ['a UUID', '7d0d6c5e-3f0a-5b7e-9a1c-52f4f7a1e0b3'],
    ['beyond what SQL counts exactly', cursorOf({ ...position, createdAtUs: BigInt(Number.MAX_SAFE_INTEGER) + 1n })],
    ['before 1970', Buffer.alloc(24, 0xff).toString('base64url')],
  ])('is none of ours when it is %s', (_what, text) => {
    expect(positionIn(text)).toBeUndefined();
  });
});
