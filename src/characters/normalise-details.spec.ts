import * as fc from 'fast-check';
import { normaliseDetails } from './normalise-details';
import { VisualSubject } from './visual-subject';

const NOBODY: VisualSubject = {
  version: 1,
  species: 'person',
  classes: [],
  presentation: 'person',
  minor: false,
  marks: [],
  outfit: [],
  gear: [],
  size: 'medium',
};

describe('normaliseDetails: wrappers', () => {
  const looks = { species: 'Elf', class: 'Wizard' };

  it.each([
    ['bare', looks],
    ['{success, data: {character}}', { success: true, data: { character: looks } }],
    ['{character}', { character: looks }],
    ['{status, data, error}', { correlation_id: 'c', status: 'success', data: looks, error: null }],
    ['the stored form', { id: 'c', name: 'Mira', character_data: looks, is_active: true }],
    ['state_data', { character_id: 'c', state_version: 1, state_data: looks }],
    ['details', { character_id: 'c', timestamp: 't', details: looks }],
  ])('opens %s', (_form, reply) => {
    const { subject } = normaliseDetails(reply);

    expect(subject).toEqual({ ...NOBODY, species: 'elf', classes: ['wizard'] });
  });

  it('reads owner, campaign, parent and theme wherever the wrapper has them', () => {
    const reply = {
      data: { user_id: 'u-1', parent_id: 'p-1', theme: 'traditional', character_data: { campaign_id: 'c-1' } },
    };

    const { ownerId, campaignId, parentId, theme } = normaliseDetails(reply);

    expect({ ownerId, campaignId, parentId, theme }).toEqual({
      ownerId: 'u-1',
      campaignId: 'c-1',
      parentId: 'p-1',
      theme: 'fantasy',
    });
  });

  it.each([[undefined], [null], [7], ['text'], [[]], [{}], [{ data: null }]])('makes a person of %j', (reply) => {
    const details = normaliseDetails(reply);

    expect(details).toEqual({ subject: NOBODY });
  });
});

describe('normaliseDetails: species', () => {
  it.each([
    [{ species: 'Half-Elf' }, { species: 'half-elf' }],
    [{ race: 'half elf' }, { species: 'half-elf' }],
    [{ race: 'HalfOrc' }, { species: 'half-orc' }],
    [{ character_race: 'Variant Human' }, { species: 'human', lineage: 'variant human' }],
    [{ race: 'Wood Elf' }, { species: 'elf', lineage: 'wood elf' }],
    [{ race: 'Drow' }, { species: 'elf', lineage: 'drow' }],
    [{ origin: { species: 'Gnome', subrace: 'Rock' } }, { species: 'gnome', lineage: 'rock gnome', size: 'small' }],
    [
      { species: 'Dragonborn', lineage: 'Red' },
      { species: 'dragonborn', lineage: 'red dragon ancestry' },
    ],
    [{ race: 'Dragonborn (Silver)' }, { species: 'dragonborn', lineage: 'silver dragon ancestry' }],
    [{ species: { name: 'Moth Folk', custom: true, features: [{ name: 'Dust' }] } }, { species: 'moth folk' }],
    [{ species: ['Elf', 'ignored'] }, { species: 'elf' }],
    [
      { species: 'Goliath', lineage: "Storm's Thunder" },
      { species: 'goliath', lineage: 'storm goliath' },
    ],
    [
      { species: 'Goliath', lineage: 'Frost Giant Ancestry' },
      { species: 'goliath', lineage: 'frost goliath' },
    ],
    [{ race: 'Goblin' }, { species: 'goblin', size: 'small' }],
    [{ species: { name: 'Githyanki' } }, { species: 'gaunt greenish humanoid' }],
    [
      { is_monster: true, monster_type: 'Undead', size: 'LARGE' },
      { species: 'undead', creatureType: 'undead', size: 'large' },
    ],
    [
      { type: 'Humanoid (elf)', race: 'elf' },
      { species: 'elf', creatureType: 'humanoid' },
    ],
  ])('reads %j', (sheet, expected) => {
    const { subject } = normaliseDetails(sheet);

    expect(subject).toEqual({ ...NOBODY, ...expected });
  });
});

describe('normaliseDetails: classes', () => {
  it.each([
    [{ class: 'Fighter' }, ['fighter']],
    [{ class_name: 'Fighter 2 / Wizard 3' }, ['wizard', 'fighter']],
    [{ character_class: { name: 'Star Dancer', custom: true, hit_die: 8 } }, ['star dancer']],
    [{ classes: ['Rogue', { name: 'Bard', level: 4 }] }, ['bard', 'rogue']],
    [{ character_classes: { fighter: 1, wizard: '5' } }, ['wizard', 'fighter']],
    [{ class_levels: { monk: { level: 2 }, rogue: { level: 3 } } }, ['rogue', 'monk']],
    [{ class: 'Artificer' }, ["inventor with tinker's tools"]],
  ])('reads %j', (sheet, expected) => {
    const { subject } = normaliseDetails(sheet);

    expect(subject.classes).toEqual(expected);
  });
});

describe('normaliseDetails: appearance', () => {
  it.each([
    [
      'the sheet of the rules',
      {
        appearance: {
          age: 30,
          height: "5'8",
          weight: '160 lb',
          eye_color: 'Green',
          skin_color: 'Tan',
          hair_color: 'Dark Red',
        },
      },
      { ageYears: 30, eyes: 'green', skin: 'tan', hair: 'dark red' },
    ],
    [
      'the complete archived form',
      {
        appearance: {
          age: '25 years',
          eyes: 'blue eyes',
          skin: 'pale skin',
          hair: 'long blond hair',
          other: 'Always smiling',
        },
      },
      { ageYears: 25, eyes: 'blue', skin: 'pale', hair: 'long blond', impression: 'always smiling' },
    ],
    [
      'the identity form',
      {
        appearance: {
          size: 'Medium',
          gender: 'Female',
          eyes: 'amber',
          hair: { color: 'black', style: 'braided' },
          distinguishing_marks: ['Scar over the left eye', { type: 'tattoo', location: 'neck' }],
          general_appearance: 'A woman with a stern face and a ragged grey cloak.',
        },
      },
      {
        presentation: 'woman',
        eyes: 'amber',
        hair: 'braided black',
        marks: ['scar over the left eye', 'tattoo on neck'],
        outfit: ['ragged grey cloak'],
        impression: 'stern face',
      },
    ],
    [
      'one text',
      {
        appearance: 'A tall man with long red hair and green eyes. He once had a golden crown. "Blue skin!" they say.',
      },
      { presentation: 'man', hair: 'long red', eyes: 'green', build: 'tall' },
    ],
    [
      'a homebrew people described in the custom content',
      {
        custom_content: [
          { type: 'species', description: 'a slender body of brass, glowing blue eyes' },
          { type: 'item', description: 'red hat' },
        ],
      },
      { eyes: 'glowing blue', build: 'slender body of brass' },
    ],
    [
      'a list of texts',
      { appearance: ['A stout dwarf', 'braided red beard', 'grey eyes'] },
      { species: 'dwarf', build: 'stout', marks: ['braided red beard'], eyes: 'grey' },
    ],
    [
      'a description of a creature',
      { is_npc: true, description: 'An old woman with a crooked nose, wearing a black hood.', role: 'spy' },
      { presentation: 'woman', elder: true, marks: ['crooked nose'], outfit: ['black hood'] },
    ],
  ])('reads %s', (_form, sheet, expected) => {
    const { subject } = normaliseDetails(sheet);

    expect(subject).toEqual({ ...NOBODY, ...expected });
  });

  it('prefers a field to what the description says', () => {
    const sheet = { appearance: { hair: 'black', description: 'Long golden hair and a jagged scar.' } };

    const { subject } = normaliseDetails(sheet);

    expect(subject).toEqual({ ...NOBODY, hair: 'black', marks: ['jagged scar'] });
  });

  it('takes the present looks out of a backstory and nothing else', () => {
    const backstory =
      'As a boy Tam had golden hair. He fled Karth after the duke burned his red mask. Now his hair is white, and a jagged scar ' +
      'across his left cheek reminds him of it. His mother wears a blue dress. He seeks the Orb of Xul.';

    const { subject } = normaliseDetails({ backstory, appearance: { hair: 'white' } });

    expect(subject).toEqual({ ...NOBODY, hair: 'white', marks: ['jagged scar across his left cheek'] });
  });

  it('asks a backstory for hair, eyes and clothes only where nobody else tells', () => {
    const backstory = 'Her long white braid hangs over one shoulder. She still wears a ragged black hood.';

    const alone = normaliseDetails({ backstory }).subject;
    const beside = normaliseDetails({ backstory, appearance: 'Short red hair, a green cloak' }).subject;

    expect(alone).toMatchObject({ hair: 'long white braid', outfit: ['ragged black hood'] });
    expect(beside).toMatchObject({ hair: 'short red', outfit: ['green cloak'] });
  });

  it('leaves the name out of the fields, but no colour with it', () => {
    const sheet = { name: 'Mira Black', appearance: { hair: "Mira's black curls", eyes: 'mira green' } };

    const { subject } = normaliseDetails(sheet);

    expect(subject).toMatchObject({ hair: 'black curls', eyes: 'green' });
  });
});

describe('normaliseDetails: equipment', () => {
  it.each([
    [
      'a list of names',
      {
        equipment: [
          '+1 Longsword',
          'Chain Mail',
          'Crossbow, light',
          'Rations (5 days)',
          'Black Velvet Cloak',
          'Deed to the mill',
        ],
      },
      { gear: ['longsword', 'light crossbow'], outfit: ['chain mail armour', 'black velvet cloak'] },
    ],
    [
      'a list of objects',
      {
        equipment: [
          { name: 'Frostbrand', type: 'weapon', equipped: true },
          { name: 'Dagger', type: 'weapon', equipped: false },
          { name: 'Dragonscale', type: 'armor', equipped: true },
        ],
      },
      { gear: ['frostbrand'], outfit: ['dragonscale'] },
    ],
    [
      'armour, weapons and other',
      { equipment: { armor: { name: 'Studded Leather' }, weapons: [{ name: 'Rapier' }], other: ['Lute', 'Soap'] } },
      { gear: ['rapier', 'lute'], outfit: ['studded leather armour'] },
    ],
    [
      'inventory entries',
      {
        inventory: [
          { item_data: { name: 'Shield', type: 'armor', weight: 6 }, quantity: 1, equipped: true, container: null },
        ],
      },
      { gear: ['shield'] },
    ],
    [
      'visible things and ids',
      { equipment: { visible: ['Quarterstaff'], items: ['4c1c7f0e-6f0c-4f0e-9a39-6a3f3a4c7b21'] } },
      { gear: ['wooden quarterstaff'] },
    ],
    ['nothing worn', { equipment: { armor: null, weapons: [], other: [] } }, {}],
  ])('reads %s', (_form, sheet, expected) => {
    const { subject } = normaliseDetails(sheet);

    expect(subject).toEqual({ ...NOBODY, ...expected });
  });
});

describe('normaliseDetails: plain descriptions', () => {
  it.each([
    ['A halfling', { species: 'halfling', size: 'small' }],
    [
      'A cheerful halfling rogue with curly copper hair and hazel eyes, holding a lute.',
      { species: 'halfling', size: 'small', classes: ['rogue'], hair: 'curly copper', eyes: 'hazel', gear: ['lute'] },
    ],
    [
      'Tall wood elf ranger, tan skin, armed with a longbow and two daggers',
      { species: 'elf', lineage: 'wood elf', classes: ['ranger'], skin: 'tan', gear: ['longbow'] },
    ],
    ['A half elf woman', { species: 'half-elf', presentation: 'woman' }],
    ['an elven woman of great beauty', { species: 'elf', presentation: 'woman' }],
    ['An old dwarf woman in a red dress', { species: 'dwarf', presentation: 'woman', outfit: ['red dress'] }],
    ['Raised by an elf, she looks like an orc.', { presentation: 'woman' }],
    ['She hates the dwarf and hunts goblins.', { presentation: 'woman' }],
    ['He was an elf. He is a tiefling.', { species: 'tiefling', presentation: 'man' }],
    ['A drow with white hair', { species: 'elf', lineage: 'drow', hair: 'white' }],
    ["A monk's robe hangs from his broad shoulders.", { presentation: 'person' }],
  ])('reads %j', (description, expected) => {
    const { subject } = normaliseDetails({ description });

    expect(subject).toMatchObject(expected);
    expect(subject.species).toBe((expected as { species?: string }).species ?? 'person');
  });

  it('believes the fields of the sheet before its prose', () => {
    const description = 'A halfling rogue with red hair, holding a lute';

    const { subject } = normaliseDetails({
      description,
      species: 'Orc',
      class: 'Druid',
      appearance: { hair: 'black' },
      equipment: ['Club'],
    });

    expect(subject).toMatchObject({ species: 'orc', classes: ['druid'], hair: 'black', gear: ['club'] });
  });

  it('drops what a life story tells of the past, of others and of speech', () => {
    const backstory =
      'She was once a slave with long golden hair. Her master wore a silver mask. The guards burned her blue dress. ' +
      '"My red eyes see you!" she cried. Before the war her beard was braided. A thin white scar still crosses her chin.';

    const { subject } = normaliseDetails({ species: 'dwarf', backstory });

    expect(subject).toEqual({ ...NOBODY, species: 'dwarf', marks: ['thin white scar'] });
  });
});

describe('normaliseDetails: changes', () => {
  const sheet = { species: 'elf', appearance: { hair: 'black' }, equipment: ['Longbow'] };

  // They are never complete, and name fields that are not there: what counts is the sheet.
  it.each([
    ['a list of texts', ['appearance.hair_color', 'equipment.armor']],
    ['a map of new values', { level: 2, hair: 'red', species: 'orc' }],
    ['a map of old and new', { hair: { old: 'black', new: 'red' } }],
    ['a list of fields', [{ field: 'appearance.hair', old_value: 'black', new_value: 'red', change_type: 'set' }]],
  ])('does not let %s speak for the sheet', (_form, changes) => {
    const { subject } = normaliseDetails({ character_id: 'c', changes, state_changes: changes, details: sheet });

    expect(subject).toEqual({ ...NOBODY, species: 'elf', hair: 'black', gear: ['longbow'] });
  });
});

describe('normaliseDetails: minors', () => {
  it.each([
    [{ age: 17 }, true],
    [{ age: 18 }, false],
    [{ appearance: { age: 'child' } }, true],
    [{ appearance: 'A 12-year-old with red hair' }, true],
    [{ appearance: 'A cheerful girl with red hair' }, true],
    [{ age: 25, description: 'A country girl with red hair' }, false],
    [{ race: 'Halfling', description: 'A young cook with curly hair' }, true],
    [{ race: 'Halfling', description: 'A young woman with curly hair' }, false],
    [{ race: 'Human', description: 'A young man with curly hair' }, false],
    [{ monster_type: 'construct', age: 3 }, false],
    [{ backstory: 'As a child she had red hair.' }, false],
    [{ appearance: 'As a boy he had red hair.' }, false],
  ])('takes %j for a minor: %p', (sheet, minor) => {
    const { subject } = normaliseDetails(sheet);

    expect(subject.minor).toBe(minor);
  });
});

describe('normaliseDetails, whatever comes', () => {
  const names = [
    ...[
      'data',
      'character',
      'character_data',
      'species',
      'race',
      'class',
      'classes',
      'appearance',
      'hair',
      'eyes',
      'age',
      'size',
    ],
    ...[
      'equipment',
      'weapons',
      'armor',
      'name',
      'type',
      'backstory',
      'description',
      'theme',
      'user_id',
      'marks',
      '__proto__',
    ],
  ];
  const { sheet } = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.jsonValue(),
      tie('sheet'),
      fc.array(tie('sheet'), { maxLength: 3 }),
      fc.string({ unit: 'binary' }),
    ),
    sheet: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 8 }),
  }));

  it('never throws and keeps every promised limit', () => {
    const property = fc.property(fc.oneof(sheet, fc.jsonValue()), (reply) => {
      const { subject } = normaliseDetails(reply);

      const { species, lineage, skin, hair, eyes, build, marks, outfit, gear, classes, impression } = subject;
      const fields = [species, lineage, skin, hair, eyes, build, ...marks, ...outfit, ...gear, ...classes];
      expect(
        fields.filter((text) => text !== undefined && (text.length > 80 || !/^[a-z0-9 ,'-]+$/.test(text))),
      ).toEqual([]);
      expect([marks, outfit, gear, classes].filter((list) => list.length > 8)).toEqual([]);
      expect(impression ?? '').toMatch(/^[a-z0-9 ,'-]{0,200}$/);
    });

    fc.assert(property, { numRuns: 500 });
  });

  it('lets nothing through that stands where no looks stand', () => {
    const marker = 'zqxmarker';
    const secret = `The ${marker} hides a red ${marker} scar`;
    const hidden = {
      ...{
        name: marker,
        notes: secret,
        secrets: [secret],
        goals: [marker],
        backstory: secret,
        personality: { bonds: secret },
      },
      ...{ history: { backstory: secret, connections: [secret] }, background: { name: marker, description: secret } },
      ...{
        hit_points: { note: marker },
        traits: { ideals: marker },
        faction: marker,
        role: marker,
        npc_role: marker,
        spells: [marker],
      },
      ...{
        features: [{ name: marker }],
        currency: marker,
        audit_trail: [marker],
        custom_properties: { a: marker },
        metadata: { a: marker },
      },
      ...{
        player_name: marker,
        description: secret,
        features_and_traits: marker,
        custom_content: [{ name: marker, description: secret }],
      },
    };
    const property = fc.property(
      fc.jsonValue(),
      fc.constantFrom('data', 'character', 'character_data'),
      (noise, wrapper) => {
        const sheet = {
          species: 'elf',
          hair: `${marker} red`,
          ...hidden,
          noise,
          equipment: [`Letter of ${marker}`, `${marker} sword`],
        };

        const details = normaliseDetails({ [wrapper]: sheet });

        expect(JSON.stringify(details)).not.toContain(marker);
        expect(details.subject.hair).toBe('red');
      },
    );

    fc.assert(property, { numRuns: 100 });
  });
});
