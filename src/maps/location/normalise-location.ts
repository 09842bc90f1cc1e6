import { cleanWords } from '../../characters/clean-words';
import { readTheme, Theme } from '../../common/themes';
import { isRecord, JsonRecord } from '../../hub/envelope/json-record';
import type { KnownPlace, Landform, MapSetting } from '../layout/map-brief';
import {
  FEATURE_WORDS,
  HIDDEN_SENTENCE,
  LIGHTING_WORDS,
  MOOD_WORDS,
  SETTING_WORDS,
  USUAL_ROOMS,
} from './location-words';
import { Extent, readExtent } from './read-extent';
import { isRegion, landformOf, placesOf } from './read-region';

/** What of a location decides its map. Free texts are cleaned words; sides in squares, 1–200. */
export interface NormalLocation extends Extent {
  readonly setting: MapSetting;
  /** At most 12, at most 60 characters each. */
  readonly features: readonly string[];
  /** Rooms to plan, 1–30. */
  readonly rooms: number;
  readonly lighting?: string;
  readonly mood?: string;
  readonly theme?: Theme;
  /** Of a region: how it lies, and what players may know in it, at most 24 places with names from outside. */
  readonly landform?: Landform;
  readonly places?: readonly KnownPlace[];
}

const LONGEST_TEXT = 4000;
/** More tell nothing new about a place, and a text of full stops alone must not keep the process busy. */
const MOST_SENTENCES = 40;
const MOST_SENTENCES_OF_A_PLACE = 8;
const MOST_PLACES = 64;
const LONGEST_FEATURE = 60;
const MOST_FEATURES = 12;
const MOST_ROOMS = 30;
const WRAPPERS = [
  'data',
  'location',
  'location_data',
  'map_data',
  'location_metadata',
  'attributes',
  'parameters',
  'map',
];

/**
 * Reads a location or map request in any form the campaign service has for it (docs/messages.md). Never throws,
 * whatever the JSON; what is not understood is absent, at worst a dungeon of six rooms.
 *
 * This is an allow-list: `secrets`, `hidden_areas`, `dm_notes`, plot hooks and whatever is marked hidden are never
 * read, names count for single known words only (those of a region's places are kept for its labels), and sentences of a description that speak of something secret are skipped.
 */
export function normaliseLocation(location: unknown): NormalLocation {
  const layers = layersOf(location);
  const isWide = isRegion(layers);
  const setting = isWide ? 'region' : readSetting(layers);
  const texts = layers.flatMap(describingTexts);
  const style = layers.map((layer) => layer['style']).find(isRecord);
  const styled = style ? [style, ...layers] : layers;
  return {
    setting,
    ...readExtent(layers),
    features: readFeatures(layers, texts),
    rooms: readRooms(layers) ?? USUAL_ROOMS[setting],
    lighting: readPhrase(styled, ['lighting', 'lighting_conditions', 'light']) ?? wordIn(texts, LIGHTING_WORDS),
    mood: readPhrase(styled, ['mood', 'atmosphere']) ?? wordIn(texts, MOOD_WORDS),
    theme: layers.map(readLocationTheme).find((theme) => theme !== undefined),
    ...(isWide && { landform: landformOf(layers, texts), places: placesOf(layers, isHidden) }),
  };
}

/** The location and what wraps it or is wrapped in it, outermost first; at most eight objects, none of them hidden. */
function layersOf(location: unknown): readonly JsonRecord[] {
  const layers: JsonRecord[] = [];
  const queue: unknown[] = [Array.isArray(location) ? location[0] : location];
  while (queue.length > 0 && layers.length < 8) {
    const layer = queue.shift();
    if (!isRecord(layer) || isHidden(layer)) continue;
    layers.push(layer);
    queue.push(...WRAPPERS.map((name) => layer[name]));
  }
  return layers;
}

function isHidden(entry: JsonRecord): boolean {
  if (
    entry['hidden'] === true ||
    entry['secret'] === true ||
    entry['is_secret'] === true ||
    entry['is_hidden'] === true
  )
    return true;
  return (
    [entry['player_visible'], entry['visible'], entry['is_discovered']].includes(false) ||
    sounds(entry['type'], HIDDEN_SENTENCE)
  );
}

function sounds(value: unknown, words: RegExp): boolean {
  return typeof value === 'string' && words.test(value.slice(0, 200).toLowerCase().replace(/_/g, ' '));
}

/** Sentences about the place, cleaned, without those that tell a secret. */
function describingTexts(layer: JsonRecord): string[] {
  const features = isRecord(layer['features']) ? layer['features'] : {};
  const texts = [
    layer['description_override'] ?? layer['description'],
    layer['environment'],
    layer['terrain'],
    features['architecture'],
    features['atmosphere'],
  ];
  return texts.filter((text) => typeof text === 'string').flatMap((text) => sentencesOf(text));
}

function sentencesOf(text: string, most = MOST_SENTENCES): string[] {
  return text
    .slice(0, LONGEST_TEXT)
    .split(/[.!?;\n]+/, most)
    .map((sentence) => cleanWords(sentence, LONGEST_TEXT))
    .filter((sentence) => sentence !== undefined)
    .filter((sentence) => !HIDDEN_SENTENCE.test(sentence));
}

/** What the place is called outweighs what is said about it; the maps of the wire are named by their own types first. */
function readSetting(layers: readonly JsonRecord[]): MapSetting {
  const keys = ['setting', 'location_type', 'map_type', 'type', 'environment', 'terrain', 'name'];
  const told = keys
    .flatMap((key) => layers.map((layer) => layer[key]))
    .map((value) => cleanWords(isRecord(value) ? value['type'] : value, LONGEST_FEATURE));
  for (const text of [...told, ...layers.flatMap(describingTexts)]) {
    const setting = settingIn(text);
    if (setting) return setting;
  }
  return 'dungeon';
}

function settingIn(text: string | undefined): MapSetting | undefined {
  const words = new Set(text?.split(/[ ,-]+/));
  return SETTING_WORDS.find(([, telling]) => telling.some((word) => words.has(word)))?.[0];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 64) : [];
}

const FEATURE_KEYS = ['features', 'terrain_features', 'required_features'];
const PLACE_KEYS = ['points_of_interest', 'areas', 'rooms'];

function readFeatures(layers: readonly JsonRecord[], texts: readonly string[]): readonly string[] {
  const asked = layers.flatMap((layer) => FEATURE_KEYS.flatMap((key) => listOf(layer[key]))).map(askedFeature);
  const places = layers
    .flatMap((layer) => PLACE_KEYS.flatMap((key) => listOf(layer[key])))
    .slice(0, MOST_PLACES)
    .flatMap(placeTexts);
  const spoken = [...places, ...texts].flatMap((text) => text.split(/[ ,]+/).filter((word) => FEATURE_WORDS.has(word)));
  return [...new Set([...asked, ...spoken])].filter((text) => text !== undefined).slice(0, MOST_FEATURES);
}

/** A listed feature is meant to be seen and taken as it is said; of an object only its type, since names are story. */
function askedFeature(entry: unknown): string | undefined {
  if (isRecord(entry)) return isHidden(entry) ? undefined : cleanWords(entry['type'] ?? entry['kind'], LONGEST_FEATURE);
  const text = cleanWords(entry, LONGEST_FEATURE);
  return text === undefined || HIDDEN_SENTENCE.test(text) ? undefined : text;
}

function placeTexts(entry: unknown): string[] {
  if (typeof entry === 'string') return sentencesOf(entry, MOST_SENTENCES_OF_A_PLACE);
  if (!isRecord(entry) || isHidden(entry)) return [];
  const inner = listOf(entry['points_of_interest']).slice(0, 8);
  const texts = [entry['type'], entry['name'], entry['description'], ...inner];
  return texts
    .filter((text) => typeof text === 'string')
    .flatMap((text) => sentencesOf(text, MOST_SENTENCES_OF_A_PLACE));
}

function readRooms(layers: readonly JsonRecord[]): number | undefined {
  for (const layer of layers) {
    const rooms = [layer['rooms'], layer['room_count'], layer['areas']]
      .map(countOf)
      .find((count) => count !== undefined);
    if (rooms !== undefined) return Math.min(MOST_ROOMS, rooms);
  }
  return undefined;
}

/** A stated number, or the length of a list without what is hidden. */
function countOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return atLeastOne(value.filter((entry) => !isRecord(entry) || !isHidden(entry)).length);
  return typeof value === 'number' || typeof value === 'string' ? atLeastOne(Number(value)) : undefined;
}

function atLeastOne(count: number): number | undefined {
  return Number.isFinite(count) && count >= 1 ? Math.floor(count) : undefined;
}

function readPhrase(layers: readonly JsonRecord[], keys: readonly string[]): string | undefined {
  const phrases = layers.flatMap((layer) => keys.map((key) => cleanWords(layer[key], LONGEST_FEATURE)));
  return phrases.find((phrase) => phrase !== undefined && !HIDDEN_SENTENCE.test(phrase));
}

function wordIn(texts: readonly string[], lexicon: ReadonlySet<string>): string | undefined {
  return texts.flatMap((text) => text.split(/[ ,]+/)).find((word) => lexicon.has(word));
}

function readLocationTheme(layer: JsonRecord): Theme | undefined {
  const theme = layer['theme'] ?? layer['theme_id'] ?? layer['battle_theme'];
  return readTheme(isRecord(theme) ? (theme['primary'] ?? theme['name']) : theme);
}
