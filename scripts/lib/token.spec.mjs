import { describe, expect, it } from '@jest/globals';
import { jwtVerify } from 'jose';
import { readTokenFlags } from './token-flags.mjs';
import { signToken } from './token.mjs';

const KEY = 'a-key-of-more-than-thirty-two-bytes';
const NOW = new Date('2026-11-22T10:00:00Z');
const NOW_SECONDS = NOW.getTime() / 1000;

/** @param {string} token @param {string} [key] */
function verify(token, key = KEY) {
  return jwtVerify(token, Buffer.from(key), { algorithms: ['HS256'], currentDate: NOW });
}

describe('a token', () => {
  it('carries who it is for, what they may do and until when', async () => {
    const flags = [
      '--sub',
      'ann',
      '--roles',
      'player,gm',
      '--campaigns',
      'c1',
      '--permissions',
      'image:read',
      '--ttl',
      '60',
    ];

    const { payload } = await verify(signToken(readTokenFlags(flags), KEY, NOW));

    expect(payload).toEqual({
      sub: 'ann',
      roles: ['player', 'gm'],
      campaigns: ['c1'],
      permissions: ['image:read'],
      type: 'access',
      iat: NOW_SECONDS,
      exp: NOW_SECONDS + 60,
    });
  });

  it('names issuer and audience when the service checks them', async () => {
    const claims = { sub: 'ann', ttlSeconds: 60, issuer: 'https://id', audience: 'images' };

    const { payload } = await verify(signToken(claims, KEY, NOW));

    expect(payload).toMatchObject({ iss: 'https://id', aud: 'images' });
  });

  it('lasts an hour unless said otherwise', async () => {
    const { payload } = await verify(signToken(readTokenFlags(['--sub', 'ann']), KEY, NOW));

    expect(payload.exp).toBe(NOW_SECONDS + 3600);
  });

  it('is worth nothing under another key', async () => {
    const token = signToken({ sub: 'ann', ttlSeconds: 60 }, KEY, NOW);

    const verification = verify(token, `${KEY}!`);

    await expect(verification).rejects.toThrow('signature');
  });

  it.each([
    [[]],
    [['--sub', '']],
    [['--sub', 'a', '--ttl', '0']],
    [['--sub', 'a', '--ttl', 'soon']],
    [['--rolls', 'a']],
  ])('is refused with the usage for %j', (flags) => {
    const read = () => readTokenFlags(flags);

    expect(read).toThrow('usage: npm run token');
    expect(read).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
