import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, type JWK } from 'jose';
import { AuthUnavailableError, UnauthenticatedError } from './auth.errors';
import { KEYS_COOLDOWN_MS, KEYS_MAX_AGE_MS, KEYS_OUTAGE_MS } from './remote-keys';
import { REMEMBERED_MS, TokenVerifier } from './token-verifier';

const NOW_MS = Date.UTC(2026, 10, 22, 10, 0, 0);

interface Issuer {
  readonly alg: string;
  readonly jwk: JWK;
  token(options?: { kid?: string | undefined; sub?: string }): Promise<string>;
}

function issuerOf(
  alg: string,
  kid: string,
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject },
): Issuer {
  return {
    alg,
    jwk: { ...(publicKey.export({ format: 'jwk' }) as JWK), kid, alg, use: 'sig' },
    token: (options = {}) =>
      new SignJWT({ sub: options.sub ?? 'mira' })
        .setProtectedHeader({
          alg,
          ...('kid' in options ? options.kid !== undefined && { kid: options.kid } : { kid }),
        })
        .setExpirationTime(NOW_MS / 1000 + 86_400)
        .sign(privateKey),
  };
}
const anIssuer = (kid: string): Issuer => issuerOf('ES256', kid, generateKeyPairSync('ec', { namedCurve: 'P-256' }));

describe('TokenVerifier with a key set', () => {
  let server: Server;
  let url: string;
  let answer: { status: number; body: string };
  let requests: number;
  let nowMs: number;
  let verifier: TokenVerifier;
  const publish = (...issuers: readonly Issuer[]): void => {
    answer = { status: 200, body: JSON.stringify({ keys: issuers.map(({ jwk }) => jwk) }) };
  };

  beforeEach(async () => {
    requests = 0;
    nowMs = NOW_MS;
    jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
    server = createServer((_, response) => {
      requests += 1;
      response.writeHead(answer.status, { 'content-type': 'application/json', connection: 'close' }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    verifier = new TokenVerifier({ jwksUrl: url });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    issuerOf('RS256', 'r', generateKeyPairSync('rsa', { modulusLength: 2048 })),
    issuerOf('ES256', 'e', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
    issuerOf('EdDSA', 'o', generateKeyPairSync('ed25519')),
  ])('accepts $alg', async (issuer) => {
    publish(issuer);

    const principal = await verifier.verify(await issuer.token());

    expect(principal.sub).toBe('mira');
  });

  it('asks for the keys once, however many tokens come', async () => {
    const issuer = anIssuer('one');
    publish(issuer);
    const tokens = await Promise.all([...'abcdef'].map((sub) => issuer.token({ sub })));

    await Promise.all(tokens.map((token) => verifier.verify(token)));

    expect(requests).toBe(1);
  });

  it('does not take the public key for a secret', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    answer = { status: 200, body: JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'r' }] }) };
    const forged = await new SignJWT({ sub: 'mira', exp: NOW_MS / 1000 + 600 })
      .setProtectedHeader({ alg: 'HS256', kid: 'r' })
      .sign(Buffer.from(pem));

    const verdict = verifier.verify(forged);

    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it('does not take a symmetric token even when a secret is configured too', async () => {
    const secretKey = 'a secret of the shared auth system, long enough';
    publish(anIssuer('one'));
    const token = await new SignJWT({ sub: 'mira', exp: NOW_MS / 1000 + 600 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(secretKey));

    const verdict = new TokenVerifier({ jwksUrl: url, secretKey }).verify(token);

    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it('follows a rotation: the new key counts after the cooldown, the withdrawn one no longer after the maximal age', async () => {
    const [old, next] = [anIssuer('old'), anIssuer('next')];
    publish(old);
    await verifier.verify(await old.token());
    publish(next);
    nowMs += KEYS_COOLDOWN_MS - 1;
    await expect(verifier.verify(await next.token())).rejects.toThrow(UnauthenticatedError);
    nowMs += 1;

    const principal = await verifier.verify(await next.token());
    nowMs += KEYS_MAX_AGE_MS;
    const verdict = verifier.verify(await old.token());

    expect(principal.sub).toBe('mira');
    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it('lets tokens with unknown keys cause one request per cooldown', async () => {
    publish(anIssuer('one'));
    const stranger = anIssuer('stranger');
    const tokens = await Promise.all([...'abcdef'].map((kid) => stranger.token({ kid })));

    const verdicts = await Promise.allSettled(tokens.map((token) => verifier.verify(token)));

    expect(verdicts.every((verdict) => verdict.status === 'rejected')).toBe(true);
    expect(requests).toBe(1);
  });

  it('finds the signer of a token without key id among several keys', async () => {
    const [old, next, stranger] = [anIssuer('old'), anIssuer('next'), anIssuer('stranger')];
    publish(old, next);

    const principal = await verifier.verify(await next.token({ kid: undefined }));
    const verdict = verifier.verify(await stranger.token({ kid: undefined }));

    expect(principal.sub).toBe('mira');
    await expect(verdict).rejects.toThrow(UnauthenticatedError);
  });

  it.each([
    ['answers 500', { status: 500, body: '{}' }],
    ['redirects', { status: 302, body: '' }],
    ['answers with a page', { status: 200, body: '<html>' }],
    ['answers with no key set', { status: 200, body: '{"keys":7}' }],
  ])('blames nobody while the auth system %s', async (_, broken) => {
    answer = broken;

    const verdict = verifier.verify(await anIssuer('one').token());

    await expect(verdict).rejects.toThrow(AuthUnavailableError);
  });

  it('asks an auth system that is down once per pause, and recovers', async () => {
    const issuer = anIssuer('one');
    answer = { status: 503, body: '' };
    const down = await Promise.allSettled([
      verifier.verify(await issuer.token()),
      verifier.verify(await issuer.token()),
    ]);
    await expect(verifier.verify(await issuer.token())).rejects.toThrow(AuthUnavailableError);
    const requestsWhileDown = requests;
    publish(issuer);
    nowMs += KEYS_OUTAGE_MS;

    const principal = await verifier.verify(await issuer.token());

    expect(down.map((verdict) => verdict.status)).toEqual(['rejected', 'rejected']);
    expect(requestsWhileDown).toBe(1);
    expect(principal.sub).toBe('mira');
  });

  it('knows a verified token on sight, for a minute', async () => {
    const issuer = anIssuer('one');
    publish(issuer);
    const token = await issuer.token();
    await verifier.verify(token);
    answer = { status: 503, body: '' };
    nowMs += KEYS_MAX_AGE_MS;
    await expect(verifier.verify(token)).rejects.toThrow(AuthUnavailableError);
    nowMs = NOW_MS + REMEMBERED_MS - 1;

    const principal = await verifier.verify(token);

    expect(principal.sub).toBe('mira');
  });
});
