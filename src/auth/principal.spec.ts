import { mayDo, mayRead, mayWrite, UNLIMITED_PERMISSIONS, type Principal } from './principal';

const aPrincipal = (claims: Partial<Principal> = {}): Principal => ({
  sub: 'mira',
  roles: [],
  permissions: UNLIMITED_PERMISSIONS,
  campaigns: [],
  ...claims,
});

describe('mayRead', () => {
  it.each([
    ['its own', aPrincipal(), { ownerId: 'mira' }, true],
    [
      'what belongs to its campaign',
      aPrincipal({ campaigns: ['c1', 'c2'] }),
      { ownerId: 'tom', campaignId: 'c2' },
      true,
    ],
    ['anything as a service', aPrincipal({ roles: ['service'] }), { ownerId: 'tom' }, true],
    ['anything as an admin', aPrincipal({ roles: ['admin'] }), {}, true],
    ['not what another owns', aPrincipal(), { ownerId: 'tom' }, false],
    ['not what belongs to another campaign', aPrincipal({ campaigns: ['c1'] }), { campaignId: 'c2' }, false],
    ['not what belongs to nobody', aPrincipal(), {}, false],
    ['not what belongs to nobody, spelled with nulls', aPrincipal(), { ownerId: null, campaignId: null }, false],
    ['nothing more by an unknown role', aPrincipal({ roles: ['Administrator', 'viewer'] }), { ownerId: 'tom' }, false],
    ['nothing by a campaign named like an owner', aPrincipal({ campaigns: ['tom'] }), { ownerId: 'tom' }, false],
  ])('a principal reads %s', (_, principal, resource, expected) => {
    const allowed = mayRead(principal, resource);

    expect(allowed).toBe(expected);
  });
});

describe('mayWrite', () => {
  it.each([
    ['its own', aPrincipal(), { ownerId: 'mira' }, true],
    ['anything as an admin', aPrincipal({ roles: ['admin'] }), { ownerId: 'tom' }, true],
    ['its own as a service', aPrincipal({ roles: ['service'] }), { ownerId: 'mira' }, true],
    ['not everything as a service', aPrincipal({ roles: ['service'] }), { ownerId: 'tom' }, false],
    [
      'not what only belongs to its campaign',
      aPrincipal({ campaigns: ['c1'] }),
      { ownerId: 'tom', campaignId: 'c1' },
      false,
    ],
    ['not what belongs to nobody', aPrincipal({ campaigns: ['c1'] }), { campaignId: 'c1' }, false],
  ])('a principal writes %s', (_, principal, resource, expected) => {
    const allowed = mayWrite(principal, resource);

    expect(allowed).toBe(expected);
  });
});

describe('mayDo', () => {
  it.each([['image:create'], ['image:*'], ['*:create'], ['*:*'], ['*']])('%s permits image:create', (held) => {
    const allowed = mayDo(aPrincipal({ permissions: ['character:read', held] }), 'image:create');

    expect(allowed).toBe(true);
  });

  it.each([
    ['image:read'],
    ['character:*'],
    ['*:read'],
    ['image'],
    ['image:'],
    ['image:create:portrait'],
    ['IMAGE:CREATE'],
    ['**'],
    [''],
  ])('%p does not permit image:create', (held) => {
    const allowed = mayDo(aPrincipal({ permissions: [held] }), 'image:create');

    expect(allowed).toBe(false);
  });

  it('an empty list of permissions permits nothing, not even to an admin', () => {
    const admin = aPrincipal({ roles: ['admin'], permissions: [] });

    const allowed = mayDo(admin, 'image:read');

    expect(allowed).toBe(false);
  });
});
