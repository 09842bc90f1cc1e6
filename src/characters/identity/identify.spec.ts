import { SPECIES } from '../lexicon/species';
import { normaliseDetails } from '../normalise-details';
import { firstMatch, EYE_COLOURS, HAIR_COLOURS, SKIN_COLOURS } from '../sketch/lexicon';
import type { VisualSubject } from '../visual-subject';
import { identify } from './identify';
import { ANY_EYES, LINEAGE_TRAITS, USUAL_TRAITS } from './usual-traits';
import { asIdentified, markOf, type VisualIdentity } from './visual-identity';

const subjectOf = (sheet: object): VisualSubject => normaliseDetails(sheet).subject;
const identityOf = (sheet: object, key = 'char-1'): VisualIdentity => identify(subjectOf(sheet), { key });
const facesOf = (sheets: readonly object[]) => sheets.map((sheet) => markOf(identityOf(sheet)).anchors);

describe('identify', () => {
  it('fills in what a sheet leaves open, the same on every machine and in every version', () => {
    const peoples = [
      { species: 'human' },
      { species: 'wood elf', class: 'ranger' },
      { species: 'drow' },
      { species: 'dwarf', age: 300 },
      { species: 'half-orc', hair: 'red mohawk' },
      { species: 'red dragonborn' },
      { species: 'frost goliath' },
      { species: 'tiefling', eyes: 'solid black' },
      { species: 'gnome' },
      { species: 'Thri-kreen' },
      { monster_type: 'ooze' },
      {},
    ];

    const seen = peoples.map((sheet) => {
      const { anchors, filled } = identityOf(sheet);
      const { age, species, lineage = '-', skin = '-', hair = '-', eyes = '-' } = anchors;
      return [age, species, lineage, skin, hair, eyes, filled.join('+')].join(' | ');
    });

    expect(seen).toMatchInlineSnapshot(`
     [
       "adult | human | - | deep brown | wavy copper | blue | skin+hair+eyes",
       "adult | elf | wood elf | fair | wavy silver | amber | skin+hair+eyes",
       "adult | elf | drow | dusky violet | wavy pale blonde | red | skin+hair+eyes",
       "elder | dwarf | - | brown | wavy silver | blue | skin+hair+eyes",
       "adult | half-orc | - | olive green | red mohawk | brown | skin+eyes",
       "adult | dragonborn | red dragon ancestry | red scales | - | amber | skin+eyes",
       "adult | goliath | frost goliath | pale blue | wavy dark brown | blue | skin+hair+eyes",
       "adult | tiefling | - | brick red | wavy dark purple | solid black | skin+hair",
       "adult | gnome | - | brown | wavy copper | blue | skin+hair+eyes",
       "adult | mantis-like humanoid | - | tan | - | gold | skin+eyes",
       "adult | ooze | - | - | - | - | ",
       "adult | person | - | deep brown | wavy copper | blue | skin+hair+eyes",
     ]
    `);
  });

  it('gives different characters different faces', () => {
    const ids = Array.from({ length: 50 }, (_, index) => `char-${index}`);

    const faces = new Set(ids.map((id) => markOf(identityOf({ species: 'human' }, id)).anchors));

    expect(faces.size).toBeGreaterThan(40);
  });

  it('takes what the sheet tells before anything else', () => {
    const told = { species: 'elf', skin: 'pale', hair: 'raven black braid', eyes: 'green' };

    expect(identityOf(told)).toMatchObject({
      anchors: { skin: 'pale', hair: 'raven black braid', eyes: 'green' },
      filled: [],
    });
  });

  it.each([
    ['a creature', { monster_type: 'beast', species: 'wolf' }, []],
    ['a people that nobody knows', { species: 'Mushroom folk' }, ['eyes']],
    ['somebody bald', { species: 'human', distinguishing_marks: ['bald head'] }, ['skin', 'eyes']],
    ['somebody with fur', { species: 'human', skin: 'grey fur' }, ['eyes']],
    ['a dragonborn', { species: 'dragonborn' }, ['skin', 'eyes']],
    ['a goblin', { species: 'goblin' }, ['skin', 'eyes']],
    ['somebody made of wood and metal', { species: 'Warforged' }, ['eyes']],
  ])('fills nothing in that does not belong to %s', (_who, sheet, filled) => {
    expect(identityOf(sheet).filled).toEqual(filled);
  });

  it.each([
    ['is said to be', { species: 'human', description: 'An old woman.' }],
    ['has the years', { species: 'orc', age: 55 }],
    ['has the years, of a people nobody told', { age: 80 }],
  ])('gives nobody the hair of youth who %s old', (_why, sheet) => {
    const { anchors } = identityOf(sheet);

    expect(anchors.age).toBe('elder');
    expect(anchors.hair).toMatch(/ (?:grey|white|silver)$/);
  });

  it('knows every people of our lexicon, and those that stand for names of other books', () => {
    const others = ['Tabaxi', 'Aasimar', 'Kenku', 'Yuan-ti', 'Tortle', 'Aarakocra', 'Githzerai', 'Fire Genasi', 'Gith'];

    const unknown = [...SPECIES.keys(), ...others].filter(
      (name) => !USUAL_TRAITS.has(subjectOf({ species: name }).species),
    );

    expect(unknown).toEqual([]);
  });

  it('speaks only of colours that our own drawing knows', () => {
    const tables = [...USUAL_TRAITS.values(), ...LINEAGE_TRAITS.values()];

    const unknown = [
      ...tables.flatMap(({ skin = [] }) => skin.filter((words) => firstMatch(words, SKIN_COLOURS) === undefined)),
      ...tables.flatMap(({ hair = [] }) => hair.filter((words) => firstMatch(words, HAIR_COLOURS) === undefined)),
      ...[ANY_EYES, ...tables.map(({ eyes = [] }) => eyes)]
        .flat()
        .filter((words) => firstMatch(words, EYE_COLOURS) === undefined),
    ];

    expect(unknown).toEqual([]);
  });

  describe('its mark', () => {
    const sheet = { species: 'half-elf', class: 'rogue', level: 3, age: 27, equipment: ['leather armor', 'dagger'] };

    it.each([
      ['a level', { level: 4 }],
      ['hit points', { hit_points: { current: 1, maximum: 40 } }],
      ['a birthday', { age: 28 }],
      ['a name', { name: 'Somebody Else' }],
      ['the notes', { notes: 'is afraid of owls' }],
    ])('does not change with %s', (_what, change) => {
      expect(markOf(identityOf({ ...sheet, ...change }))).toEqual(markOf(identityOf(sheet)));
    });

    it.each([
      ['armour', { equipment: ['plate armor', 'dagger'] }],
      ['a weapon', { equipment: ['leather armor', 'longsword'] }],
    ])('changes with %s, and the face stays', (_what, change) => {
      const [before, after] = [markOf(identityOf(sheet)), markOf(identityOf({ ...sheet, ...change }))];

      expect(after.anchors).toBe(before.anchors);
      expect(after.appearance).not.toBe(before.appearance);
    });

    it.each([
      ['hair', { hair: 'dyed blue' }],
      ['species', { species: 'orc' }],
      ['a scar', { distinguishing_marks: ['scar on chin'] }],
      ['old age', { age: 140 }],
      ['childhood', { age: 9 }],
    ])('is of another face with %s', (_what, change) => {
      expect(new Set(facesOf([sheet, { ...sheet, ...change }])).size).toBe(2);
    });

    it('does not change when a second class overtakes the first with a level', () => {
      const before = subjectOf({
        classes: [
          { name: 'Fighter', level: 3 },
          { name: 'Wizard', level: 2 },
        ],
      });
      const after = subjectOf({
        classes: [
          { name: 'Fighter', level: 3 },
          { name: 'Wizard', level: 4 },
        ],
      });
      const known = identify(before, { key: 'char-1' });

      const now = identify(after, { key: 'char-1', known });

      expect(after.classes[0]).toBe('wizard');
      expect(markOf(now)).toEqual(markOf(known));
      expect(asIdentified(after, now).classes).toEqual(['fighter', 'wizard']);
    });
  });

  describe('of a variant', () => {
    const parent = identityOf(
      { species: 'wood elf', eyes: 'violet', gender: 'female', marks: ['moon tattoo'] },
      'parent',
    );

    it('is its parent in other clothes', () => {
      const variant = subjectOf({ species: 'wood elf', equipment: ['neon jacket'] });

      const { anchors, appearance } = identify(variant, { key: 'parent', parent });

      expect(anchors).toEqual(parent.anchors);
      expect(appearance.outfit).toEqual(['neon jacket']);
    });

    it('says otherwise where its own sheet does', () => {
      const variant = subjectOf({ species: 'wood elf', eyes: 'chrome' });

      expect(identify(variant, { key: 'parent', parent }).anchors).toMatchObject({
        eyes: 'chrome',
        hair: parent.anchors.hair,
      });
    });

    it('has no skin of another people', () => {
      const variant = subjectOf({ species: 'orc' });

      expect(identify(variant, { key: 'parent', parent }).anchors.skin).toMatch(/green/);
    });
  });

  it('keeps what was made up before, and not what the sheet told before', () => {
    const known: VisualIdentity = {
      ...identityOf({ species: 'human' }),
      anchors: { ...identityOf({ species: 'human' }).anchors, skin: 'ebony', hair: 'long teal', eyes: 'pink' },
      filled: ['skin', 'hair'],
    };

    const { anchors } = identify(subjectOf({ species: 'human' }), { key: 'char-1', known });

    expect([anchors.skin, anchors.hair]).toEqual(['ebony', 'long teal']);
    expect(anchors.eyes).toBe(identityOf({ species: 'human' }).anchors.eyes);
  });
});
