/** Who and where the demo is about: made up for it. Details as a character service of the wider system would answer them. */

export const CAMPAIGN_ID = 'demo-campaign';
export const OWNER_ID = 'demo-player';

export const CHARACTER = {
  id: 'demo-character-thessaly',
  user_id: OWNER_ID,
  campaign_id: CAMPAIGN_ID,
  name: 'Thessaly Emberhorn',
  species: 'Tiefling',
  character_classes: { Bard: 4, Warlock: 1 },
  level: 5,
  appearance: {
    age: '27',
    gender: 'female',
    height: '5\'9"',
    eye_color: 'amber',
    skin_color: 'crimson',
    hair_color: 'black',
    distinguishing_marks: ['a silver ring on the left horn'],
  },
  equipment: [
    { name: 'Studded Leather', type: 'armor', equipped: true },
    { name: 'Rapier', type: 'weapon', equipped: true },
    { name: 'Lute', type: 'instrument', equipped: true },
  ],
  backstory: 'She owes a debt that nobody at the table may read in a picture.',
  theme: 'traditional',
};

export const LOCATION = {
  location_id: 'demo-location-crypt',
  campaign_id: CAMPAIGN_ID,
  name: 'The Drowned Crypt',
  type: 'dungeon',
  size: { width: 28, height: 20 },
  description: 'A flooded crypt with a collapsed hall, stone pillars and an altar over dark water.',
  features: ['altar', 'pool', 'pillars', 'rubble'],
  areas: [{ name: 'Hall of pillars' }, { name: 'Flooded chapel' }, { name: 'Ossuary' }, { name: 'Antechamber' }],
};
