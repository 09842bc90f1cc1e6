/** How a creature of each type looks when nothing else is known; the 14 types are those of the SRD (CC BY 4.0). */
export const MONSTER_TYPES: ReadonlyMap<string, string> = new Map([
  ['aberration', 'alien anatomy, unsettling otherworldly shape'],
  ['beast', 'natural animal'],
  ['celestial', 'radiant winged being'],
  ['construct', 'crafted body of metal and stone'],
  ['dragon', 'great leathery wings, armoured scales'],
  ['elemental', 'body of living elemental matter'],
  ['fey', 'graceful woodland spirit'],
  ['fiend', 'horned infernal being'],
  ['giant', 'towering giant humanoid'],
  ['humanoid', 'humanoid figure'],
  ['monstrosity', 'fearsome hybrid creature'],
  ['ooze', 'translucent shapeless slime'],
  ['plant', 'walking plant creature'],
  ['undead', 'pale withered features, faintly glowing eyes'],
]);
