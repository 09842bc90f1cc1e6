const REFUSED = [
  // Strong copyleft reaches the whole service; LGPL (libvips, linked dynamically) does not.
  /(^|[^L])GPL/i,
  /SSPL|BUSL|Elastic|Commons-Clause|PolyForm/i,
  /-NC(-|$)|non-?commercial/i,
];
const UNCLEAR = /^(UNLICENSED|NONE|UNKNOWN|SEE LICEN[CS]E.*)?$/i;

/**
 * @typedef {{license?: string, dev?: boolean, devOptional?: boolean}} LockedPackage
 */

/**
 * Names the dependencies of production whose licence does not let the service be run and sold.
 *
 * @param {Record<string, LockedPackage>} packages as in package-lock.json, by path
 * @returns {string[]} one line for each offender
 */
export function findRefusedLicences(packages) {
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && !isAllowed(entry.license ?? ''))
    .map(([path, entry]) => `${path.replace(/^.*node_modules\//, '')}: ${entry.license || 'no licence named'}`);
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
