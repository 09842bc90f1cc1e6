/** How a people looks, in our own words; the names are those of the SRD 5.1 and 5.2.1 (CC BY 4.0). */
export interface SpeciesLook {
  /** Short visual phrase for a prompt; holds no name of a colour that a character's own fields would give. */
  readonly look: string;
  /** Grown-ups whom models tend to draw as children: prompts anchor the age of these. */
  readonly isSmallFolk?: true;
}

export const SPECIES: ReadonlyMap<string, SpeciesLook> = new Map<string, SpeciesLook>([
  ['dragonborn', { look: 'draconic head, scaled skin, strong jaw' }],
  ['dwarf', { look: 'stocky broad frame, weathered face', isSmallFolk: true }],
  ['elf', { look: 'long pointed ears, fine angular features' }],
  ['gnome', { look: 'small frame, lively expressive face, large nose', isSmallFolk: true }],
  ['goliath', { look: 'towering frame, stone-like skin markings' }],
  ['half-elf', { look: 'slightly pointed ears, soft angular features' }],
  ['half-orc', { look: 'small lower tusks, heavy brow, strong build' }],
  ['halfling', { look: 'small frame, round friendly face', isSmallFolk: true }],
  ['human', { look: '' }],
  ['orc', { look: 'prominent tusks, heavy brow, powerful build' }],
  ['tiefling', { look: 'curved horns, slender tail' }],
  // Peoples of the SRD's bestiary that campaigns name as species.
  ['bugbear', { look: 'shaggy fur, long arms, wedge-shaped ears' }],
  ['centaur', { look: 'human torso on the body of a horse' }],
  ['gnoll', { look: 'hyena head, spotted fur' }],
  ['goblin', { look: 'long pointed ears, flat nose, wide mouth', isSmallFolk: true }],
  ['grimlock', { look: 'eyeless face, leathery skin' }],
  ['hag', { look: 'crooked nose, gnarled hands' }],
  ['harpy', { look: 'feathered wings, clawed bird legs' }],
  ['hobgoblin', { look: 'broad flat nose, ridged brow' }],
  ['kobold', { look: 'small reptilian snout, little horns', isSmallFolk: true }],
  ['lizardfolk', { look: 'reptilian head, scaled skin' }],
  ['merfolk', { look: 'fish tail, webbed fingers' }],
  ['minotaur', { look: 'bull head, sweeping horns' }],
  ['ogre', { look: 'hulking body, heavy jaw' }],
  ['pixie', { look: 'translucent insect wings, delicate features', isSmallFolk: true }],
  ['satyr', { look: 'goat legs, short curled horns' }],
  ['sprite', { look: 'translucent insect wings, sharp small features', isSmallFolk: true }],
  ['troll', { look: 'lanky frame, long nose, rubbery skin' }],
  // Peoples of folklore that many tables play.
  ['changeling', { look: 'smooth faint features, pale blank eyes' }],
  ['dhampir', { look: 'gaunt features, small fangs' }],
  ['fairy', { look: 'translucent insect wings, delicate features', isSmallFolk: true }],
  ['firbolg', { look: 'towering frame, broad soft nose, long ears' }],
  ['shifter', { look: 'feral features, pointed ears, small fangs' }],
  ['triton', { look: 'finned ears, webbed fingers' }],
]);

/** Lineages: the species each belongs to and what it adds to the look. */
export const LINEAGES: ReadonlyMap<string, { readonly species: string; readonly look: string }> = new Map([
  ['sea elf', { species: 'elf', look: 'sea-green tones' }],
  ['deep gnome', { species: 'gnome', look: 'ashen skin' }],
  ['drow', { species: 'elf', look: 'dusky skin, pale hair' }],
  ['dark elf', { species: 'elf', look: 'dusky skin, pale hair' }],
  ['high elf', { species: 'elf', look: 'elegant bearing' }],
  ['wood elf', { species: 'elf', look: 'woodland earth tones' }],
  ['hill dwarf', { species: 'dwarf', look: 'ruddy face' }],
  ['mountain dwarf', { species: 'dwarf', look: 'rugged face' }],
  ['lightfoot halfling', { species: 'halfling', look: 'nimble posture' }],
  ['stout halfling', { species: 'halfling', look: 'sturdy posture' }],
  ['forest gnome', { species: 'gnome', look: 'leafy woodland details' }],
  ['rock gnome', { species: 'gnome', look: 'tinker details' }],
  ['abyssal tiefling', { species: 'tiefling', look: 'jagged horns' }],
  ['chthonic tiefling', { species: 'tiefling', look: 'ashen gaunt features' }],
  ['infernal tiefling', { species: 'tiefling', look: 'ember tones' }],
  ['cloud goliath', { species: 'goliath', look: 'pale misty skin' }],
  ['fire goliath', { species: 'goliath', look: 'charcoal skin, ember tones' }],
  ['frost goliath', { species: 'goliath', look: 'icy blue skin' }],
  ['hill goliath', { species: 'goliath', look: 'earthen skin' }],
  ['stone goliath', { species: 'goliath', look: 'granite grey skin' }],
  ['storm goliath', { species: 'goliath', look: 'stormy violet skin' }],
  ['duergar', { species: 'dwarf', look: 'ashen skin' }],
  ['svirfneblin', { species: 'gnome', look: 'ashen skin' }],
  ['eladrin', { species: 'elf', look: 'otherworldly graceful bearing' }],
]);

/** Colours of dragon ancestry, each with the metal or hue it gives the scales. */
export const DRAGON_COLOURS = [
  ...['black', 'blue', 'brass', 'bronze', 'copper', 'gold', 'green', 'red', 'silver', 'white'],
] as const;
