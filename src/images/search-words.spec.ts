import { searchQueryOf, searchWordsIn } from './search-words';

describe('searchWordsIn', () => {
  it.each([
    ['The Sunken Crypt', ['the', 'sunken', 'crypt']],
    ['char-204', ['char', '204']],
    ['Éowyn  ÉOWYN’s', ['éowyn', 'éowyn’s']],
    ['墓 地下', ['墓', '地下']],
    [`x' | !y:* & \\z <-> "q"`, ['x', 'y', 'z', 'q']],
    ['\u0000 😀 -- —', []],
    ['a b c d e f g h i j', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']],
  ])('finds the words of %j', (text, words) => {
    expect(searchWordsIn(text)).toEqual(words);
  });
});

describe('searchQueryOf', () => {
  it('asks for all words, and for what begins with those that are long enough to tell', () => {
    const query = searchQueryOf(['of', 'the', 'sun', '墓']);

    expect(query).toBe(`('of') & ('the':*) & ('sun':*) & ('墓':*)`);
  });

  it('asks for capitals that a database may not know to be such', () => {
    expect(searchQueryOf(['éowyn'])).toBe(`('éowyn':* | 'Éowyn':* | 'ÉOWYN':*)`);
  });
});
