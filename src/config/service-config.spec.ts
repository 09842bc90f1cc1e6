import { CONFIG_SCHEMA } from './config.schema';
import { ConfigError, readConfig } from './service-config';

const REQUIRED = {
  DATABASE_URL: 'postgres://image:pw@localhost:5432/image',
  MESSAGE_HUB_URL: 'nats://localhost:4222',
  STORAGE_URL: 'file:///var/images',
  SECRET_KEY: 'k'.repeat(32),
};
/** Stands for a secret in the wrong place: it must never be repeated. */
const MARKER = 'MARKER-c0ffee';

function faultsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('fills in every default', () => {
    expect(readConfig(REQUIRED)).toEqual({
      ...REQUIRED,
      MESSAGE_HUB_URL: ['nats://localhost:4222'],
      MESSAGE_HUB_CREDS: undefined,
      STORAGE_BUCKET: 'images',
      AUTH_JWKS_URL: undefined,
      AUTH_ISSUER: undefined,
      AUTH_AUDIENCE: undefined,
      STABLE_DIFFUSION_URL: [],
      CACHE_URL: undefined,
      MAX_IMAGE_SIZE: 26_214_400,
      LOG_LEVEL: 'info',
      RATE_LIMIT_READS: 600,
      RATE_LIMIT_WRITES: 60,
      CORS_ORIGINS: [],
      PORT: 8002,
      HOST: '0.0.0.0',
      ROLE: 'all',
      CHARACTER_DETAILS_SUBJECT: 'character.get',
      AUTO_PORTRAIT: true,
      AUTO_TOKEN: true,
      AUTO_MAP: true,
      AUTO_RETHEME: false,
      UPDATE_DEBOUNCE_MS: 3000,
      JOB_MAX_ATTEMPTS: 5,
      JOB_LEASE_MS: 30_000,
      JOB_TIMEOUT_MS: 600_000,
      PROGRESS_EVENTS: false,
      PREVIEWS: false,
      CONTENT_CLASSIFIER: 'off',
      RECONCILE_INTERVAL_MS: 300_000,
      RETIRED_RETENTION_MS: 0,
    });
  });

  it('takes an empty variable for an unset one', () => {
    const empty = Object.fromEntries(Object.keys(CONFIG_SCHEMA).map((name) => [name, '']));

    expect(readConfig({ ...empty, ...REQUIRED })).toEqual(readConfig(REQUIRED));
    expect(faultsOf({ ...REQUIRED, DATABASE_URL: '' })).toEqual(['DATABASE_URL: is required']);
  });

  it('lists every fault at once, by name and never by value', () => {
    const wrong = {
      DATABASE_URL: `mysql://${MARKER}@host`,
      MESSAGE_HUB_URL: `nats://ok,http://${MARKER}`,
      STORAGE_URL: MARKER,
      STORAGE_BUCKET: `${MARKER}!`,
      SECRET_KEY: MARKER,
      AUTH_JWKS_URL: `ftp://${MARKER}`,
      AUTH_ISSUER: MARKER.repeat(100),
      STABLE_DIFFUSION_URL: `http://user:${MARKER}@gpu#dialect=${MARKER}`,
      CACHE_URL: `http://${MARKER}`,
      MAX_IMAGE_SIZE: `${MARKER}MB`,
      LOG_LEVEL: MARKER,
      RATE_LIMIT_READS: MARKER,
      RATE_LIMIT_WRITES: MARKER,
      CORS_ORIGINS: `https://${MARKER}/path`,
      PORT: `80${MARKER}`,
      HOST: MARKER.repeat(100),
      ROLE: MARKER,
      CHARACTER_DETAILS_SUBJECT: `${MARKER}.>`,
      AUTO_PORTRAIT: MARKER,
      AUTO_TOKEN: MARKER,
      AUTO_MAP: MARKER,
      AUTO_RETHEME: MARKER,
      UPDATE_DEBOUNCE_MS: MARKER,
      JOB_MAX_ATTEMPTS: MARKER,
      JOB_LEASE_MS: MARKER,
      JOB_TIMEOUT_MS: MARKER,
      PROGRESS_EVENTS: MARKER,
      PREVIEWS: MARKER,
      CONTENT_CLASSIFIER: MARKER,
    };

    const faults = faultsOf(wrong);

    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual(Object.keys(wrong).sort());
    expect(faults.join()).not.toContain(MARKER);
    for (const fault of faults) expect(fault).toMatch(/^[A-Z_]+: expected .+/);
  });

  it('says all of it in the message of its error', () => {
    expect(() => readConfig({ ...REQUIRED, PORT: 'x', ROLE: 'y' })).toThrow(/PORT: expected .*\n {2}ROLE: expected /);
  });

  it('wants a key of one kind', () => {
    const without = { ...REQUIRED, SECRET_KEY: undefined };

    expect(faultsOf(without)).toEqual(['SECRET_KEY: is required (or AUTH_JWKS_URL)']);
    expect(faultsOf({ ...without, AUTH_JWKS_URL: 'https://auth/jwks' })).toEqual([]);
  });

  it('counts the key in bytes', () => {
    expect(faultsOf({ ...REQUIRED, SECRET_KEY: 'k'.repeat(31) })).toHaveLength(1);
    expect(faultsOf({ ...REQUIRED, SECRET_KEY: 'ключ'.repeat(4) })).toEqual([]);
  });

  it('refuses a lease longer than the time one try may take', () => {
    const faults = faultsOf({ ...REQUIRED, JOB_LEASE_MS: '5000', JOB_TIMEOUT_MS: '4999' });

    expect(faults).toEqual(['JOB_LEASE_MS: expected at most JOB_TIMEOUT_MS']);
    expect(faultsOf({ ...REQUIRED, JOB_LEASE_MS: '5000', JOB_TIMEOUT_MS: '5000' })).toEqual([]);
  });

  it('shows no unfinished pictures where finished ones are looked at', () => {
    const faults = faultsOf({ ...REQUIRED, CONTENT_CLASSIFIER: 'local', PREVIEWS: 'true' });

    expect(faults).toEqual([expect.stringMatching(/^PREVIEWS: expected false/)]);
    expect(faultsOf({ ...REQUIRED, CONTENT_CLASSIFIER: 'local' })).toEqual([]);
  });

  it.each([
    ['PORT', '0', '65535', '65536'],
    ['RATE_LIMIT_READS', '0', '1000000', '1000001'],
    ['RATE_LIMIT_WRITES', '0', '1000000', '1000001'],
    ['MAX_IMAGE_SIZE', '1024', '1073741824', '1073741825'],
    ['JOB_MAX_ATTEMPTS', '1', '100', '101'],
    ['JOB_LEASE_MS', '1000', '600000', '600001'],
    ['JOB_TIMEOUT_MS', '30000', '86400000', '86400001'],
  ])('takes %s from %s to %s and refuses %s', (name, least, most, tooMuch) => {
    expect(faultsOf({ ...REQUIRED, [name]: least })).toEqual([]);
    expect(faultsOf({ ...REQUIRED, [name]: most })).toEqual([]);
    expect(faultsOf({ ...REQUIRED, [name]: tooMuch })).toHaveLength(1);
  });

  it.each(['8o80', '1e3', '-1', '80.5', '0x50', ' 80 x'])('refuses %s as a number', (text) => {
    expect(faultsOf({ ...REQUIRED, PORT: text })).toEqual(['PORT: expected a whole number from 0 to 65535']);
  });

  it.each([
    ['true', true],
    ['YES', true],
    ['1', true],
    ['on', true],
    ['False', false],
    ['no', false],
    ['0', false],
    ['OFF', false],
  ])('reads %s as %s', (text, expected) => {
    expect(readConfig({ ...REQUIRED, AUTO_MAP: text }).AUTO_MAP).toBe(expected);
  });

  it('reads words in any case', () => {
    expect(readConfig({ ...REQUIRED, LOG_LEVEL: 'WARN', ROLE: 'Worker' })).toMatchObject({
      LOG_LEVEL: 'warn',
      ROLE: 'worker',
    });
  });

  it('reads a cluster of hubs', () => {
    const config = readConfig({ ...REQUIRED, MESSAGE_HUB_URL: 'nats://a:1, tls://user:pw@b:2' });

    expect(config.MESSAGE_HUB_URL).toEqual(['nats://a:1', 'tls://user:pw@b:2']);
  });

  it('reads the origins of other pages', () => {
    const config = readConfig({ ...REQUIRED, CORS_ORIGINS: 'https://app.example, http://localhost:5173' });

    expect(config.CORS_ORIGINS).toEqual(['https://app.example', 'http://localhost:5173']);
  });

  it.each([
    '*',
    'null',
    'app.example',
    'https://app.example/',
    'https://*.example',
    'https://u:p@app.example',
    'https://a.b,',
  ])('refuses %s as an origin', (origin) => {
    expect(faultsOf({ ...REQUIRED, CORS_ORIGINS: origin })).toHaveLength(1);
  });

  it.each(['nats://%zz@hub', 'nats://user:%zz@hub', 'nats://', 'nats://ok,'])('refuses the hub address %s', (url) => {
    expect(faultsOf({ ...REQUIRED, MESSAGE_HUB_URL: url })).toHaveLength(1);
  });

  it.each(['character.*', 'character.>', 'character..get', '.get', 'character get'])(
    'refuses %s as a subject to ask on',
    (subject) => {
      expect(faultsOf({ ...REQUIRED, CHARACTER_DETAILS_SUBJECT: subject })).toHaveLength(1);
    },
  );
});
