/** Colour words of a wish, as drawings of ours show them. */
const COLOURS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:crimson|scarlet|ruby|red|blood|healing|dragonfire)\b/, '#a8322d'],
  [/\b(?:orange|copper|amber|rust|fire|flame|flaming)\b/, '#c8702a'],
  [/\b(?:gold|golden|yellow|brass)\b/, '#c9a227'],
  [/\b(?:emerald|green|moss|leaf|leaves|forest|grass|ivy|poison|venom)\b/, '#3f7a4a'],
  [/\b(?:teal|turquoise|cyan)\b/, '#2a8f94'],
  [/\b(?:sapphire|blue|azure|water|river|sky|sea|frost|ice|mana)\b/, '#2f5fa8'],
  [/\b(?:violet|purple|amethyst|magenta)\b/, '#74409a'],
  [/\b(?:pink|rose)\b/, '#cf7f96'],
  [/\b(?:brown|wood|wooden|leather|oak|bronze|earth)\b/, '#6e4a2b'],
  [/\b(?:black|obsidian|night|shadow)\b/, '#23211f'],
  [/\b(?:silver|steel|iron|grey|gray|stone)\b/, '#8b9299'],
  [/\b(?:white|snow|ivory|pearl|bone)\b/, '#e8e3d6'],
];

/** The colour that stands first in a text, `#rrggbb`; undefined when none is named. */
export function namedColour(words: string): string | undefined {
  const found = COLOURS.map(([pattern, colour]) => ({ at: words.search(pattern), colour })).filter(({ at }) => at >= 0);
  return found.sort((one, other) => one.at - other.at)[0]?.colour;
}
