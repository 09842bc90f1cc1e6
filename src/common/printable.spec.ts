import { printable } from './printable';

describe('printable', () => {
  it('leaves text alone', () => {
    expect(printable('Ærwyn the 3rd, "ключ" 🐉')).toBe('Ærwyn the 3rd, "ключ" 🐉');
  });

  it.each([
    ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
    ['a carriage return', 'a\rb', 'a\\u000db'],
    ['an eight-bit control', '\u009b31m', '\\u009b31m'],
    ['a change of direction', 'a\u202eb', 'a\\u202eb'],
    ['half a surrogate', '\ud800', '\\ud800'],
    ['a line feed', 'a\nb', 'a\\u000ab'],
  ])('writes %s in letters', (_case, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('keeps lines and tabs where they are wanted', () => {
    expect(printable('a\n\tb\u0007', { lines: true })).toBe('a\n\tb\\u0007');
  });
});
