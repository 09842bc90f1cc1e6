/** What a class is usually seen in, in our own words; the names are those of the SRD (CC BY 4.0). */
export const CLASS_LOOKS: ReadonlyMap<string, string> = new Map([
  ['barbarian', 'furs and rough leather, war paint'],
  ['bard', 'colourful performer clothes'],
  ['cleric', 'vestments with a holy symbol'],
  ['druid', 'natural hides and woven leaves'],
  ['fighter', 'practical battle-worn armour'],
  ['monk', 'simple wrapped robes'],
  ['paladin', 'polished ornate armour'],
  ['ranger', 'weathered travel leathers, hooded cloak'],
  ['rogue', 'dark fitted leathers, hood'],
  ['sorcerer', 'flowing clothes, faint magical glow'],
  ['warlock', 'dark ornate robes, eerie glow'],
  ['wizard', 'embroidered scholar robes'],
]);
