const REFUSED = [
  // Strong copyleft reaches the whole service; LGPL (libvips, linked dynamically) does not.
  /(^|[^L])GPL/i,
  /SSPL|BUSL|Elastic|Commons-Clause|PolyForm/i,
  /-NC(-|$)|non-?commercial/i,
];
const UNCLEAR = /^(UNLICENSED|NONE|UNKNOWN|SEE LICEN[CS]E.*)?$/i;

/** Packages that name no SPDX licence, and what a person read in their licence file. A new version is read anew. */
const READ_BY_A_PERSON = {
  // Bitstream Vera: free to use, copy, embed and sell with other software (read 2026-11-23).
  'dejavu-fonts-ttf': { version: '2.37.3', license: 'Bitstream-Vera' },
  // Its LICENSE file is MIT; package.json does not say so (read 2026-11-23).
  'png-js': { version: '2.0.0', license: 'MIT' },
};

/**
 * @typedef {{version?: string, license?: string, dev?: boolean, devOptional?: boolean}} LockedPackage
 */

/**
 * Names the dependencies of production whose licence does not let the service be run and sold.
 *
 * @param {Record<string, LockedPackage>} packages as in package-lock.json, by path
 * @returns {string[]} one line for each offender
 */
export function findRefusedLicences(packages) {
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !isAllowed(licenceOf(path, entry)))
    .map(([path, entry]) => `${path.replace(/^.*node_modules\//, '')}: ${entry.license || 'no licence named'}`);
}

/**
 * @param {string} path
 * @param {LockedPackage} entry
 */
function licenceOf(path, entry) {
  const read = Object.entries(READ_BY_A_PERSON).find(([name]) => path === `node_modules/${name}`)?.[1];
  return (read?.version === entry.version ? read?.license : entry.license) ?? '';
}

/**
 * @param {string} expression SPDX; of alternatives (OR) one good one is enough, of joint ones (AND) all must be good
 * @returns {boolean}
 */
export function isAllowed(expression) {
  const alternatives = expression
    .replace(/[()]/g, ' ')
    .trim()
    .split(/\s+OR\s+/i);
  return alternatives.some((alternative) =>
    alternative
      .trim()
      .split(/\s+AND\s+/i)
      .every(isGood),
  );
}

/** @param {string} licence */
function isGood(licence) {
  return !UNCLEAR.test(licence.trim()) && !REFUSED.some((pattern) => pattern.test(licence));
}
