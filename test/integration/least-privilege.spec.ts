import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubConnection } from '../../src/hub/hub-connection';
import { Streams } from '../../src/hub/streams';
import { eventually } from '../support/eventually';
import { testConfig } from './support/test-config';

/** What an account of this service needs at least, when somebody else makes streams and durables. */
const PERMISSIONS = `
  publish: { allow: ["$JS.API.CONSUMER.INFO.IMAGE_INTAKE.*", "$JS.API.CONSUMER.MSG.NEXT.IMAGE_INTAKE.*", "$JS.ACK.IMAGE_INTAKE.>",
                     "image.>", "character.get", "_INBOX.>"] }
  subscribe: { allow: ["_INBOX.>", "image.get", "image.list", "image.generate_portrait", "image.generate_map",
                       "image.generate_token"] }`;

describe('An account that may not manage streams', () => {
  const port = randomInt(10_000, 30_000);
  const opened: HubConnection[] = [];
  let folder: string;
  let server: ChildProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'least-privilege-'));
    const users = `users: [ { user: admin, password: admin }, { user: image, password: image, permissions: {${PERMISSIONS}} } ]`;
    await writeFile(
      join(folder, 'nats.conf'),
      `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${folder}/js" }\nauthorization { ${users} }\n`,
    );
    server = spawn(process.env.TEST_NATS_SERVER_BIN ?? '', ['-c', join(folder, 'nats.conf')], { stdio: 'ignore' });
  });
  afterAll(async () => {
    for (const hub of opened) await hub.onApplicationShutdown();
    server.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const hubOf = async (user: string): Promise<HubConnection> => {
    const hub = new HubConnection(testConfig({ MESSAGE_HUB_URL: `nats://${user}:${user}@127.0.0.1:${port}` }));
    opened.push(hub);
    await eventually(() => hub.opened());
    return hub;
  };

  it('reads and publishes where streams and durables exist', async () => {
    const admin = new Streams(await hubOf('admin'));
    await admin.provision(['character.created']);
    await admin.intakeOf('character.created');
    const hub = await hubOf('image');
    const streams = new Streams(hub);

    await streams.provision(['character.created']);
    const intake = await streams.intakeOf('character.created');
    const published = await hub.jetstream().publish('image.generated', '{}');

    expect(intake).toEqual({ stream: 'IMAGE_INTAKE', durable: 'image-service-character-created' });
    expect(published.stream).toBe('IMAGE_EVENTS');
    await expect(hub.jetstream().publish('character.created', '{}')).rejects.toThrow(/permission/i);
  });

  it('says what is missing where a durable does not exist', async () => {
    const streams = new Streams(await hubOf('image'));

    await expect(streams.intakeOf('character.updated')).rejects.toThrow(/permission/i);
  });
});
