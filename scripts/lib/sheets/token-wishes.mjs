/** Who has which token: every people, frame, disposition, size and way of coming to be, and hair, gear and hoods that stick out. */
/** @type {readonly import('./draw-tokens.mjs').TokenWish[]} */
export const TOKEN_WISHES = [
  token(
    'a red-skinned tiefling sorcerer woman with great curved horns and tied hair, carrying a tome',
    'circle',
    'friendly',
  ),
  token('a red-skinned tiefling warlock man with horns, carrying an orb', 'square', 'hostile', { from: 'bust' }),
  token('an elf wizard woman with long silver hair and a staff', 'square', 'neutral'),
  subject('an elf wizard woman with long silver hair and a staff', 11),
  subject('a dwarf cleric man with wild hair, a great braided beard, a warhammer and a shield', 12),
  token('a dwarf cleric man with wild hair, a great braided beard, a warhammer and a shield', 'none', 'friendly', {
    from: 'bust',
  }),
  token('a dragonborn paladin with blue scales, in plate with a sword', 'none', 'friendly', {
    looks: { skin: 'blue scales' },
    from: 'bust',
    size: 'large',
  }),
  token('a dragonborn paladin with blue scales, in plate with a sword', 'hex', 'friendly', {
    looks: { skin: 'blue scales' },
    size: 'huge',
  }),
  token('a hooded half-elf rogue with daggers', 'circle', 'party'),
  token('a hooded half-elf rogue with daggers and a bow', 'hex', 'secret', { from: 'bust' }),
  subject('a human fighter woman with wavy auburn hair in mail, with a sword', 13),
  token('a human fighter woman with wavy auburn hair in mail, with a sword', 'circle', 'friendly', { from: 'foreign' }),
  token('a green half-orc barbarian woman with tied black hair and a battle axe', 'hex', 'neutral', { size: 'large' }),
  token('a green half-orc barbarian woman with tied black hair and a battle axe', 'none', 'hostile', { from: 'bust' }),
  token('a gnome wizard man with curly pink hair and a staff', 'none', 'party', { from: 'bust', size: 'small' }),
  token('a gnome wizard man with curly pink hair and a staff', 'circle', 'party', { size: 'small' }),
  subject('a goliath ranger woman with tied grey hair and a quiver', 14),
  token('a goliath ranger woman with braided hair and a crossbow', 'square', 'friendly', { size: 'gargantuan' }),
  token('a halfling bard man with short brown hair and a lute', 'circle', 'neutral', { size: 'tiny' }),
  token('a halfling bard woman with curly hair and a lute', 'none', 'neutral', { from: 'bust' }),
  subject('an orc druid man with a hair crest and a gnarled branch', 15),
  token('a pale undead knight with glowing eyes, a cape, a spear and a shield', 'circle', 'hostile'),
  token('a bald human monk man with a tattoo and a quarterstaff', 'hex', 'party'),
  subject('a tiefling bard woman with braided hair and great horns, with a dagger', 16),
];

/**
 * @param {string} description
 * @param {string} shape of the frame
 * @param {string} disposition
 * @param {Partial<import('./draw-tokens.mjs').TokenWish>} [more]
 * @returns {import('./draw-tokens.mjs').TokenWish}
 */
function token(description, shape, disposition, more = {}) {
  return { description, request: { frame: { shape, disposition } }, from: 'portrait', seed: 7, ...more };
}

/**
 * For a tabletop that draws the ring itself.
 *
 * @param {string} description
 * @param {number} seed
 * @returns {import('./draw-tokens.mjs').TokenWish}
 */
function subject(description, seed) {
  return { description, request: { targets: ['foundry_subject'] }, file: 'foundry_subject', from: 'portrait', seed };
}
