/**
 * Names that are not in the SRD and belong to others. A user's own character may say them; our prompts describe
 * what is seen instead, in words of our own, and drop names of places and persons (empty description).
 * Matched as whole words in cleaned text (lower case, hyphens kept), plural `s` included.
 */
export const PROTECTED_NAMES: readonly (readonly [RegExp, string])[] = [
  ...describe('gaunt greenish humanoid warrior', 'githyanki'),
  ...describe('lean pale humanoid ascetic', 'githzerai'),
  ...describe('humanoid with a tentacled octopus-like face', 'mind[ -]?flayer', 'illithid'),
  ...describe('floating many-eyed orb creature', 'beholder', 'gauth', 'eye tyrant'),
  ...describe('giant many-legged scavenger worm', 'carrion[ -]?crawler'),
  ...describe('six-legged panther with two tentacles', 'displacer[ -]?beast'),
  ...describe('fish-like humanoid', 'kuo[ -]?toa'),
  ...describe('toad-like hulking creature', 'slaadi?'),
  ...describe('armoured insect-like hulk', 'umber[ -]?hulk'),
  ...describe('serpent-like humanoid', 'yuan[ -]?ti'),
  ...describe('horned fiend', "tanar'?ri", 'baatezu'),
  ...describe("inventor with tinker's tools", 'artificer'),
  ...describe(
    '',
    'forgotten realms',
    'faerun',
    "baldur'?s gate",
    'neverwinter',
    'waterdeep',
    'icewind dale',
    'underdark',
  ),
  ...describe('', 'strahd(?: von zarovich)?', 'barovia', 'ravenloft', 'eberron', 'dragonlance', 'krynn', 'greyhawk'),
  ...describe('', 'spelljammer', 'planescape', "drizzt(?: do'?urden)?", 'elminster', 'dungeons and dragons', 'd and d'),
];

function describe(description: string, ...names: readonly string[]): [RegExp, string][] {
  return names.map((name) => [new RegExp(`(?<![a-z])${name}s?(?![a-z])`, 'g'), description]);
}
