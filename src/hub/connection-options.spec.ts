import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type ServiceConfig } from '../config/service-config';
import { HubCredentialsError, HubTlsFileError, hubConnectionOptions } from './connection-options';

function configOf(url: string, creds?: string): ServiceConfig {
  return readConfig({
    DATABASE_URL: 'postgres://localhost/image',
    STORAGE_URL: 'file:///var/images',
    SECRET_KEY: 'k'.repeat(32),
    MESSAGE_HUB_URL: url,
    MESSAGE_HUB_CREDS: creds,
  });
}
const optionsOf = (url: string) => hubConnectionOptions(configOf(url), 'tests');

describe('hubConnectionOptions', () => {
  it('names the connection and never gives up', () => {
    expect(optionsOf('nats://hub:4333')).toMatchObject({
      name: 'tests',
      servers: ['hub:4333'],
      maxReconnectAttempts: -1,
    });
  });

  it('knows all servers of a cluster, and the usual port', () => {
    expect(optionsOf('nats://a:1,nats://b, nats://[::1]:3').servers).toEqual(['a:1', 'b:4222', '[::1]:3']);
  });

  it('logs in with user and password, decoded', () => {
    const options = optionsOf('nats://im%40ge:p%3Ass@hub');

    expect(options).toMatchObject({ user: 'im@ge', pass: 'p:ss', servers: ['hub:4222'] });
    expect(options.token).toBeUndefined();
  });

  it('logs in with a token', () => {
    const options = optionsOf('nats://s3cret@hub');

    expect(options).toMatchObject({ token: 's3cret' });
    expect(options.user).toBeUndefined();
  });

  it('uses the login of whichever server carries one', () => {
    expect(optionsOf('nats://a,nats://user:pw@b')).toMatchObject({ user: 'user', pass: 'pw' });
  });

  it('encrypts when told to, and only then', () => {
    expect(optionsOf('tls://hub').tls).toEqual({});
    expect(optionsOf('nats://hub').tls).toBeUndefined();
  });

  it('trusts and shows the certificates that its files hold', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const file = (name: string): string => join(folder, name);
    for (const name of ['ca.pem', 'us.pem', 'us.key']) writeFileSync(file(name), 'PEM');

    const { tls } = optionsOf(`tls://a,tls://b?ca=${file('ca.pem')}&cert=${file('us.pem')}&key=${file('us.key')}`);

    expect(tls).toEqual({ caFile: file('ca.pem'), certFile: file('us.pem'), keyFile: file('us.key') });
    rmSync(folder, { recursive: true });
  });

  it('says which option of the address names a file that cannot be read', () => {
    const reading = (): unknown => optionsOf('tls://hub?ca=/nowhere/SECRET.pem');

    expect(reading).toThrow(HubTlsFileError);
    expect(reading).toThrow(/^MESSAGE_HUB_URL: expected a readable PEM file in its option ca$/);
  });

  it('hears answers in a place of its own', () => {
    expect(optionsOf('nats://hub').inboxPrefix).toBe('_INBOX.image-service');
  });

  it('logs in with a credentials file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'creds-'));
    writeFileSync(join(folder, 'image.creds'), '-----BEGIN NATS USER JWT-----\n');

    const options = hubConnectionOptions(configOf('nats://hub', join(folder, 'image.creds')), 'tests');

    expect(options.authenticator).toBeInstanceOf(Function);
    rmSync(folder, { recursive: true });
  });

  it('says which variable names a file that cannot be read', () => {
    const reading = (): unknown => hubConnectionOptions(configOf('nats://hub', '/nowhere/SECRET.creds'), 'tests');

    expect(reading).toThrow(HubCredentialsError);
    expect(reading).toThrow(/^MESSAGE_HUB_CREDS: expected a readable NATS credentials file$/);
  });
});
