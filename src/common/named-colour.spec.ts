import { namedColour } from './named-colour';

describe('namedColour', () => {
  it('takes the colour that stands first', () => {
    expect(namedColour('a blue cloak with red trim')).toBe(namedColour('blue'));
    expect(namedColour('a blue cloak with red trim')).not.toBe(namedColour('red'));
  });

  it('hears no colour in other words', () => {
    expect(namedColour('a scarred, hundred-year-old shirt')).toBeUndefined();
  });
});
