/** Armour as a painter sees it; the names are those of the SRD (CC BY 4.0), the words are ours. */
export const ARMOUR: ReadonlyMap<string, string> = new Map([
  ['padded', 'quilted padded armour'],
  ['studded leather', 'studded leather armour'],
  ['leather', 'leather armour'],
  ['hide', 'thick hide armour'],
  ['chain shirt', 'mail shirt'],
  ['scale mail', 'scale armour'],
  ['breastplate', 'fitted breastplate'],
  ['half plate', 'half plate armour'],
  ['ring mail', 'ring-sewn leather armour'],
  ['chain mail', 'chain mail armour'],
  ['splint', 'splint armour'],
  ['plate', 'full plate armour'],
  ['plate mail', 'full plate armour'],
  ['chainmail', 'chain mail armour'],
]);
