import { itemTypeOf } from './item-words';

describe('itemTypeOf', () => {
  it.each([
    ['longsword', 'sword'],
    ['dagger of venom', 'dagger'],
    ['battleaxe', 'axe'],
    ['oathbow, a longbow of yew', 'bow'],
    ['wand of wonder', 'staff'],
    ['dragon scale shield', 'shield'],
    ['plate armour of etherealness', 'armour'],
    ['ring of the sword', 'ring'],
    ['potions of healing', 'potion'],
    ['tome of clear thought', 'book'],
    ['spell scroll', 'scroll'],
    ['bag of beans', 'pouch'],
  ])('takes %s for a %s', (words, type) => {
    expect(itemTypeOf([words])).toBe(type);
  });

  it('believes the first text that names a thing', () => {
    expect(itemTypeOf(['wondrous item', 'ring of swords', 'a sword is engraved on it'])).toBe('ring');
  });

  it('goes by the purpose only when no text names a thing', () => {
    expect([itemTypeOf(['weapon', 'moonblade']), itemTypeOf(['weapon', 'shortbow'])]).toEqual(['sword', 'bow']);
  });

  it('draws a pouch for what it does not know', () => {
    expect(itemTypeOf([undefined, 'thing'])).toBe('pouch');
  });
});
