import type { Principal } from '../../src/auth/principal';
import { ImageHistory } from '../../src/images/image-history';
import { ImageList } from '../../src/images/image-list';
import type { ImageFilter } from '../../src/images/image-filter';
import { positionIn } from '../../src/images/page-cursor';
import { searchWordsIn } from '../../src/images/search-words';
import { cloneDatabase, type TestDatabase } from './support/database';
import { aPrincipal, anImage, type GivenImage } from './support/images';

let database: TestDatabase;
let lists: ImageList;

beforeAll(async () => {
  database = await cloneDatabase();
  lists = new ImageList(database.dataSource);
});
afterEach(() => database.dataSource.query('TRUNCATE images CASCADE'));
afterAll(() => database.drop());

const made = (given: GivenImage): Promise<string> => anImage(database.dataSource, given);

const idsFor = async (reader: Principal | 'everything', filter: ImageFilter = {}): Promise<string[]> =>
  (await lists.page(filter, { limit: 100 }, reader)).items.map(({ id }) => id);

/** Follows `next` to the end; `between` runs after each page. */
async function walked(reader: Principal, limit: number, between: () => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const after = positionIn(cursor);
    const page = await lists.page({}, { limit, after }, reader);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
    await between();
  }
  return ids;
}

describe('A list of images', () => {
  it('shows the newest first, and knows each image but for its recipe', async () => {
    const old = await made({ created_at: '2026-01-01T00:00:00Z', owner_id: 'player-1' });
    const recent = await made({
      created_at: '2026-01-02T00:00:00Z',
      owner_id: 'player-1',
      tags: ['x'],
      metadata: { a: 1 },
    });

    const { items, next } = await lists.page({}, {}, aPrincipal());

    expect(items.map(({ id }) => id)).toEqual([recent, old]);
    expect(items[0]).toMatchObject({ tags: ['x'], metadata: { a: 1 }, variants: [], image_version: 1 });
    expect(items[0]?.created_at).toEqual(new Date('2026-01-02T00:00:00Z'));
    expect(items[0]).not.toHaveProperty('recipe');
    expect(items[0]).not.toHaveProperty('created_at_us');
    expect(next).toBeNull();
  });

  it('shows everybody what is theirs and their campaigns’, once each, and nothing else', async () => {
    const own = await made({ owner_id: 'player-1' });
    const both = await made({ owner_id: 'player-1', campaign_id: 'c-1' });
    const shared = await made({ owner_id: 'player-2', campaign_id: 'c-1' });
    const nobodys = await made({ campaign_id: 'c-2' });
    const foreign = await made({ owner_id: 'player-2', campaign_id: 'c-3' });
    const lost = await made({});

    const player = aPrincipal({ campaigns: ['c-1', 'c-2', 'c-1', 'c-none'] });

    expect((await idsFor(player)).sort()).toEqual([own, both, shared, nobodys].sort());
    expect((await idsFor(aPrincipal())).sort()).toEqual([own, both].sort());
    expect(await idsFor(aPrincipal({ sub: 'nobody' }))).toEqual([]);
    for (const reader of [
      aPrincipal({ roles: ['admin'] }),
      aPrincipal({ roles: ['service'] }),
      'everything' as const,
    ]) {
      expect((await idsFor(reader)).sort()).toEqual([own, both, shared, nobodys, foreign, lost].sort());
    }
  });

  it('lets no filter widen what a principal may read', async () => {
    await made({ owner_id: 'player-2', campaign_id: 'c-3', character_id: 'ch-1', tags: ['x'] });
    const player = aPrincipal({ campaigns: ['c-1'] });

    const found = await Promise.all(
      [{ campaignId: 'c-3' }, { characterId: 'ch-1' }, { tag: 'x' }, { kind: 'portrait' as const }].map((filter) =>
        idsFor(player, filter),
      ),
    );

    expect(found).toEqual([[], [], [], []]);
  });

  it('finds what a principal owns in a campaign of others', async () => {
    const own = await made({ owner_id: 'player-1', campaign_id: 'c-3', character_id: 'ch-1' });
    await made({ owner_id: 'player-2', campaign_id: 'c-3', character_id: 'ch-1' });

    expect(await idsFor(aPrincipal(), { campaignId: 'c-3' })).toEqual([own]);
    expect(await idsFor(aPrincipal({ campaigns: ['c-1'] }), { characterId: 'ch-1' })).toEqual([own]);
  });

  it('is narrowed by every filter, and by all of them together', async () => {
    const wanted = await made({
      owner_id: 'player-1',
      kind: 'map',
      campaign_id: 'c-1',
      character_id: 'ch-1',
      tags: ['Dark', 'old'],
      created_at: '2026-02-01T00:00:00Z',
    });
    await made({ owner_id: 'player-1', created_at: '2026-01-31T23:59:59.999Z', tags: ['dark'] });
    const filters: ImageFilter[] = [
      { kind: 'map' },
      { campaignId: 'c-1' },
      { characterId: 'ch-1' },
      { tag: 'Dark' },
      { since: new Date('2026-02-01T00:00:00Z') },
    ];

    const reader = aPrincipal({ campaigns: ['c-9'] });
    const found = await Promise.all(
      [...filters, Object.assign({}, ...filters) as ImageFilter].map((filter) => idsFor(reader, filter)),
    );

    expect(found).toEqual(Array.from({ length: 6 }, () => [wanted]));
  });

  it('shows images in use unless other states are asked for, and deleted ones never', async () => {
    const active = await made({ owner_id: 'player-1', status: 'active' });
    const superseded = await made({ owner_id: 'player-1', status: 'superseded' });
    await made({ owner_id: 'player-1', status: 'deleted' });

    expect(await idsFor(aPrincipal())).toEqual([active]);
    expect(await idsFor(aPrincipal(), { status: 'superseded' })).toEqual([superseded]);
    expect((await idsFor(aPrincipal(), { status: 'all' })).sort()).toEqual([active, superseded].sort());
  });

  it('goes through images of the same microsecond without repeating or missing one', async () => {
    const created_at = '2026-01-01T00:00:00.123456Z';
    const ids = await Promise.all(Array.from({ length: 7 }, () => made({ owner_id: 'player-1', created_at })));

    const seen = await walked(aPrincipal(), 2, () => Promise.resolve());

    expect(seen).toEqual([...ids].sort().reverse());
  });

  it('tells microseconds apart, which a JavaScript date cannot', async () => {
    const times = ['2026-01-01T00:00:00.123001Z', '2026-01-01T00:00:00.123002Z', '2026-01-01T00:00:00.123003Z'];
    const ids: string[] = [];
    for (const created_at of times) ids.push(await made({ owner_id: 'player-1', created_at }));

    const seen = await walked(aPrincipal(), 1, () => Promise.resolve());

    expect(seen).toEqual([...ids].reverse());
  });

  it('repeats and hides nothing while images come and go between pages', async () => {
    const reader = aPrincipal({ campaigns: ['c-1', 'c-2'] });
    const homes = [{ owner_id: 'player-1' }, { campaign_id: 'c-1' }, { campaign_id: 'c-2', owner_id: 'player-1' }];
    const old = await Promise.all(
      Array.from({ length: 12 }, (_, n) => made({ ...homes[n % 3], created_at: new Date(Date.UTC(2026, 0, 1, n)) })),
    );

    const seen = await walked(reader, 5, async () => {
      await made({ owner_id: 'player-1' });
      await database.dataSource.query(`UPDATE images SET status = 'deleted' WHERE id = $1`, [old[11]]);
    });

    expect(seen).toEqual([...old].reverse());
  });

  it('ends without a next page when the last one is full', async () => {
    for (let n = 0; n < 4; n += 1) await made({ owner_id: 'player-1' });

    const first = await lists.page({}, { limit: 2 }, aPrincipal());
    const last = await lists.page({}, { limit: 2, after: positionIn(first.next ?? '') }, aPrincipal());

    expect([first.items.length, first.next === null, last.items.length, last.next]).toEqual([2, false, 2, null]);
  });

  it('begins anywhere with a cursor that somebody made up, and shows no more than otherwise', async () => {
    const own = await made({ owner_id: 'player-1' });
    await made({ owner_id: 'player-2' });
    const after = { createdAtUs: BigInt(Number.MAX_SAFE_INTEGER), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

    const { items } = await lists.page({}, { after }, aPrincipal());

    expect(items.map(({ id }) => id)).toEqual([own]);
  });

  it.each([
    ['a word of the name, whatever its case', 'SUNKEN'],
    ['the beginning of a word', 'sunk'],
    ['several words in any order', 'altar crypt'],
    ['a word of the description', 'altar'],
    ['a tag', 'session 12'],
    ['the theme', 'horror'],
    ['the id of the character', 'char-204'],
    ['the id of the campaign', 'camp:7'],
    ['the id of the location', 'loc.3'],
    ['words of other scripts', '墓'],
    ['marks and accents', 'éowyn’s'],
    ['letters in figures', '3d 1e5 007'],
  ])('is searched for %s', async (_what, text) => {
    const wanted = await made({
      owner_id: 'player-1',
      theme: 'horror',
      tags: ['session-12', '3d', '1e5', '007'],
      character_id: 'char-204',
      campaign_id: 'camp:7',
      location_id: 'loc.3',
      metadata: { name: 'The Sunken Crypt (Éowyn’s)', description: 'an altar, 墓地 and water' },
    });
    await made({ owner_id: 'player-1', tags: ['session-1'], metadata: { name: 'The Sun', notes: 'altar' } });

    expect(await idsFor(aPrincipal(), { words: searchWordsIn(text) })).toEqual([wanted]);
  });

  it('is searched for all words at once, as they are now, among what one may read', async () => {
    const own = await made({ owner_id: 'player-1', metadata: { name: 'Old Mill' } });
    await made({ owner_id: 'player-2', metadata: { name: 'Old Mill' } });
    const search = (text: string) => idsFor(aPrincipal(), { words: searchWordsIn(text) });

    expect([await search('old mill'), await search('old inn'), await search('o')]).toEqual([[own], [], []]);

    await database.dataSource.query(`UPDATE images SET metadata = '{"name": "Inn"}' WHERE id = $1`, [own]);

    expect([await search('mill'), await search('inn')]).toEqual([[], [own]]);
  });

  it('takes hostile words as words', async () => {
    const filter = { tag: `'; DROP TABLE images; --`, characterId: `{"a"}'`, campaignId: `\\'`, kind: `x'` as 'map' };

    await expect(idsFor(aPrincipal({ sub: `o'hara"`, campaigns: [`{a,"b\\"}`, `'`] }), filter)).resolves.toEqual([]);
    await expect(idsFor(aPrincipal({ sub: `o'hara"`, campaigns: [`{a,"b\\"}`, `'`] }))).resolves.toEqual([]);
    for (const text of [
      `' | 'a`,
      `a\\' & b`,
      '\u0000x',
      '!a:* <-> b',
      '— a',
      'a’',
      '’:*a',
      `${'ﷺ'.repeat(100)}`,
      '\ud800x',
    ]) {
      await expect(idsFor(aPrincipal(), { words: searchWordsIn(text) })).resolves.toEqual([]);
    }
  });
});

describe('The history of an image', () => {
  const historyOf = async (id: string, reader: Principal): Promise<string[]> =>
    (await new ImageHistory(database.dataSource).of({ id, kind: 'portrait' }, reader)).map((version) => version.id);

  const version = (n: number, given: GivenImage = {}): Promise<string> =>
    made({ owner_id: 'player-1', created_at: new Date(Date.UTC(2026, 0, n)), ...given });

  it('is the same from every version: what replaced what and what was made of what, newest first', async () => {
    const first = await version(1);
    const second = await version(2, { supersedes: first });
    const third = await version(3, { supersedes: second, parent_id: first });
    const edit = await version(4, { parent_id: second });
    await version(5);

    const histories = await Promise.all([first, second, third, edit].map((id) => historyOf(id, aPrincipal())));

    expect(histories).toEqual(Array.from({ length: 4 }, () => [edit, third, second, first]));
  });

  it('ends at another kind: a token is no version of the portrait it was cut from', async () => {
    const portrait = await version(1);
    const token = await version(2, { kind: 'token', parent_id: portrait });
    await version(3, { parent_id: token });

    expect(await historyOf(portrait, aPrincipal())).toEqual([portrait]);
  });

  it('leads past versions that are deleted or not readable, and leaves them out', async () => {
    const first = await version(1);
    const deleted = await version(2, { supersedes: first, status: 'deleted' });
    const foreign = await version(3, { supersedes: deleted, owner_id: 'player-2' });
    const last = await version(4, { supersedes: foreign });

    expect(await historyOf(first, aPrincipal())).toEqual([last, first]);
  });

  it('ends although versions run in a ring', async () => {
    const first = await version(1);
    const second = await version(2, { supersedes: first });
    await database.dataSource.query('UPDATE images SET supersedes = $2 WHERE id = $1', [first, second]);

    expect(await historyOf(first, aPrincipal())).toEqual([second, first]);
  });

  it('shows the hundred nearest of a long line, in good time', async () => {
    let last = await version(1);
    const line = [last];
    for (let n = 0; n < 1200; n += 1) line.push((last = await made({ owner_id: 'player-1', supersedes: last })));

    const startedAt = performance.now();
    const history = await historyOf(line[600] ?? '', aPrincipal());

    expect([...history].sort()).toEqual(
      line
        .slice(550, 651)
        .sort()
        .filter((id) => history.includes(id)),
    );
    expect(history).toHaveLength(100);
    expect(history).toContain(line[600]);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
