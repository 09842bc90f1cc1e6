import { cleanWords } from '../../characters/clean-words';
import { isRecord, type JsonRecord } from '../../hub/envelope/json-record';
import type { KnownPlace, Landform, PlaceKind } from '../layout/map-brief';
import { HIDDEN_SENTENCE, LANDFORM_WORDS, PLACE_WORDS, REGION_WORDS } from './location-words';

const TYPE_KEYS = ['setting', 'location_type', 'map_type', 'region_type', 'type', 'size', 'scale', 'map_scale'];
const PLACE_KEYS = ['points_of_interest', 'pois', 'settlements', 'areas', 'locations', 'sub_locations'];
const MOST_PLACES = 24;
const LONGEST_LABEL = 60;
const LONGEST_TYPE = 60;

/** Whether a location is a whole region: by what it says of its type and size. @param layers of the location, none hidden */
export function isRegion(layers: readonly JsonRecord[]): boolean {
  const told = layers.flatMap((layer) => TYPE_KEYS.map((key) => layer[key]));
  return told.some((value) => wordsOf(isRecord(value) ? value['type'] : value).some((word) => REGION_WORDS.has(word)));
}

/** How the land lies, by its type, its name or what is said of it; `undefined`: nothing tells. */
export function landformOf(layers: readonly JsonRecord[], texts: readonly string[]): Landform | undefined {
  const told = layers.flatMap((layer) => [...TYPE_KEYS, 'name', 'region_name', 'terrain'].map((key) => layer[key]));
  const spoken = [...told, ...texts].flatMap(wordsOf);
  return LANDFORM_WORDS.find(([, words]) => spoken.some((word) => words.has(word)))?.[0];
}

/**
 * The places of a region that players may know, with their names. What is hidden, and a name that speaks of something
 * hidden, is no place at all.
 */
export function placesOf(layers: readonly JsonRecord[], isHidden: (entry: JsonRecord) => boolean): KnownPlace[] {
  const entries = layers.flatMap((layer) => PLACE_KEYS.flatMap((key) => listOf(layer[key])));
  return entries.slice(0, MOST_PLACES * 2).flatMap((entry) => placeIn(entry, isHidden)).slice(0, MOST_PLACES);
} // prettier-ignore

function placeIn(entry: unknown, isHidden: (entry: JsonRecord) => boolean): KnownPlace[] {
  if (isRecord(entry) && isHidden(entry)) return [];
  const name = isRecord(entry) ? (entry['name'] ?? entry['label'] ?? entry['title']) : entry;
  const type = isRecord(entry) ? (entry['type'] ?? entry['kind'] ?? entry['location_type']) : undefined;
  if (typeof name !== 'string' && typeof type !== 'string') return [];
  const label = typeof name === 'string' ? name.replace(/\s+/g, ' ').trim().slice(0, LONGEST_LABEL) : '';
  if (HIDDEN_SENTENCE.test(`${label} ${typeof type === 'string' ? type : ''}`.toLowerCase())) return [];
  const kind = kindOf(wordsOf(type)) ?? kindOf(wordsOf(name)) ?? 'place';
  return [{ kind, ...(label && { label }) }];
}

const kindOf = (words: readonly string[]): PlaceKind | undefined =>
  PLACE_WORDS.find(([, telling]) => words.some((word) => telling.has(word)))?.[0];

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, 64) : []);

const wordsOf = (value: unknown): string[] => (cleanWords(value, LONGEST_TYPE) ?? '').split(/[ ,_-]+/).filter(Boolean);
