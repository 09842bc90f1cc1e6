import { checkedQuery } from '../common/http/checked-query';
import { HttpProblem } from '../common/http/problem';
import { validated } from '../common/validation';
import { ImageListQuery } from './image-list.dto';
import { cursorOf } from './page-cursor';

const position = { createdAtUs: 1_766_000_000_000_000n, id: '7d0d6c5e-3f0a-5b7e-9a1c-52f4f7a1e0b3' };

/** The paths of what is refused. */
function faultsIn(query: Record<string, unknown>): string[] {
  try {
    checkedQuery(ImageListQuery, query);
    return [];
  } catch (error) {
    if (!(error instanceof HttpProblem) || error.httpStatus !== 400) throw error;
    return (error.errors ?? []).map(({ path }) => path);
  }
}

describe('ImageListQuery', () => {
  it('reads every filter', () => {
    const query = checkedQuery(ImageListQuery, {
      kind: 'map',
      character_id: 'char-0',
      campaign_id: 'camp:1',
      tag: 'Böse 1',
      status: 'all',
      since: '2026-11-22T10:00:00+02:00',
      limit: '100',
      cursor: cursorOf(position),
    });

    expect(query).toMatchObject({ limit: 100, cursor: position });
    expect(ImageListQuery.filterOf(query)).toEqual({
      kind: 'map',
      characterId: 'char-0',
      campaignId: 'camp:1',
      tag: 'Böse 1',
      status: 'all',
      since: new Date('2026-11-22T08:00:00Z'),
    });
  });

  it('takes an offset whose plus the query string has made a space', () => {
    const { since } = checkedQuery(ImageListQuery, { since: '2026-11-22T10:00:00 02:00' });

    expect(since).toEqual(new Date('2026-11-22T08:00:00Z'));
  });

  it.each([
    ['kind', 'cat'],
    ['kind', ''],
    ['kind', ['map', 'token']],
    ['character_id', 'a b'],
    ['campaign_id', ['a', 'b']],
    ['tag', '<script>'],
    ['tag', ''],
    ['q', ''],
    ['q', ' -- '],
    ['q', ['a', 'b']],
    ['q', 'x'.repeat(101)],
    ['status', 'deleted'],
    ['since', 'yesterday'],
    ['since', ['2026-11-22T10:00:00Z']],
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '-1'],
    ['limit', '1.5'],
    ['limit', '1e2'],
    ['limit', ''],
    ['limit', '99999999999999999999'],
    ['cursor', ''],
    ['cursor', 'broken'],
    ['cursor', [cursorOf(position)]],
    ['page', '2'],
  ])('refuses %s=%j, and says which member is wrong', (name, value) => {
    expect(faultsIn({ [name]: value })).toEqual([name]);
  });

  it.each([{ createdAtUs: '1', id: "x' or 1" }, { createdAtUs: 1, id: position.id }, 7, true])(
    'refuses %j as a cursor, which only a message of the hub can bring',
    (cursor) => {
      expect(faultsIn({ cursor })).toEqual(['cursor']);
    },
  );

  it.each(['kind', 'character_id', 'campaign_id', 'tag', 'status', 'since', 'limit', 'cursor'])(
    'takes %s=null of a message for no filter',
    (name) => {
      const query = validated(ImageListQuery, { [name]: null }, 'drop');

      expect(query).not.toHaveProperty(name, null);
      expect(Object.values(ImageListQuery.filterOf(query)).filter((value) => value !== undefined)).toEqual([]);
    },
  );
});
