import { describe, expect, it } from '@jest/globals';
import { findRefusedLicences, isAllowed } from './licences.mjs';

describe('licences', () => {
  it.each(['MIT', 'Apache-2.0', 'LGPL-3.0-or-later', '(MIT AND CC-BY-4.0)', '(GPL-2.0 OR MIT)', '0BSD', 'Unlicense'])(
    'lets %s in',
    (expression) => {
      const answer = isAllowed(expression);

      expect(answer).toBe(true);
    },
  );

  it.each([
    'GPL-3.0',
    'AGPL-3.0-only',
    'SSPL-1.0',
    'CC-BY-NC-4.0',
    'MIT AND GPL-2.0',
    'SEE LICENSE IN x',
    '',
    'UNLICENSED',
  ])('keeps "%s" out', (expression) => {
    const answer = isAllowed(expression);

    expect(answer).toBe(false);
  });

  it('takes a licence that a person has read for the version that was read', () => {
    const fonts = { license: 'SEE LICENSE IN README.md' };

    const refused = findRefusedLicences({
      'node_modules/dejavu-fonts-ttf': { ...fonts, version: '2.37.3' },
      'node_modules/x/node_modules/dejavu-fonts-ttf': { ...fonts, version: '2.37.4' },
    });

    expect(refused).toEqual(['dejavu-fonts-ttf: SEE LICENSE IN README.md']);
  });

  it('looks at what runs in production only, and names the package', () => {
    const packages = {
      '': { license: 'UNLICENSED' },
      'node_modules/tool': { license: 'GPL-3.0', dev: true },
      'node_modules/a/node_modules/@x/b': { license: 'AGPL-3.0' },
      'node_modules/c': {},
    };

    const refused = findRefusedLicences(packages);

    expect(refused).toEqual(['@x/b: AGPL-3.0', 'c: no licence named']);
  });
});
