/**
 * Weapons by the names of the SRD 5.1 and 5.2.1 (CC BY 4.0), with the words a painter needs where the name alone
 * says little. Also shields: whatever is held.
 */
export const WEAPONS: ReadonlyMap<string, string> = new Map([
  ...named('club', 'dagger', 'handaxe', 'javelin', 'mace', 'sickle', 'spear', 'dart', 'shortbow', 'sling', 'battleaxe'),
  ...named(
    'flail',
    'halberd',
    'lance',
    'longsword',
    'morningstar',
    'pike',
    'rapier',
    'scimitar',
    'shortsword',
    'trident',
  ),
  ...named('whip', 'blowgun', 'longbow', 'net', 'shield', 'light crossbow', 'heavy crossbow'),
  ['greatclub', 'huge wooden club'],
  ['light hammer', 'small hammer'],
  ['quarterstaff', 'wooden quarterstaff'],
  ['staff', 'wooden staff'],
  ['glaive', 'glaive polearm'],
  ['greataxe', 'huge two-handed axe'],
  ['greatsword', 'huge two-handed sword'],
  ['maul', 'huge two-handed hammer'],
  ['warhammer', 'war hammer'],
  ['war pick', 'war pick'],
  ['hand crossbow', 'small hand crossbow'],
  ['crossbow', 'crossbow'],
  ['musket', 'flintlock musket'],
  ['pistol', 'flintlock pistol'],
  ['sword', 'sword'],
  ['axe', 'axe'],
  ['bow', 'bow'],
  ['hammer', 'hammer'],
]);

function named(...names: readonly string[]): [string, string][] {
  return names.map((name) => [name, name]);
}
