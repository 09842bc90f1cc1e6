import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { SAMPLE_CHARACTERS } from '../support/sample-characters';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { Api } from './support/api';
import { HubStranger } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

/** Paths in storage of everything that the rows name. */
const NAMED_FILES = `
  SELECT storage_path AS path FROM images
  UNION ALL SELECT variant ->> 'storage_path' FROM images, jsonb_array_elements(variants) variant
  UNION ALL SELECT storage_path FROM image_derived_files`;

describe('When a character is deleted', () => {
  let service: ServiceUnderTest;
  let characters: SimulatedCharacterService;
  let hub: HubStranger;
  let database: Client;

  beforeAll(async () => {
    // What storage does not give up at once goes with the next walk.
    service = await startServiceUnderTest({ RECONCILE_INTERVAL_MS: '2000' });
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
    hub = await HubStranger.join(service.hubUrl);
    database = new Client({ connectionString: service.env.DATABASE_URL });
    await database.connect();
  }, 60_000);
  afterAll(async () => {
    await database?.end();
    await hub?.leave();
    await characters?.stop();
    await service?.remove();
  });

  const rows = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await database.query<Record<string, unknown>>(sql)).rows;
  const files = async (): Promise<string[]> => {
    const folder = fileURLToPath(service.env.STORAGE_URL ?? '');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  };
  /** Everything that the tables hold, but for the words `except`. */
  const everything = async (except: readonly string[] = []): Promise<string> => {
    const tables = await rows(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    const names = tables.map(({ tablename }) => String(tablename)).filter((name) => !except.includes(name));
    return JSON.stringify(await Promise.all(names.map((name) => rows(`SELECT * FROM ${name}`))));
  };

  it('nothing of its looks stays in tables and storage, and only events of the last day show a thumbnail', async () => {
    characters.put({ ...SAMPLE_CHARACTERS[0], id: 'leaving', character_id: 'leaving' });
    const made = await hub.answers(await hub.publish('character.created', { character_id: 'leaving' }), 2);
    const admin = new Api(service.url, tokenFor({ sub: 'admin', roles: ['admin'] }));
    const portrait = made.find(({ payload }) => payload.kind === 'portrait')?.payload;
    const portraitPath = `/api/v1/images/${portrait?.image_id}`;
    await admin.patch(`${portraitPath}/metadata`, { tags: ['secret-lover'], metadata: { note: 'a note of hers' } });
    await admin.get(`${portraitPath}/content?w=256&format=webp`);
    const [{ prompt } = { prompt: '' }] = await rows(`SELECT prompt FROM generation_jobs WHERE kind = 'portrait'`);
    const thumbhashes = (await rows(`SELECT thumbhash FROM images`)).map(({ thumbhash }) => String(thumbhash));
    expect(prompt).not.toBe('');
    const named = await rows(NAMED_FILES);
    const stay = async (): Promise<string[]> =>
      (await files()).filter((file) => named.some(({ path }) => file.endsWith(String(path))));
    expect((await stay()).length).toBeGreaterThan(5);

    await hub.publish('character.deleted', { character_id: 'leaving' });

    await eventually(async () => expect(await stay()).toEqual([]), { timeoutMs: 20_000, everyMs: 200 });
    const all = await everything();
    expect(all).not.toContain(JSON.stringify(prompt).slice(1, -1));
    expect(all).not.toMatch(/secret-lover|a note of hers/);
    const lasting = await everything(['outbox']);
    for (const thumbhash of thumbhashes) expect(lasting).not.toContain(thumbhash);
    expect(await rows(`SELECT * FROM character_identities`)).toEqual([]);
    expect(await rows(`SELECT id FROM images WHERE recipe <> '{}' OR status <> 'deleted'`)).toEqual([]);
    expect(await rows(`SELECT id FROM generation_jobs WHERE recipe IS NOT NULL OR parameters <> '{}'`)).toEqual([]);
    expect((await admin.get(portraitPath)).status).toBe(410);
  }, 60_000);
});
