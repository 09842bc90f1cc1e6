import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from 'nats';
import { eventually } from '../support/eventually';
import { Api } from './support/api';
import { dropRestored, dump, findDumpTools, restore } from './support/dump';
import { HubStranger, type Payload } from './support/hub';
import { startServiceUnderTest, type Replica, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const DAY_MS = 86_400_000;

/**
 * The drill of docs/operations.md: a dump and a copy of the objects, each older or younger than the other, and what
 * reconciling makes of them.
 */
describe('A backup that is restored', () => {
  let tools: string | undefined;
  let folder: string;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  const restored: string[] = [];
  const images: Payload[] = [];

  const objects = (name: string): string => join(folder, name);
  const takeObjects = (name: string): Promise<void> =>
    cp(fileURLToPath(service.env.STORAGE_URL ?? ''), objects(name), { recursive: true });
  const paint = async (request: string): Promise<Payload> => {
    const order = { type: 'portrait', data: { description: request }, request_id: request, user_id: 'keeper' };
    const [answer] = await hub.answers(await hub.publish('generation.requested', order));
    if (answer === undefined) throw new Error('no answer');
    return answer.payload;
  };
  /** A service's environment on a restored dump and a copy of the objects. */
  const on = async (dumped: string, copied: string): Promise<Record<string, string>> => {
    const url = await restore(tools ?? '', join(folder, dumped), service.env.DATABASE_URL ?? '');
    restored.push(url);
    await cp(objects(copied), objects(`${copied}-${restored.length}`), { recursive: true });
    const storage = objects(`${copied}-${restored.length}`);
    await age(storage);
    return { ...service.env, DATABASE_URL: url, STORAGE_URL: `file://${storage}` };
  };

  beforeAll(async () => {
    tools = await findDumpTools(process.env.TEST_DATABASE_URL ?? '');
    if (tools === undefined && process.env.CI) throw new Error('pg_dump of the server must be installed');
    if (tools === undefined) return;
    folder = await mkdtemp(join(tmpdir(), 'backup-'));
    service = await startServiceUnderTest();
    hub = await HubStranger.join(service.hubUrl);
    images.push(await paint('before-1'), await paint('before-2'));
    await takeObjects('older-objects');
    await dump(tools, service.env.DATABASE_URL ?? '', join(folder, 'older.dump'));
    images.push(await paint('after'));
    await takeObjects('younger-objects');
    await dump(tools, service.env.DATABASE_URL ?? '', join(folder, 'younger.dump'));
    await hub.leave();
    await service.end('SIGTERM');
  }, 120_000);
  afterAll(async () => {
    if (tools === undefined) return;
    for (const url of restored) await dropRestored(service.env.DATABASE_URL ?? '', url);
    await service.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('as a whole names no object that is missing, and has none that nobody names', async () => {
    if (tools === undefined) return;
    const env = await on('younger.dump', 'younger-objects');
    const files = await countFiles(env);

    const { code } = await reconcile(env);

    expect(code).toBe(0);
    expect(await countFiles(env)).toBe(files);
  });

  it('with an older dump loses only what the dump does not know', async () => {
    if (tools === undefined) return;
    const env = await on('older.dump', 'younger-objects');
    const files = await countFiles(env);

    const { code } = await reconcile(env);

    const whole = await on('older.dump', 'older-objects');
    expect(code).toBe(0);
    expect(await countFiles(env)).toBeLessThan(files);
    expect(await countFiles(env)).toBe(await countFiles(whole));
  });

  it('with older objects says which pictures are lost', async () => {
    if (tools === undefined) return;
    const env = await on('younger.dump', 'older-objects');

    const { code, output } = await reconcile(env);

    expect(code).toBe(1);
    expect(output).toContain(images[2]?.image_id);
    expect(output).not.toContain(images[0]?.image_id);
  });

  it('hears again what came after it, when its durables are made anew, and repeats nothing', async () => {
    if (tools === undefined) return;
    const env = await on('older.dump', 'older-objects');
    await forgetDurables(service.hubUrl);

    const replica: Replica = await service.sibling({ ...env, PORT: String(20_000 + Math.floor(Math.random() * 9000)) });

    const port = /"address":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(replica.log())?.[1] ?? '';
    const keeper = new Api(`http://127.0.0.1:${port}`, tokenFor({ sub: 'keeper' }));
    const listed = await eventually(
      async () => {
        const { json } = await keeper.get('/api/v1/images');
        expect(json.items).toHaveLength(3);
        return (json.items as { id: string }[]).map(({ id }) => id);
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
    expect(listed.sort()).toEqual(images.map(({ image_id: id }) => id).sort());
    expect((await keeper.get(`/api/v1/images/${images[2]?.image_id}/content`)).status).toBe(200);
    await replica.end('SIGTERM');
  });
});

/** Objects younger than the longest possible job are left alone: a copy in a drill is a day old. */
async function age(storage: string): Promise<void> {
  const yesterday = new Date(Date.now() - DAY_MS);
  for (const path of await filesIn(storage)) await utimes(path, yesterday, yesterday);
}

async function filesIn(storage: string): Promise<string[]> {
  const entries = await readdir(storage, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const countFiles = async (env: Record<string, string>): Promise<number> =>
  (await filesIn(fileURLToPath(env.STORAGE_URL ?? ''))).length;

function reconcile(env: Record<string, string>): Promise<{ code: number; output: string }> {
  const program = join(__dirname, '../../dist/src/reconcile.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [program], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
    });
  });
}

async function forgetDurables(hubUrl: string): Promise<void> {
  const connection = await connect({ servers: hubUrl });
  const manager = await connection.jetstreamManager();
  for (const { name } of await manager.consumers.list('IMAGE_INTAKE').next()) {
    await manager.consumers.delete('IMAGE_INTAKE', name);
  }
  await connection.close();
}
