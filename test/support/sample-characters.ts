/**
 * Six characters as real senders spell them: each uses another of the known spellings of species, class, appearance
 * and equipment, and some carry what must never reach a picture (names, plot, numbers).
 */
export const SAMPLE_CHARACTERS = [
  {
    id: '5b0c2f0e-4a6d-4a43-9f0e-0d7b8a1c0001',
    user_id: 'user-mira',
    campaign_id: '8d3b1f6a-1111-4c7e-9a55-000000000001',
    name: 'Thalia Nightbreeze',
    species: 'High Elf',
    class: 'Wizard',
    level: 5,
    theme: 'traditional',
    appearance: {
      age: 140,
      height: '5\'7"',
      weight: 120,
      eye_color: 'violet',
      skin_color: 'pale',
      hair_color: 'silver',
    },
    equipment: ['quarterstaff', 'spellbook', 'blue robes'],
    ability_scores: { strength: 8, dexterity: 14, constitution: 12, intelligence: 18, wisdom: 13, charisma: 11 },
  },
  {
    character_id: '5b0c2f0e-4a6d-4a43-9f0e-0d7b8a1c0002',
    user_id: 'user-tom',
    campaign_id: '8d3b1f6a-1111-4c7e-9a55-000000000001',
    name: 'Grom "Battle Master" Ironfist',
    race: 'half-orc',
    character_classes: { Fighter: 4, Barbarian: 2 },
    theme: 'fantasy',
    appearance: {
      age: '27',
      height: '6\'5"',
      eyes: 'amber',
      skin: 'grey-green',
      hair: 'black topknot',
      other: 'scar over the left eye',
    },
    equipment: { armor: { name: 'chain mail' }, weapons: ['greataxe', { name: 'handaxe' }], other: [] },
    backstory: 'He secretly poisoned Duke Aldric. The party must not learn this before chapter 4.',
  },
  {
    id: 'char-3',
    user_id: 'user-mira',
    name: 'Pip',
    race: { name: 'Lightfoot Halfling', custom: false, features: [] },
    classes: [{ name: 'Rogue', level: 3 }],
    theme: 'steampunk',
    appearance: 'A young woman with freckles, curly copper hair and brass goggles pushed up on her forehead.',
    equipment: [
      { name: 'leather armor', type: 'armor', equipped: true },
      { name: 'dagger', type: 'weapon', equipped: true },
      { name: 'rope', type: 'gear', equipped: false },
    ],
  },
  {
    id: '5b0c2f0e-4a6d-4a43-9f0e-0d7b8a1c0004',
    user_id: 'user-ana',
    campaign_id: '8d3b1f6a-1111-4c7e-9a55-000000000002',
    name: 'Старый Корвус',
    race: 'dragonborn',
    character_class: 'Paladin',
    character_data: { level: 9, race: 'dragonborn', character_class: 'Paladin' },
    theme: 'horror',
    appearance: {
      gender: 'male',
      age: 45,
      size: 'Medium',
      skin: 'red scales',
      eyes: 'gold',
      distinguishing_marks: ['broken horn', 'burned holy symbol'],
      general_appearance: 'battle-worn and solemn',
    },
    armor: 'plate armor',
    weapon: 'warhammer',
    shield: 'tower shield',
  },
  {
    id: '5b0c2f0e-4a6d-4a43-9f0e-0d7b8a1c0005',
    user_id: 'user-ana',
    name: 'Zephyr-9',
    species: 'Warforged (Envoy)',
    class_name: 'Artificer',
    theme: 'cyberpunk',
    custom_content: [
      {
        id: 'c1',
        type: 'species',
        name: 'Warforged (Envoy)',
        description: 'a slender body of brass and dark wood, glowing blue eyes',
      },
    ],
    equipment: [],
  },
  {
    id: '5b0c2f0e-4a6d-4a43-9f0e-0d7b8a1c0006',
    campaign_id: '8d3b1f6a-1111-4c7e-9a55-000000000002',
    name: 'Old Gnarl',
    is_npc: true,
    is_monster: true,
    monster_type: 'plant',
    size: 'HUGE',
    description: 'An ancient walking oak (moss-covered) with hollow eyes: <lora:evil:1> AND nothing else #hidden',
    level: '11',
  },
] as const satisfies readonly Readonly<Record<string, unknown>>[];

/** The id of a sample, under either of its names. */
export function sampleId(index: 0 | 1 | 2 | 3 | 4 | 5): string {
  const sample: { readonly id?: string; readonly character_id?: string } = SAMPLE_CHARACTERS[index];
  return String(sample.id ?? sample.character_id);
}
