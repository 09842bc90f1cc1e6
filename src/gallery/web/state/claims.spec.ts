import { allows, bareToken, type Claims, claimsOf } from './claims';

const tokenOf = (claims: unknown): string => {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  const base64 = btoa(String.fromCharCode(...bytes));
  return `e30.${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.${'x'.repeat(43)}`;
};

describe('claimsOf', () => {
  it('reads who it is, what it allows and until when', () => {
    const claims = claimsOf(tokenOf({ sub: 'Zoë ✨', roles: ['admin'], campaigns: ['c-1'], exp: 1_800_000_000 }));

    expect(claims).toEqual({
      subject: 'Zoë ✨',
      roles: ['admin'],
      permissions: ['image:*'],
      campaigns: ['c-1'],
      expiresAt: 1_800_000_000_000,
    });
  });

  it('takes a bare text for a list of one, and nothing else for a text', () => {
    const claims = claimsOf(tokenOf({ sub: 1, roles: 'player', permissions: [7, 'image:read'] }));

    expect(claims).toMatchObject({ subject: '', roles: ['player'], permissions: ['image:read'], campaigns: [] });
  });

  it.each(['', 'a.b', 'a.b.c.d', 'not a token', 'e30.%%%.sig', 'e30.bnVsbA.sig'])('finds none in %p', (text) => {
    expect(claimsOf(text)).toBeUndefined();
  });
});

describe('allows', () => {
  const holding = (...permissions: string[]): Claims => ({
    ...{ subject: 'a', roles: [], campaigns: [], expiresAt: undefined },
    permissions,
  });

  it.each(['*', '*:*', 'image:*', '*:delete', 'image:delete'])('takes %s for leave to delete', (held) => {
    expect(allows(holding(held), 'delete')).toBe(true);
  });

  it('does not take one act for another', () => {
    expect(allows(holding('image:read', 'map:*'), 'delete')).toBe(false);
    expect(allows(holding(), 'read')).toBe(false);
  });
});

describe('bareToken', () => {
  it.each(['a.b.c', ' a.b.c\n', 'Bearer a.b.c', 'Authorization: Bearer a.b.c', 'authorization:bearer  a.b.c'])(
    'finds the token in %p',
    (pasted) => {
      expect(bareToken(pasted)).toBe('a.b.c');
    },
  );
});
