import { isRecord, JsonRecord } from '../../hub/envelope/json-record';
import { CLASS_LOOKS } from '../lexicon/classes';
import { cleanField, shortList } from './clean-field';
import { asList, firstPresent } from './unwrap-details';

interface ClassLevel {
  readonly name: string | undefined;
  readonly level: number;
}

const CLASS_KEYS = [
  'class',
  'class_name',
  'character_class',
  'classes',
  'character_classes',
  'class_levels',
  'class_type',
];

/**
 * The classes of a character, most levels first: from a name, `Fighter 3 / Wizard 2`, an object with a `name`, a list of
 * either, or a map of levels.
 */
export function readClasses(layers: readonly JsonRecord[]): readonly string[] {
  const levels = asList(firstPresent(layers, ...CLASS_KEYS)).flatMap(classLevels);
  return shortList([...levels].sort((a, b) => b.level - a.level).map((one) => one.name));
}

function classLevels(value: unknown): ClassLevel[] {
  if (typeof value === 'string')
    return value
      .slice(0, 400)
      .split(/[/,;|+]/)
      .map(fromText);
  if (!isRecord(value)) return [];
  const name = value['name'] ?? value['class'] ?? value['class_name'] ?? value['character_class'];
  if (typeof name === 'string') return [{ name: cleanField(name), level: levelOf(value['level'] ?? value['levels']) }];
  return Object.entries(value).slice(0, 16).flatMap(fromMember);
}

function fromText(text: string): ClassLevel {
  const name = cleanField(text.replace(/\b(?:level|lvl)\b/gi, ' '));
  return { name, level: levelOf(/\d{1,3}/.exec(text)?.[0]) };
}

/** A member of a map of levels. Its name is a class only if its value is a level, or it is a class of the SRD. */
function fromMember([key, value]: [string, unknown]): ClassLevel[] {
  const level = levelOf(isRecord(value) ? value['level'] : value);
  const name = cleanField(key.replaceAll('_', ' '));
  return level > 0 || CLASS_LOOKS.has(name ?? '') ? [{ name, level }] : [];
}

function levelOf(value: unknown): number {
  const level = Number(typeof value === 'string' || typeof value === 'number' ? value : 0);
  return Number.isFinite(level) ? Math.max(0, level) : 0;
}
