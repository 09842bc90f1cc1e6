import { SEXUAL_WORDS } from '../safety/safety-words';

/** Not sexual in itself or not always, and yet nothing to be painted for all ages. */
const SUGGESTIVE = `sultry aroused arousing fetish bondage underwear bra bikini thong bottomless breast breasts breasted busty buxom
  crotch buttocks butt cock dick loli lolis shota shotas lolita nymphet sexualize sexualise`;
const CRUEL = `gore gory guts entrails viscera dismembered decapitated beheaded mutilated disembowelled disemboweled flayed eviscerated
  corpse corpses torture tortured torturing suicide suicidal selfharm bloody bloodied bloodsoaked gutted hanged lynched lynching`;
const HATEFUL = `swastika swastikas nazi nazis hitler`;
/** A photograph of a person who might be real is not what this service is for. */
const DECEPTIVE = `photorealistic deepfake deepfakes`;

/**
 * Words that never reach a painter: the service is for all ages. They are dropped silently, so that harmless text
 * around them still counts. Whole words of cleaned text; a plural `s` must be listed.
 */
export const UNSAFE_WORDS: ReadonlySet<string> = new Set([
  ...SEXUAL_WORDS,
  ...[SUGGESTIVE, CRUEL, HATEFUL, DECEPTIVE].flatMap((words) => words.split(/\s+/)),
]);
