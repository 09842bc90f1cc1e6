import { isRecord } from '../../hub/envelope/json-record';
import { cleanWords } from '../clean-words';
import { PhraseTopic } from '../lexicon/visual-words';
import { VisualSubject } from '../visual-subject';
import { AppearanceSource, visualField } from './appearance-source';
import { cleanField, shortList } from './clean-field';
import { condenseDescription, condenseStory, VisualPhrase } from './condense-description';
import { asList, firstPresent } from './unwrap-details';

/** The part of a visual subject that a body shows. */
export type Looks = Pick<VisualSubject, 'skin' | 'hair' | 'eyes' | 'build' | 'marks' | 'impression'> & {
  /** Clothes that a description speaks of. */
  readonly clothes: readonly string[];
};

const LONGEST_IMPRESSION = 200;

/**
 * Reads hair, eyes, skin, build and marks from their own fields; where one is missing, from the description of the
 * looks. What is left of the description, and what a backstory tells of the present, becomes the impression.
 */
export function readLooks(source: AppearanceSource): Looks {
  const phrases = source.texts.flatMap(condenseDescription);
  const remembered = source.stories.flatMap(condenseStory);
  // A life story is asked only where neither field nor description tells.
  const about = (topic: PhraseTopic) =>
    [phrases, remembered].map((told) => ofTopic(told, topic)).find(({ length }) => length > 0) ?? [];
  const hair = visualField(source, 'hair', 'hair_color', 'hair_colour', 'hairColor');
  const style = visualField(source, 'hair_style', 'hairstyle', 'hairStyle');
  const eyes = visualField(source, 'eyes', 'eye_color', 'eye_colour', 'eyeColor');
  const skin = visualField(
    source,
    'skin',
    'skin_color',
    'skin_colour',
    'skinColor',
    'skin_tone',
    'complexion',
    'scales',
    'fur',
  );
  const build = visualField(source, 'build', 'body_type', 'body', 'physique', 'stature');
  const stated = statedMarks(source).filter((mark) => mark !== undefined);
  const looks = {
    hair: bare(cleanField([style, hair].filter(Boolean).join(' ')) ?? about('hair')[0], 'hair'),
    eyes: bare(eyes ?? about('eyes')[0], 'eyes'),
    skin: bare(skin ?? about('skin')[0], 'skin'),
    build: bare(build ?? about('build')[0], 'build'),
    marks: shortList([...stated, ...(stated.length > 0 ? ofTopic(phrases, 'marks') : about('marks'))]),
    clothes: shortList(about('outfit')),
  };
  return { ...looks, impression: impressionOf(source, phrases, remembered) };
}

function ofTopic(phrases: readonly VisualPhrase[], topic: PhraseTopic): readonly string[] {
  return phrases.filter((phrase) => phrase.topic === topic).map((phrase) => phrase.text);
}

/** `green eyes` and `green` are the same eyes: the noun goes, so that both give one identity. */
function bare(text: string | undefined, noun: string): string | undefined {
  const words = text?.replace(new RegExp(`^([^,]+) ${noun}$`), '$1');
  return words === undefined || words === noun ? undefined : words;
}

const MARK_KEYS = ['distinguishing_marks', 'distinguishing_features', 'marks', 'scars', 'tattoos'];
const BODY_PARTS = ['beard', 'facial_hair', 'horns', 'tail', 'wings', 'tusks'];

const FACIAL_HAIR = /beard|moustache|mustache|stubble|goatee|whiskers|sideburns|shaven/;

function statedMarks(source: AppearanceSource): (string | undefined)[] {
  const listed = MARK_KEYS.flatMap((key) => asList(firstPresent(source.fields, key))).map((mark) =>
    cleanField(isRecord(mark) ? markText(mark['description'] ?? mark['type'], mark['location']) : mark, source.names),
  );
  const own = { ...source, fields: source.own };
  const parts = BODY_PARTS.map((part) => {
    const words = visualField(own, part);
    if (words === undefined || words.includes(part.replace(/s$/, '')) || FACIAL_HAIR.test(words)) return words;
    return `${words} ${part.replace('_', ' ')}`;
  });
  return [...listed, ...parts];
}

function markText(what: unknown, where: unknown): unknown {
  return typeof what === 'string' && typeof where === 'string' ? `${what} on ${where}` : what;
}

/** What is told of a face or a bearing; a short remark as it stands, where a description says nothing else. */
function impressionOf(
  source: AppearanceSource,
  phrases: readonly VisualPhrase[],
  remembered: readonly VisualPhrase[],
): string | undefined {
  const told = [...ofTopic(phrases, 'impression'), ...ofTopic(remembered, 'impression')];
  const shortTexts = phrases.length === 0 ? source.own.flatMap((own) => [own['other'], own['general_appearance']]) : [];
  const parts = [...shortTexts.map((text) => cleanField(text, source.names)), ...told];
  return cleanWords([...new Set(parts)].filter(Boolean).join(', '), LONGEST_IMPRESSION);
}
