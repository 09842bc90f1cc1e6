import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { AuthUnavailableError, UnauthenticatedError } from './auth.errors';
import { MAX_TOKEN_CHARS, TokenVerifier } from './token-verifier';

const SECRET = 'a secret of the shared auth system, long enough';
const NOW_MS = Date.UTC(2026, 10, 22, 10, 0, 0);
const NOW = NOW_MS / 1000;

const signed = (claims: Record<string, unknown>, { secret = SECRET, alg = 'HS256' } = {}): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(Buffer.from(secret));
const aToken = (claims: Record<string, unknown> = {}): Promise<string> =>
  signed({ sub: 'mira', exp: NOW + 600, ...claims });
const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('TokenVerifier with a secret', () => {
  let clock: jest.SpyInstance<number>;
  let verifier: TokenVerifier;

  beforeEach(() => {
    clock = jest.spyOn(Date, 'now').mockReturnValue(NOW_MS);
    verifier = new TokenVerifier({ secretKey: SECRET });
  });
  afterEach(() => jest.restoreAllMocks());

  it('gives the principal of a good token', async () => {
    const token = await aToken({ roles: ['admin'], permissions: ['image:read'], campaigns: ['c1'], type: 'access' });

    const principal = await verifier.verify(token);

    expect(principal).toEqual({ sub: 'mira', roles: ['admin'], permissions: ['image:read'], campaigns: ['c1'] });
  });

  it('does not limit a token that says nothing of permissions', async () => {
    const token = await aToken();

    const principal = await verifier.verify(token);

    expect(principal).toEqual({ sub: 'mira', roles: [], permissions: ['image:*'], campaigns: [] });
  });

  it('takes an empty list of permissions at its word', async () => {
    const token = await aToken({ permissions: [] });

    const principal = await verifier.verify(token);

    expect(principal.permissions).toEqual([]);
  });

  it('reads a single text as a list of one', async () => {
    const token = await aToken({ roles: 'service', permissions: 'image:read', campaigns: 'c1' });

    const principal = await verifier.verify(token);

    expect(principal).toEqual({ sub: 'mira', roles: ['service'], permissions: ['image:read'], campaigns: ['c1'] });
  });

  it('keeps a subject in any script', async () => {
    const token = await aToken({ sub: 'Míra 火の娘 🐉' });

    const principal = await verifier.verify(token);

    expect(principal.sub).toBe('Míra 火の娘 🐉');
  });

  it.each([
    ['is refused without an expiry', { exp: undefined }],
    ['is refused with an expiry that is a text', { exp: String(NOW + 600) }],
    ['is refused without a subject', { sub: undefined }],
    ['is refused with an empty subject', { sub: '' }],
    ['is refused with a blank subject', { sub: '   ' }],
    ['is refused with a subject that is a number', { sub: 7 }],
    ['is refused with a subject of 256 characters', { sub: 'm'.repeat(256) }],
    ['is refused with a line break in the subject', { sub: 'mira\nadmin' }],
    ['is refused when it is a refresh token', { type: 'refresh' }],
    ['is refused when its type is not a text', { type: null }],
    ['is refused with roles that are numbers', { roles: [1] }],
    ['is refused with roles that are an object', { roles: { admin: true } }],
    ['is refused with permissions that are null', { permissions: null }],
    ['is refused with campaigns in a nested list', { campaigns: [['c1']] }],
    ['is refused 31 s after its expiry', { exp: NOW - 31 }],
    ['is refused exactly 30 s after its expiry', { exp: NOW - 30 }],
    ['is refused 31 s before it starts', { nbf: NOW + 31 }],
  ])('a token %s', async (_, claims) => {
    const token = await aToken(claims);

    const verdict = verifier.verify(token);

    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it.each([
    ['29 s after its expiry', { exp: NOW - 29 }],
    ['30 s before it starts', { nbf: NOW + 30 }],
    ['with a subject of 255 characters', { sub: 'm'.repeat(255) }],
  ])('a token still counts %s', async (_, claims) => {
    const token = await aToken(claims);

    const principal = await verifier.verify(token);

    expect(principal.sub).toMatch(/^m/);
  });

  it('refuses a token that would never expire', async () => {
    const parts = `${encoded({ alg: 'HS256' })}.${Buffer.from('{"sub":"mira","exp":1e999}').toString('base64url')}`;
    const token = `${parts}.${createHmac('sha256', SECRET).update(parts).digest('base64url')}`;

    const verdict = verifier.verify(token);

    await expect(verdict).rejects.toThrow(new UnauthenticatedError('The token has no usable expiry'));
  });

  it('lets no text through that the database would refuse', async () => {
    const half = await aToken({ sub: 'mira\ud800' });
    const campaigns = await aToken({ campaigns: ['c1', 'c\u0000', 'c\udfff'] });

    await expect(verifier.verify(half)).rejects.toThrow(UnauthenticatedError);
    expect(await verifier.verify(campaigns)).toMatchObject({ campaigns: ['c1'] });
  });

  it.each(['none', 'None', 'NONE', 'nOnE'])('refuses an unsigned token (alg %s)', async (alg) => {
    const token = `${encoded({ alg })}.${encoded({ sub: 'mira', exp: NOW + 600 })}.`;

    const verdict = verifier.verify(token);

    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it('refuses other HMAC algorithms with the right secret', async () => {
    const token = await signed({ sub: 'mira', exp: NOW + 600 }, { alg: 'HS512', secret: SECRET.repeat(2) });

    const verdict = new TokenVerifier({ secretKey: SECRET.repeat(2) }).verify(token);

    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it('refuses an asymmetric token', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const token = await new SignJWT({ sub: 'mira', exp: NOW + 600 })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);

    const verdict = verifier.verify(token);

    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it('refuses a token of another secret', async () => {
    const token = await signed({ sub: 'mira', exp: NOW + 600 }, { secret: SECRET.replace('a', 'b') });

    const verdict = verifier.verify(token);

    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it('refuses claims that were changed after signing', async () => {
    const [header, , signature] = (await aToken()).split('.');
    const token = `${header}.${encoded({ sub: 'mira', roles: ['admin'], exp: NOW + 600 })}.${signature}`;

    const verdict = verifier.verify(token);

    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it('refuses a header with a critical extension it does not know', async () => {
    const header = { alg: 'HS256' as const, crit: ['exotic'], exotic: true };
    const options = { crit: { exotic: true } };
    const token = await new SignJWT({ sub: 'mira', exp: NOW + 600 })
      .setProtectedHeader(header)
      .sign(Buffer.from(SECRET), options);

    const verdict = verifier.verify(token);

    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it.each(['', '.', '..', 'a.b.c', 'hello', 'ðŸ.\u0000.\ud800', '{"alg":"HS256"}', `${'a.'.repeat(4000)}`])(
    'refuses garbage %#',
    async (garbage) => {
      const verdict = verifier.verify(garbage);

      await expect(verdict).rejects.toThrow(UnauthenticatedError);
    },
  );

  it('reads a token of the greatest length and refuses one character more unread', async () => {
    const longest = 'x'.repeat(MAX_TOKEN_CHARS);

    const [read, unread] = [verifier.verify(longest), verifier.verify(`${longest}x`)];

    await expect(read).rejects.toThrow(new UnauthenticatedError('The token is not valid'));
    await expect(unread).rejects.toThrow(new UnauthenticatedError('The token is too long'));
  });

  it('never repeats a part of the token in an error', async () => {
    const token = await aToken({ sub: 'very-secret-name', type: 'very-secret-type', roles: ['very-secret-role'] });

    const thrown: unknown = await verifier.verify(token).catch((error: unknown) => error);

    expect(thrown).toBeInstanceOf(UnauthenticatedError);
    expect(JSON.stringify(thrown, Object.getOwnPropertyNames(thrown))).not.toMatch(/very-secret|eyJ/);
    expect(thrown).not.toHaveProperty('cause');
  });

  it('checks issuer and audience when they are configured', async () => {
    const strict = new TokenVerifier({ secretKey: SECRET, issuer: 'auth_service', audience: 'image-service' });
    const good = await aToken({ iss: 'auth_service', aud: ['hub', 'image-service'] });
    const wrong = [
      await aToken(),
      await aToken({ iss: 'auth_service' }),
      await aToken({ aud: 'image-service' }),
      await aToken({ iss: 'auth_service.evil', aud: 'image-service' }),
      await aToken({ iss: 'auth_service', aud: ['hub'] }),
    ];

    const principal = await strict.verify(good);
    const verdicts = await Promise.allSettled(wrong.map((token) => strict.verify(token)));

    expect(principal.sub).toBe('mira');
    expect(verdicts.map((verdict) => verdict.status)).toEqual(wrong.map(() => 'rejected'));
  });

  it('does not remember a token beyond its expiry', async () => {
    const token = await aToken({ exp: NOW + 10 });
    await verifier.verify(token);
    clock.mockReturnValue(NOW_MS + 39_000);
    await verifier.verify(token);
    clock.mockReturnValue(NOW_MS + 40_000);

    const verdict = verifier.verify(token);

    await expect(verdict).rejects.toThrow(new UnauthenticatedError('The token has expired'));
  });

  it('is not built from a secret of 31 bytes, nor from nothing', () => {
    const builds = [{ secretKey: 'x'.repeat(31) }, {}].map((settings) => () => new TokenVerifier(settings));

    for (const build of builds) expect(build).toThrow(TypeError);
    expect(() => new TokenVerifier({ secretKey: 'é'.repeat(16) })).not.toThrow();
  });
});

describe('AuthUnavailableError', () => {
  it('may be tried again, unlike a bad token', () => {
    const outage = new AuthUnavailableError({ cause: new Error('refused') });
    const badToken = new UnauthenticatedError('no');

    expect([outage.httpStatus, outage.retry, badToken.httpStatus, badToken.retry]).toEqual([
      503,
      'later',
      401,
      'never',
    ]);
  });
});
