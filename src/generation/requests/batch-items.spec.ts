import { itemBody } from './batch-items';

describe('itemBody', () => {
  it('lays what is shared under what the item says', () => {
    const body = itemBody({ size: 'large', theme: 'horror' }, { size: 'tiny', description: 'a rat' });

    expect(body).toEqual({ size: 'tiny', theme: 'horror', description: 'a rat' });
  });

  it('merges the members of objects that both have', () => {
    const shared = { frame: { shape: 'hex', disposition: 'hostile' }, style: { mood: 'dark' } };

    const body = itemBody(shared, { frame: { shape: 'circle' }, style: null });

    expect(body).toEqual({ frame: { shape: 'circle', disposition: 'hostile' }, style: null });
  });

  it('replaces lists whole', () => {
    expect(itemBody({ tags: ['a', 'b'] }, { tags: ['c'] })).toEqual({ tags: ['c'] });
  });

  it.each([[undefined], [null], ['text'], [7], [['list']]])('leaves the item %j to its reader', (item) => {
    expect(itemBody({ size: 'tiny' }, item)).toEqual(item);
  });

  it.each([[undefined], [null], ['text']])('takes the item alone when %j is shared', (shared) => {
    expect(itemBody(shared, { size: 'tiny' })).toEqual({ size: 'tiny' });
  });

  it('does not take inherited names for shared ones, and changes neither', () => {
    const shared = { frame: { shape: 'hex' } };

    const body = itemBody(shared, { constructor: { a: 1 }, frame: { color: '#ffffff' } });

    expect(body).toEqual({ constructor: { a: 1 }, frame: { shape: 'hex', color: '#ffffff' } });
    expect(shared).toEqual({ frame: { shape: 'hex' } });
  });
});
