import { isRecord, JsonRecord } from '../../hub/envelope/json-record';
import { DRAGON_COLOURS, LINEAGES, SPECIES } from '../lexicon/species';
import { MONSTER_TYPES } from '../lexicon/monster-types';
import { cleanField } from './clean-field';
import type { ProseReading } from './read-prose';
import { firstPresent } from './unwrap-details';

/** What a creature is. */
export interface SpeciesReading {
  /** A name of the lexicon, cleaned homebrew words, the creature's type, or `person`. */
  readonly species: string;
  readonly lineage?: string;
  /** One of the 14 types of the SRD. */
  readonly creatureType?: string;
}

/**
 * Reads species, race, origin and monster type in every spelling of the character service and the campaigns; of
 * prose only what no field tells.
 */
export function readSpecies(layers: readonly JsonRecord[], prose: ProseReading = {}): SpeciesReading {
  const origin = firstPresent(layers, 'origin');
  const inOrigin = isRecord(origin) ? [origin] : [];
  const sources = [...layers, ...inOrigin];
  const told = nameOf(firstPresent(sources, 'species', 'race', 'character_race', 'ancestry'));
  const refined = nameOf(firstPresent(sources, 'lineage', 'subrace', 'sub_race', 'subspecies'));
  const creatureType = readCreatureType(layers);
  const known = knownSpecies(told);
  const stated = known ?? told ?? knownSpecies(refined);
  if (stated === undefined && prose.species !== undefined) {
    return { species: prose.species, lineage: prose.lineage, creatureType };
  }
  const species = stated ?? creatureType ?? 'person';
  return { species, lineage: readLineage(species, refined ?? told), creatureType };
}

function nameOf(told: unknown): string | undefined {
  const value: unknown = Array.isArray(told) ? told[0] : told;
  const text = cleanField(isRecord(value) ? (value['name'] ?? value['species']) : value);
  return text?.replace(/^half (elf|orc)$/, 'half-$1').replace(/^half(elf|orc)$/, 'half-$1');
}

/** The longest name of the lexicon that is a word of the text: `variant human`, `half-elf (sea)`, `dwarves`. */
function knownSpecies(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const lineage = LINEAGES.get(text);
  if (lineage) return lineage.species;
  const words = text
    .replace(/,/g, '')
    .replace(/\b(?:elven|elves)\b/, 'elf')
    .replace(/\b(?:dwarven|dwarves)\b/, 'dwarf')
    .split(' ');
  // More words are somebody's own people, only named after a known one ("clockwork elf of glass").
  if (words.length > 3) return undefined;
  return [...SPECIES.keys()].sort((a, b) => b.length - a.length).find((name) => words.includes(name));
}

function readLineage(species: string, text: string | undefined): string | undefined {
  if (text === undefined || text === species) return undefined;
  // A goliath's ancestry is told as that of a giant.
  const line = species === 'goliath' ? text.replace(/'s .*| giant(?: ancestry)?$/, '') : text;
  const whole = [line, `${line} ${species}`].find((name) => LINEAGES.has(name));
  if (whole) return whole;
  const colour = DRAGON_COLOURS.find((name) => text.split(/[ ,]+/).includes(name));
  return species === 'dragonborn' && colour ? `${colour} dragon ancestry` : text;
}

function readCreatureType(layers: readonly JsonRecord[]): string | undefined {
  const candidates = ['monster_type', 'creature_type', 'type'].map((name) => cleanField(firstPresent(layers, name)));
  const words = candidates.flatMap((text) => text?.split(/[ ,]+/) ?? []);
  return words.find((word) => MONSTER_TYPES.has(word));
}
