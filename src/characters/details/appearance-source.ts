import { isRecord, JsonRecord } from '../../hub/envelope/json-record';
import { CLASS_LOOKS } from '../lexicon/classes';
import { SPECIES } from '../lexicon/species';
import { COLOUR_WORDS, LOOK_WORDS, MATERIAL_WORDS, TOPIC_NOUNS } from '../lexicon/visual-words';
import { cleanField } from './clean-field';
import { asList, firstPresent } from './unwrap-details';

/** Where a sheet speaks of looks. Everything else on it is plot, numbers or secrets and is never read for them. */
export interface AppearanceSource {
  /** Objects with fields such as `hair_color`: the appearance itself first, then the sheet's layers. */
  readonly fields: readonly JsonRecord[];
  /** The appearance object alone, or nothing. */
  readonly own: readonly JsonRecord[];
  /** Running text about the present looks. */
  readonly texts: readonly string[];
  /** Running text about the character's life, of which only a few visual words may be used. */
  readonly stories: readonly string[];
  /** Words of the character's name that say nothing about looks. */
  readonly names: ReadonlySet<string>;
}

const TEXT_KEYS = ['general_appearance', 'general', 'other', 'description', 'summary', 'text'];

/** Collects the sources out of the sheet's layers (see `unwrapDetails`). */
export function appearanceSource(layers: readonly JsonRecord[]): AppearanceSource {
  const appearance = firstPresent(layers, 'appearance', 'physical_description', 'physical_appearance', 'looks');
  const own = isRecord(appearance) ? [appearance] : [];
  const species = firstPresent(layers, 'species', 'race');
  const texts = [
    // Some say their looks as a list of short texts.
    ...asList(appearance),
    ...own.flatMap((object) => TEXT_KEYS.map((key) => object[key])),
    firstPresent(layers, 'description'),
    isRecord(species) ? species['description'] : undefined,
    ...customSpecies(layers),
  ];
  const background = firstPresent(layers, 'background');
  const history = firstPresent(layers, 'history');
  const stories = [
    firstPresent(layers, 'backstory'),
    isRecord(history) ? history['backstory'] : undefined,
    isRecord(background) ? background['description'] : background,
  ];
  return {
    fields: [...own, ...layers],
    own,
    texts: texts.filter(isText),
    stories: stories.filter(isText),
    names: nameWords(layers),
  };
}

/** Homebrew peoples describe their looks in the sheet's custom content. */
function customSpecies(layers: readonly JsonRecord[]): unknown[] {
  return asList(firstPresent(layers, 'custom_content'))
    .filter(isRecord)
    .filter((content) => content['type'] === 'species' || content['type'] === 'race')
    .map((content) => content['description']);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** A name such as Rose Black must not take the black out of the hair: words that can be seen are no names here. */
function nameWords(layers: readonly JsonRecord[]): ReadonlySet<string> {
  const known = [COLOUR_WORDS, LOOK_WORDS, MATERIAL_WORDS, TOPIC_NOUNS, SPECIES, CLASS_LOOKS];
  const words = cleanField(firstPresent(layers, 'name', 'character_name'))?.split(/[ ,]+/) ?? [];
  return new Set(words.filter((word) => word.length > 2 && !known.some((lexicon) => lexicon.has(word))));
}

/**
 * One visual field: a text, or an object such as `{color, style, length}` read in that order of words. Lists are joined.
 */
export function visualField(source: AppearanceSource, ...keys: readonly string[]): string | undefined {
  const value = firstPresent(source.fields, ...keys);
  const parts = asList(value).map((entry) => (isRecord(entry) ? partsOf(entry).filter(isText).join(' ') : entry));
  const words = parts.filter(isText).join(', ');
  return cleanField(words, source.names);
}

function partsOf(entry: JsonRecord): unknown[] {
  return ['length', 'style', 'texture', 'color', 'colour', 'tone', 'description', 'type'].map((key) => entry[key]);
}
