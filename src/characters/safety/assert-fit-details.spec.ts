import * as fc from 'fast-check';
import { ContentRefusedError } from '../../common/content-refused.errors';
import { assertFitDetails } from './assert-fit-details';
import { textsIn } from './texts-in';

const refused = (details: unknown, ofMinor = false): boolean => {
  try {
    assertFitDetails(details, ofMinor);
    return false;
  } catch (error) {
    if (error instanceof ContentRefusedError) return true;
    throw error;
  }
};

describe('assertFitDetails', () => {
  it('refuses what the visible fields say together, however they are wrapped', () => {
    const sheet = { appearance: { hair: 'red', other: 'naked' }, description: 'a little girl' };

    expect(refused(sheet)).toBe(true);
    expect(refused({ success: true, data: { character: { character_data: sheet } } })).toBe(true);
    expect(refused([sheet])).toBe(true);
  });

  it('refuses one bare word of a minor', () => {
    const sheet = { appearance: 'nude', age: 9 };

    expect(refused(sheet, true)).toBe(true);
    expect(refused(sheet, false)).toBe(false);
  });

  it('looks at stories sentence by sentence, and at what nobody paints not at all', () => {
    const backstory = 'Once a child of the streets. Her lover was a whore.';
    const hidden = {
      dm_notes: 'naked child',
      secrets: ['naked child'],
      name: 'Naked Child',
      plot_hooks: 'naked child',
    };

    expect(refused({ description: 'a bard', backstory, ...hidden })).toBe(false);
    expect(refused({ description: 'a bard', backstory: 'A naked child ran away.' })).toBe(true);
    expect(refused({ equipment: [{ name: 'a naked child', visible: false }] })).toBe(false);
  });

  it('never throws anything else, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 12 }), fc.boolean(), (value, ofMinor) => {
        expect([true, false]).toContain(refused(value, ofMinor));
      }),
      { numRuns: 300 },
    );
  });

  it('collects no more than 500 texts, and none from deeper than ten levels', () => {
    const many = { description: Array.from({ length: 2000 }, () => 'x') };
    const deep = Array.from({ length: 20 }).reduce<unknown>((inner) => ({ description: inner }), 'x');

    expect(textsIn(many).visible).toHaveLength(500);
    expect(textsIn(deep).visible).toHaveLength(0);
  });
});
