import { createHash } from 'node:crypto';
import { nkeys } from 'nats';

/** What we use of a key pair; the client re-exports the library without its types. */
interface KeyPair {
  getPublicKey(): string;
  getSeed(): Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
}
const keys = nkeys as unknown as Record<'createOperator' | 'createAccount' | 'createUser', () => KeyPair>;

/** A chain of trust as `nsc` makes it: an operator signs accounts, an account signs users. */
export interface CredentialsChain {
  /** Lines of a nats-server's configuration that trust it. */
  readonly config: string;
  /** Content of a credentials file of a user of the account. */
  readonly creds: string;
  /** The same for a user of an account that the operator has never signed. */
  readonly forged: string;
}

const UNLIMITED = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, conn: -1, leaf: -1, wildcards: true };
const JETSTREAM = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

/** Makes a new chain with an account that has JetStream, and the system account that this needs. */
export function credentialsChain(): CredentialsChain {
  const [operator, system, account, stranger] = [
    keys.createOperator(),
    keys.createAccount(),
    keys.createAccount(),
    keys.createAccount(),
  ] as const;
  const ownJwt = jwt(operator, operator, { type: 'operator', system_account: system.getPublicKey() });
  const systemJwt = jwt(system, operator, { type: 'account', limits: UNLIMITED });
  const accountJwt = jwt(account, operator, { type: 'account', limits: { ...UNLIMITED, ...JETSTREAM } });
  const known = [`${system.getPublicKey()}: ${systemJwt}`, `${account.getPublicKey()}: ${accountJwt}`];
  return {
    config: [
      `operator: ${ownJwt}`,
      `system_account: ${system.getPublicKey()}`,
      'resolver: MEMORY',
      `resolver_preload: { ${known.join(', ')} }`,
    ].join('\n'),
    creds: userOf(account),
    forged: userOf(stranger),
  };
}

function userOf(account: KeyPair): string {
  const user = keys.createUser();
  const token = jwt(user, account, { type: 'user', subs: -1, data: -1, payload: -1 });
  const seed = Buffer.from(user.getSeed()).toString();
  return [
    ...block('NATS USER JWT', token, '------END NATS USER JWT------'),
    ...block('USER NKEY SEED', seed, '------END USER NKEY SEED------'),
  ].join('\n');
}

const block = (name: string, body: string, end: string): string[] => [`-----BEGIN ${name}-----`, body, end, ''];

/** Claims of NATS, version 2 (github.com/nats-io/jwt): the issuer's Ed25519 key signs what every JWT has signed. */
function jwt(subject: KeyPair, issuer: KeyPair, nats: Readonly<Record<string, unknown>>): string {
  const claims = {
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    name: String(nats.type),
    sub: subject.getPublicKey(),
    nats: { ...nats, version: 2 },
  };
  const jti = createHash('sha256').update(JSON.stringify(claims)).digest('hex');
  const signed = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part({ jti, ...claims })}`;
  return `${signed}.${Buffer.from(issuer.sign(Buffer.from(signed))).toString('base64url')}`;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
