/** `Greg Rutkowski`, `van Gogh`, `H. R. Giger`; at most four words. */
const NAME = String.raw`(?:(?:van|von|de|da|di|le|la|of) )?\p{Lu}[\p{L}'’.-]*(?: (?:(?:van|von|de|da|di|le|la) )?\p{Lu}[\p{L}'’.-]*){0,3}`;
const FULL_NAME = String.raw`\p{Lu}[\p{L}'’.-]+(?: (?:van|von|de|da|di|le|la))? \p{Lu}[\p{L}'’.-]+(?: \p{Lu}[\p{L}'’.-]+){0,2}`;

/** Words with a small or a capital first letter: names must keep their capitals, so the patterns cannot ignore them. */
const anyOf = (...words: readonly string[]): string =>
  words.map((word) => `[${word.charAt(0)}${word.charAt(0).toUpperCase()}]${word.slice(1)}`).join('|');

const WORKS = anyOf(
  ...['concept art', 'art(?:work)?', 'paint(?:ed|ing)', 'draw(?:n|ing)', 'illustrat(?:ed|ion)', 'sketch(?:ed)?'],
  ...['photo(?:graph(?:ed|y)?)?', 'rendered', 'designed', 'portrait', 'picture', 'image', 'comic', 'poster'],
  ...['directed', 'styled?', 'inspired'],
);
/** Says whose hand it is: one capitalised word is a name then. */
const WORK_BY = new RegExp(String.raw`\b(?:${WORKS}) by ${NAME}`, 'gu');
const BY_FULL_NAME = new RegExp(String.raw`\b[Bb]y ${FULL_NAME}`, 'gu');
const LIKENESSES = anyOf(
  ...[
    'looks? (?:just |exactly )?like',
    'looking like',
    'resembl(?:es|ing)',
    'look-?alike of',
    'played by',
    'portrayed by',
  ],
  ...['cosplay(?:er|ing)?(?: of| as)?', 'face of', 'modell?ed (?:on|after)', 'likeness of'],
);
/** Whose face it is to have. */
const LIKE_SOMEBODY = new RegExp(String.raw`\b(?:${LIKENESSES}) ${FULL_NAME}`, 'gu');
/** Whoever is meant; up to the end of the phrase. */
const MANNER_OF =
  /\b(?:in|with|after) (?:the|a) (?:(?:\p{L}+ )?style|manner) of\b[^,.;\n]*|\bà la [^,.;\n]*|\binspired by (?:the )?(?:art|work|works|paintings|style)\b[^,.;\n]*/giu;
const ASKED_FOR_FAME = /\btrending on \S+/gi;

/**
 * Leaves out whose style, hand or face a picture is to have. By the way it is said, since nobody can list all names: what
 * is known by name goes as a protected name besides.
 *
 * @param text in its own spelling: capitals tell names
 */
export function withoutArtists(text: string): string {
  return [MANNER_OF, ASKED_FOR_FAME, WORK_BY, LIKE_SOMEBODY, BY_FULL_NAME].reduce(
    (left, pattern) => left.replace(pattern, ' '),
    text,
  );
}
