/** `Greg Rutkowski`, `van Gogh`, `H. R. Giger`; at most four words. */
const NAME = String.raw`(?:(?:van|von|de|da|di|le|la|of) )?\p{Lu}[\p{L}'’.-]*(?: (?:(?:van|von|de|da|di|le|la) )?\p{Lu}[\p{L}'’.-]*){0,3}`;
const FULL_NAME = String.raw`\p{Lu}[\p{L}'’.-]+(?: (?:van|von|de|da|di|le|la))? \p{Lu}[\p{L}'’.-]+(?: \p{Lu}[\p{L}'’.-]+){0,2}`;

/** Says whose hand it is: one capitalised word is a name then. */
const WORK_BY = new RegExp(
  String.raw`\b(?:(?:concept )?art(?:work)?|painted|painting|drawn|drawing|illustrat(?:ed|ion)|sketch(?:ed)?|photo(?:graph(?:ed|y)?)?|rendered|designed|portrait|picture|image|comic|poster|directed|styled?|inspired|in the manner)(?: (?:of|art))? by ${NAME}`,
  'gu',
);
const BY_FULL_NAME = new RegExp(String.raw`\b[Bb]y ${FULL_NAME}`, 'gu');
/** Whose face it is to have. */
const LIKE_SOMEBODY = new RegExp(
  String.raw`\b(?:looks? (?:just |exactly )?like|looking like|resembl(?:es|ing)|lookalike of|look-alike of|played by|portrayed by|cosplay(?:er|ing)?(?: of| as)?|face of|modell?ed (?:on|after)|likeness of) ${FULL_NAME}`,
  'gu',
);
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
