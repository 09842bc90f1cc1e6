import * as fc from 'fast-check';
import { VisualSubject } from '../visual-subject';
import { countTokens } from './clip-tokens';
import { ANCHOR_LIMIT, identityAnchors } from './identity-anchors';

const SOMEBODY: VisualSubject = {
  version: 1,
  species: 'elf',
  lineage: 'wood elf',
  classes: ['wizard'],
  presentation: 'woman',
  minor: false,
  skin: 'tan',
  hair: 'long dark red',
  eyes: 'green',
  build: 'slim',
  marks: ['scar over the left eye'],
  outfit: ['blue robe'],
  gear: ['wooden quarterstaff'],
  size: 'medium',
};

describe('identityAnchors', () => {
  it('tells age and people, their features, skin, hair, eyes, marks and build in this order', () => {
    const anchors = identityAnchors(SOMEBODY);

    expect(anchors).toEqual([
      'an adult wood elf woman',
      'long pointed ears',
      'fine angular features',
      'tan skin',
      'long dark red hair',
      'green eyes',
      'scar over the left eye',
      'slim build',
    ]);
  });

  it.each([
    [{ species: 'dwarf', lineage: undefined, ageYears: 300 }, 'an elderly dwarf woman'],
    [{ species: 'human', lineage: undefined, elder: true as const }, 'an elderly human woman'],
    [{ lineage: undefined, presentation: 'person' as const }, 'an adult elf'],
    [{ lineage: 'drow' }, 'an adult drow woman'],
    [{ species: 'dragonborn', lineage: 'blue dragon ancestry' }, 'an adult blue dragonborn woman'],
    [{ species: 'person', lineage: undefined }, 'an adult woman'],
    [{ species: 'undead', creatureType: 'undead', lineage: undefined }, 'an adult undead humanoid woman'],
    [{ species: 'ooze', creatureType: 'ooze', lineage: undefined, size: 'huge' as const }, 'a huge ooze'],
    [{ minor: true, ageYears: 9 }, 'a wholesome fully clothed wood elf child'],
  ])('begins for %j with %p', (changes, expected) => {
    const [who] = identityAnchors({ ...SOMEBODY, ...changes });

    expect(who).toBe(expected);
  });

  it.each([
    [{ hair: 'black, tied back' }, 'black hair, tied back'],
    [{ hair: 'shaved' }, 'shaved head'],
    [{ hair: 'white braids' }, 'white braids'],
    [{ eyes: 'one blue and one amber' }, 'one blue and one amber eye'],
    [{ skin: 'red scales' }, 'red scales'],
  ])('says %j as %p', (changes, expected) => {
    const anchors = identityAnchors({ ...SOMEBODY, ...changes });

    expect(anchors).toContain(expected);
  });

  it('leaves the features of the people out where the character has its own', () => {
    const anchors = identityAnchors({ ...SOMEBODY, species: 'tiefling', lineage: undefined, marks: ['a broken horn'] });

    expect(anchors.join(', ')).toContain('slender tail');
    expect(anchors.join(', ')).not.toContain('curved horns');
  });

  it('gives up features of the people, later marks and build before skin, hair and eyes', () => {
    const marks = [
      'a jagged scar over the left eye',
      'a faded blue tattoo of a raven on the neck',
      'three silver rings in the right ear',
      'a missing finger on the left hand',
    ];

    const anchors = identityAnchors({ ...SOMEBODY, marks });

    expect(anchors).toEqual([
      'an adult wood elf woman',
      'long pointed ears',
      'tan skin',
      'long dark red hair',
      'green eyes',
      'a jagged scar over the left eye',
      'a faded blue tattoo of a raven on the neck',
      'slim build',
    ]);
  });

  it('has its own bound and sees neither class, clothes nor gear, whatever comes', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 120 });
    const list = fc.array(text, { maxLength: 8 });
    const looks = fc.record({
      species: text,
      lineage: text,
      skin: text,
      hair: text,
      eyes: text,
      build: text,
      marks: list,
    });
    const worn = fc.record({ classes: list, outfit: list, gear: list, impression: text });
    const property = fc.property(looks, worn, fc.boolean(), (body, clothes, minor) => {
      const anchors = identityAnchors({ ...SOMEBODY, ...body, minor });

      expect(identityAnchors({ ...SOMEBODY, ...body, ...clothes, minor })).toEqual(anchors);
      expect(countTokens(anchors.join(', '))).toBeLessThanOrEqual(ANCHOR_LIMIT);
    });

    fc.assert(property, { numRuns: 200 });
  });
});
