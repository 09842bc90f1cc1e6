import { isRecord, JsonRecord } from '../../hub/envelope/json-record';

/** Members that hold the character, or hold what holds it. */
const WRAPPERS = [
  'response',
  'result',
  'data',
  'character',
  'npc',
  'monster',
  'details',
  'character_data',
  'state_data',
];
const DEEPEST_WRAPPING = 6;

/**
 * The objects a character is spread over, innermost first: `{success, data: {character: {theme, character_data}}}` has
 * its looks in `character_data`, its theme and owner one level out. At most six; none when the reply holds no object.
 */
export function unwrapDetails(reply: unknown): readonly JsonRecord[] {
  const layers: JsonRecord[] = [];
  let next: unknown = Array.isArray(reply) ? reply[0] : reply;
  while (isRecord(next) && layers.length < DEEPEST_WRAPPING) {
    const layer: JsonRecord = next;
    layers.unshift(layer);
    next = WRAPPERS.map((name) => layer[name]).find(isRecord);
  }
  return layers;
}

/** The first value under any of the names that is there at all, innermost layer first. */
export function firstPresent(layers: readonly JsonRecord[], ...names: readonly string[]): unknown {
  for (const layer of layers) {
    for (const name of names) {
      const value = layer[name];
      if (value !== undefined && value !== null && value !== '') return value;
    }
  }
  return undefined;
}

/** A list as it is, nothing as an empty one, anything else as a list of one; at most 64 entries are looked at. */
export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.slice(0, 64) : [value];
}
