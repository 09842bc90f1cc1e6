import type { Theme } from '../../src/common/themes';

/** A character as some sender spells it, and the theme it is to be shown in. */
export interface GalleryCharacter {
  /** Name of its golden file. */
  readonly file: string;
  readonly theme: Theme;
  readonly sheet: Readonly<Record<string, unknown>>;
}

/** A life of about 4,000 characters of which six things can be seen today. */
const LONG_BACKSTORY = [
  'Ilvara was born in the deep city of Menzoril, the third daughter of a minor house, in the year of the Black Web, 1342.',
  'As a child she had long golden hair, dyed by her grandmother for the Festival of Lies, and wore the blue dress of the house.',
  'She was once a slave with a shaved head and an iron collar, for seven years, three months and nine days.',
  'Her mother, Matron Zesstra, has red eyes and a crown of spiders, and still hunts her with forty warriors.',
  'The duke of Karth burned her red mask before the gate, and Captain Orrin Vale cut off two of her fingers in the siege.',
  '"Kneel, white-haired witch!" shouted the inquisitor, raising his golden hammer. She did not kneel.',
  'She fled through the sunless sea with the smuggler Tamsin, who had a wooden leg and a parrot called Admiral.',
  'For twelve years she worked in the counting house of the Brothers Amberlock and learned the price of everything.',
  'Before the war she wore silver armour and carried the banner of the Ninth, until the banner was lost at Hollow Ford.',
  'Secretly she is the last heir of the throne of Vael, and the party must never learn this before chapter nine.',
  'Now a pale burn scar runs down the left side of her neck.',
  'She still wears a ragged black hood and keeps a thin silver ring on a cord.',
  'Her long white braid hangs over one shoulder.',
  'In the winter of 1361 she poisoned the well of Tarn and has never told anyone, not even her friend Bodrin.',
  'She owes 4,000 gold pieces to the Guild of Lanterns and 17 favours to the Queen of Owls.',
  'Her goal is to find the Orb of Xul, which is hidden beneath the third stair of the tower of glass.',
  'She dreams of the sea and counts steps when she is afraid.',
]
  .concat(
    Array.from(
      { length: 14 },
      (_, year) =>
        `In the year ${1362 + year} she travelled to another town, was cheated by another merchant, lost another friend and wrote another letter that nobody answered.`,
    ),
  )
  .join(' ');

/** Every people and class of the SRD, two homebrews, senders' forms of every kind. */
export const GALLERY: readonly GalleryCharacter[] = [
  {
    file: '01-human-fighter',
    theme: 'fantasy',
    sheet: {
      id: 'g-01',
      name: 'Marta Oakhand',
      species: 'Human',
      class: 'Fighter',
      level: 3,
      appearance: {
        age: 34,
        gender: 'female',
        height: `5'9"`,
        weight: '165 lb',
        eye_color: 'Grey',
        skin_color: 'Tan',
        hair_color: 'Short dark brown',
      },
      equipment: ['Chain Mail', 'Longsword', 'Shield', 'Rations (10 days)', '50 feet of hempen rope'],
    },
  },
  {
    file: '02-high-elf-wizard',
    theme: 'fantasy',
    sheet: {
      success: true,
      data: {
        character: {
          character_id: 'g-02',
          race: 'High Elf',
          character_class: 'Wizard',
          appearance: {
            age: '140 years',
            gender: 'male',
            eyes: 'violet eyes',
            skin: 'pale',
            hair: 'long silver hair',
            other: 'ink-stained fingers',
          },
          equipment: {
            armor: null,
            weapons: [{ name: 'Quarterstaff' }],
            other: ['Spellbook', 'Ink', 'Blue Velvet Robe'],
          },
        },
      },
    },
  },
  {
    file: '03-hill-dwarf-cleric',
    theme: 'horror',
    sheet: {
      id: 'g-03',
      character_data: {
        race: { name: 'Hill Dwarf', custom: false, features: [] },
        class_levels: { cleric: 7 },
        appearance: {
          gender: 'Female',
          age: 270,
          hair: { color: 'iron grey', style: 'braided' },
          eyes: 'brown',
          skin: 'ruddy',
          distinguishing_marks: ['broken nose', { type: 'burn scar', location: 'right hand' }],
        },
        inventory: [
          { item_data: { name: 'Scale Mail', type: 'armor' }, quantity: 1, equipped: true },
          { item_data: { name: 'Warhammer', type: 'weapon' }, quantity: 1, equipped: true },
          { item_data: { name: 'Holy Symbol', type: 'focus' }, quantity: 1, equipped: true },
          { item_data: { name: 'Crowbar', type: 'tool' }, quantity: 1, equipped: false },
        ],
      },
    },
  },
  {
    file: '04-lightfoot-halfling-rogue',
    theme: 'steampunk',
    sheet: {
      id: 'g-04',
      name: 'Pip',
      species: 'Halfling',
      subrace: 'Lightfoot',
      classes: [{ name: 'Rogue', level: 3 }],
      appearance: 'A young woman with freckles, curly copper hair and brass goggles pushed up on her forehead.',
      equipment: [
        { name: 'Leather Armor', type: 'armor', equipped: true },
        { name: 'Dagger', type: 'weapon', equipped: true },
        { name: "Thieves' Tools", type: 'tool', equipped: true },
      ],
    },
  },
  {
    file: '05-red-dragonborn-paladin',
    theme: 'fantasy',
    sheet: {
      id: 'g-05',
      species: 'Dragonborn',
      lineage: 'Red',
      class_name: 'Paladin',
      appearance: { gender: 'male', age: 32, eyes: 'molten gold', distinguishing_marks: ['one broken horn'] },
      armor: 'Plate Armor',
      weapon: 'Maul',
    },
  },
  {
    file: '06-rock-gnome-bard',
    theme: 'fantasy',
    sheet: {
      id: 'g-06',
      origin: { species: 'Gnome', subrace: 'Rock' },
      class: 'Bard',
      appearance: { gender: 'male', age: 60, hair: 'wild white', eyes: 'bright blue', skin: 'sun-browned' },
      equipment: { visible: ['Lute', 'Rapier', 'Green Silk Doublet'], items: ['4c1c7f0e-6f0c-4f0e-9a39-6a3f3a4c7b21'] },
    },
  },
  {
    file: '07-half-elf-sorcerer',
    theme: 'space_fantasy',
    sheet: {
      id: 'g-07',
      race: 'half elf',
      class: 'Sorcerer',
      appearance: { gender: 'nonbinary', age: 24, hair: 'shaved', eyes: 'one blue and one amber', skin: 'deep brown' },
      equipment: ['Arcane Focus', 'Dagger'],
    },
  },
  {
    file: '08-half-orc-barbarian',
    theme: 'western',
    sheet: {
      id: 'g-08',
      character_race: 'HalfOrc',
      character_classes: { Barbarian: 4, Fighter: 1 },
      appearance: {
        age: '27',
        height: `6'5"`,
        eyes: 'amber',
        skin: 'grey-green',
        hair: 'black topknot',
        other: 'scar over the left eye',
      },
      equipment: ['Greataxe', 'Hide Armor', 'Handaxe'],
    },
  },
  {
    file: '09-tiefling-warlock',
    theme: 'cyberpunk',
    sheet: {
      id: 'g-09',
      species: 'Tiefling',
      lineage: 'Infernal',
      class: 'Warlock',
      appearance: {
        gender: 'female',
        age: 29,
        hair: 'black',
        eyes: 'glowing red',
        skin: 'crimson',
        horns: 'swept-back',
        build: 'slender',
      },
      equipment: ['Tome', 'Rod', 'Long Black Leather Coat'],
    },
  },
  {
    file: '10-stone-goliath-monk',
    theme: 'fantasy',
    sheet: {
      id: 'g-10',
      species: 'Goliath',
      lineage: "Stone's Endurance",
      class: 'Monk',
      appearance: {
        gender: 'male',
        age: 41,
        hair: 'bald',
        eyes: 'pale grey',
        skin: 'stone grey',
        tattoos: 'winding blue tattoos on both arms',
      },
      equipment: ['Quarterstaff'],
    },
  },
  {
    file: '11-orc-druid',
    theme: 'fantasy',
    sheet: {
      id: 'g-11',
      species: 'Orc',
      class: 'Druid',
      appearance: { gender: 'female', age: 55, hair: 'grey dreadlocks', eyes: 'moss green', skin: 'green' },
      equipment: ['Wooden Staff', 'Druidic Focus', 'Brown Fur Cloak'],
    },
  },
  {
    file: '12-wood-elf-ranger',
    theme: 'fantasy',
    sheet: {
      id: 'g-12',
      species: 'Wood Elf',
      class: 'Ranger',
      appearance: {
        gender: 'female',
        age: 110,
        hair: { length: 'long', style: 'braided', color: 'auburn' },
        eyes: 'hazel',
        skin: 'copper',
      },
      equipment: ['Longbow', 'Quiver', 'Studded Leather', 'Green Cloak'],
    },
  },
  {
    file: '13-homebrew-moth-folk',
    theme: 'fantasy',
    sheet: {
      id: 'g-13',
      species: {
        name: 'Moth Folk',
        custom: true,
        features: [{ name: 'Dust' }],
        description: 'Soft white fur covers the body. Large dusty wings and black compound eyes.',
      },
      class: { name: 'Star Dancer', custom: true, hit_die: 8 },
      appearance: { gender: 'female', age: 22 },
      equipment: [
        { name: 'Moonsilk Veil', type: 'clothing', equipped: true },
        { name: 'Glaive', type: 'weapon', equipped: true },
      ],
    },
  },
  {
    file: '14-homebrew-clockwork',
    theme: 'steampunk',
    sheet: {
      id: 'g-14',
      species: 'Clockwork Born',
      class_name: 'Artificer',
      custom_content: [
        {
          id: 'c1',
          type: 'species',
          name: 'Clockwork Born',
          description: 'A slender body of brass and dark wood, glowing blue eyes.',
          balance_score: 0.7,
        },
        { id: 'c2', type: 'weapon', name: 'Widowmaker', origin_story: 'Taken from the murdered Baron Vex.' },
      ],
      equipment: ["Tinker's Tools", 'Light Hammer', 'Leather Apron'],
    },
  },
  {
    file: '15-cyrillic-name',
    theme: 'horror',
    sheet: {
      id: 'g-15',
      name: 'Старый Корвус',
      race: 'Human',
      class: 'Cleric',
      appearance: {
        gender: 'male',
        age: 68,
        hair: 'white',
        eyes: 'голубые',
        skin: 'pale',
        other: 'длинная седая борода',
      },
      equipment: ['Mace', 'Чёрная мантия', 'Padded Armor'],
    },
  },
  {
    file: '16-japanese-name',
    theme: 'fantasy',
    sheet: {
      id: 'g-16',
      name: '月影 さくら',
      race: 'Human',
      class: 'Monk',
      appearance: {
        gender: 'female',
        age: 30,
        hair: 'black, tied in a high ponytail',
        eyes: 'dark brown',
        skin: 'fair',
      },
      equipment: ['Spear', 'White Wrapped Robes'],
    },
  },
  {
    file: '17-long-backstory',
    theme: 'fantasy',
    sheet: {
      id: 'g-17',
      name: 'Ilvara',
      species: 'Drow',
      class: 'Rogue',
      gender: 'female',
      age: 180,
      backstory: LONG_BACKSTORY,
      equipment: ['Hand Crossbow', 'Shortsword'],
    },
  },
  {
    file: '18-multi-class',
    theme: 'space_fantasy',
    sheet: {
      id: 'g-18',
      species: 'Human',
      class: 'Paladin 6 / Sorcerer 2',
      appearance: {
        gender: 'male',
        age: 45,
        hair: 'cropped grey',
        eyes: 'steel blue',
        skin: 'dark brown',
        facial_hair: 'short grey beard',
        build: 'broad-shouldered',
      },
      equipment: ['Half Plate', 'Greatsword', 'White Cape'],
    },
  },
  {
    file: '19-innkeeper-in-prose',
    theme: 'western',
    sheet: {
      id: 'g-19',
      is_npc: true,
      npc_role: 'innkeeper and spy of the crown',
      name: 'Old Bess',
      description:
        'An old woman with a crooked nose and a kind smile, wearing a stained apron over a red dress. She secretly serves the duke.',
      goals: ['sell the map'],
    },
  },
  {
    file: '20-ancient-dragon',
    theme: 'fantasy',
    sheet: {
      id: 'g-20',
      is_monster: true,
      monster_type: 'Dragon',
      size: 'GARGANTUAN',
      is_legendary: true,
      description: 'Emerald green scales, a torn left wing and long curved horns.',
      hit_points: { maximum: 385 },
    },
  },
  {
    file: '21-undead-knight',
    theme: 'horror',
    sheet: {
      id: 'g-21',
      is_monster: true,
      type: 'Undead',
      size: 'Medium',
      description: 'Pale blue eyes glow in a rusted helmet. A tattered black cloak hangs from the shoulders.',
      equipment: ['Plate', 'Greatsword'],
    },
  },
  {
    file: '22-child',
    theme: 'horror',
    sheet: {
      id: 'g-22',
      is_npc: true,
      name: 'Wick',
      race: 'Halfling',
      appearance: { age: 9, hair: 'messy red', eyes: 'green', other: 'missing front tooth' },
      equipment: ['Wooden Sword', 'Patched Coat'],
    },
  },
  {
    file: '23-goblin-in-prose',
    theme: 'cyberpunk',
    sheet: {
      description:
        'A wiry goblin with yellow eyes and a chipped left ear, holding a lantern. He wears a tattered purple vest.',
    },
  },
  {
    file: '24-nobody-knows',
    theme: 'fantasy',
    sheet: { id: 'g-24', name: 'Nameless', level: 1, hit_points: { maximum: 8 } },
  },
];
