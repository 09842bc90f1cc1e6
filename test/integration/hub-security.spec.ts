import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'nats';
import { hubConnectionOptions } from '../../src/hub/connection-options';
import { HubConnection } from '../../src/hub/hub-connection';
import { Streams } from '../../src/hub/streams';
import { eventually } from '../support/eventually';
import { TestAuthority, type Certificate } from './support/certificates';
import { credentialsChain } from './support/nats-credentials';
import { testConfig } from './support/test-config';

const opened: HubConnection[] = [];
const servers: ChildProcess[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-security-'));
});
afterEach(async () => {
  for (const hub of opened.splice(0)) await hub.onApplicationShutdown();
});
afterAll(async () => {
  for (const server of servers) server.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts a nats-server; resolves with its port once it listens. */
async function startServer(lines: string): Promise<number> {
  const port = randomInt(10_000, 30_000);
  const file = join(folder, `nats-${port}.conf`);
  await writeFile(file, `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${folder}/js-${port}" }\n${lines}\n`);
  servers.push(spawn(process.env.TEST_NATS_SERVER_BIN ?? 'nats-server', ['-c', file], { stdio: 'ignore' }));
  await eventually(
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = connectTcp(port, '127.0.0.1', () => resolve(void socket.destroy()));
        socket.once('error', reject);
      }),
  );
  return port;
}

function hubOf(url: string, creds?: string): HubConnection {
  const hub = new HubConnection(testConfig({ MESSAGE_HUB_URL: url, MESSAGE_HUB_CREDS: creds ?? '' }));
  opened.push(hub);
  return hub;
}

/** Everything that the service does first: streams, and an event that is stored. */
async function storesAnEvent(hub: HubConnection): Promise<string> {
  await hub.opened();
  await new Streams(hub).provision(['character.created']);
  return (await hub.jetstream().publish('image.generated', '{}')).stream;
}

/** One attempt with the options of the service, which itself would go on trying for ever. */
function attempt(url: string): Promise<unknown> {
  const options = hubConnectionOptions(testConfig({ MESSAGE_HUB_URL: url }), 'tests');
  return connect({ ...options, maxReconnectAttempts: 0, reconnect: false });
}

describe('A hub behind TLS', () => {
  let ca: string;
  let us: Certificate;
  let port: number;
  let strictPort: number;
  let foreign: TestAuthority;

  beforeAll(async () => {
    const authority = await TestAuthority.found(folder, 'authority');
    foreign = await TestAuthority.found(folder, 'foreign');
    ca = authority.ca.cert;
    const server = await authority.sign('server', 'DNS:localhost');
    us = await authority.sign('us', 'DNS:image-service');
    const files = `cert_file: "${server.cert}", key_file: "${server.key}"`;
    port = await startServer(`tls { ${files} }`);
    strictPort = await startServer(`tls { ${files}, ca_file: "${ca}", verify: true }`);
  }, 30_000);

  it('is used when its certificate comes from the authority that the address names', async () => {
    const hub = hubOf(`tls://localhost:${port}?ca=${ca}`);

    await expect(storesAnEvent(hub)).resolves.toBe('IMAGE_EVENTS');
  });

  it('is not used when nobody vouches for it, and when somebody else does', async () => {
    await expect(attempt(`tls://localhost:${port}`)).rejects.toThrow(/certificate/);
    await expect(attempt(`tls://localhost:${port}?ca=${foreign.ca.cert}`)).rejects.toThrow(/certificate/);
  });

  it('that wants a certificate of ours is shown it', async () => {
    const hub = hubOf(`tls://localhost:${strictPort}?ca=${ca}&cert=${us.cert}&key=${us.key}`);

    await expect(storesAnEvent(hub)).resolves.toBe('IMAGE_EVENTS');
  });

  it('that wants a certificate of ours refuses who has none', async () => {
    await expect(attempt(`tls://localhost:${strictPort}?ca=${ca}`)).rejects.toThrow();
  });
});

describe('A hub that wants credentials files', () => {
  const chain = credentialsChain();
  let port: number;

  beforeAll(async () => {
    port = await startServer(chain.config);
  });

  const credsFile = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };

  it('lets in who has one, with JetStream', async () => {
    const hub = hubOf(`nats://127.0.0.1:${port}`, await credsFile('image.creds', chain.creds));

    await expect(storesAnEvent(hub)).resolves.toBe('IMAGE_EVENTS');
  });

  it('refuses one of an account that its operator does not know, and nobody without one', async () => {
    const forged = hubOf(`nats://127.0.0.1:${port}`, await credsFile('forged.creds', chain.forged));

    await expect(forged.opened()).rejects.toThrow(/authorization/i);
    await expect(hubOf(`nats://127.0.0.1:${port}`).opened()).rejects.toThrow(/authorization/i);
  });
});
