/**
 * Reads data that came out of YAML, whose shape nobody has promised.
 *
 * @param {unknown} value
 * @param {...(string | number)} path
 * @returns {unknown} what lies there, undefined when nothing does
 */
export function at(value, ...path) {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = /** @type {Record<string, unknown>} */ (found)[step];
  }
  return found;
}

/** @param {unknown} value @returns {unknown[]} itself when it is a list, else nothing */
export function listOf(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value @returns {[string, unknown][]} members of an object, of anything else none */
export function membersOf(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** @param {unknown} value @returns {string} text, number or boolean as text, of anything else an empty one */
export function textOf(value) {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

/**
 * @param {unknown} base @param {unknown} over
 * @returns {unknown} objects member by member, lists of named things by name, everything else replaced
 */
export function merged(base, over) {
  if (Array.isArray(base) && Array.isArray(over) && over.every((item) => at(item, 'name') !== undefined)) {
    const names = over.map((item) => at(item, 'name'));
    const kept = base.map((item) => {
      const index = names.indexOf(at(item, 'name'));
      return index === -1 ? item : merged(item, over[index]);
    });
    const known = base.map((item) => at(item, 'name'));
    return [...kept, ...over.filter((item) => !known.includes(at(item, 'name')))];
  }
  const isObject = (/** @type {unknown} */ value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(base) || !isObject(over)) return over;
  const result = Object.fromEntries(membersOf(base));
  for (const [name, value] of membersOf(over)) result[name] = name in result ? merged(result[name], value) : value;
  return result;
}
