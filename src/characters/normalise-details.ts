import { FOREIGN_ID } from '../common/fields/request-fields';
import { readTheme, Theme } from '../common/themes';
import { isRecord, JsonRecord } from '../hub/envelope/json-record';
import { appearanceSource } from './details/appearance-source';
import { shortList } from './details/clean-field';
import { readAge } from './details/read-age';
import { readClasses } from './details/read-classes';
import { readEquipment } from './details/read-equipment';
import { readProse } from './details/read-prose';
import { readLooks } from './details/read-looks';
import { readSpecies } from './details/read-species';
import { firstPresent, unwrapDetails } from './details/unwrap-details';
import { SPECIES } from './lexicon/species';
import { CREATURE_SIZES, CreatureSize, VisualSubject } from './visual-subject';

/** What this service takes from a character's details: whose it is, and what can be seen of it. */
export interface CharacterDetails {
  /** 1–200 of `A–Z a–z 0–9 . _ : @ -`, as are the other ids. */
  readonly ownerId?: string;
  readonly campaignId?: string;
  /** The character this one is a variant of (a theme change makes a new character). */
  readonly parentId?: string;
  readonly theme?: Theme;
  readonly subject: VisualSubject;
}

/**
 * Reads a character's details in any form that the character service and its neighbours give them (docs/messages.md).
 * Never throws, whatever the JSON; what is not understood is absent, at worst a `person` of medium size.
 *
 * This is an allow-list: nothing but the fields read here gets any further, and running text only as words of our own
 * lexicon. Names, plot, secrets and game numbers cannot reach a prompt.
 */
export function normaliseDetails(reply: unknown): CharacterDetails {
  const layers = unwrapDetails(reply);
  return {
    ownerId: readReference(firstPresent(layers, 'user_id', 'owner_id'), OWNER),
    campaignId: readReference(firstPresent(layers, 'campaign_id'), FOREIGN_ID),
    parentId: readReference(firstPresent(layers, 'parent_id'), FOREIGN_ID),
    theme: readDetailsTheme(layers),
    subject: readSubject(layers),
  };
}

function readSubject(layers: readonly JsonRecord[]): VisualSubject {
  const source = appearanceSource(layers);
  const prose = readProse([...source.texts, ...source.stories]);
  const kind = readSpecies(layers, prose);
  const isSmallFolk = SPECIES.get(kind.species)?.isSmallFolk === true;
  const { clothes, ...looks } = readLooks(source);
  const equipment = readEquipment(layers, source.texts);
  const classes = readClasses(layers);
  return {
    version: 1,
    ...kind,
    classes: classes.length > 0 ? classes : shortList([prose.class]),
    ...readAge(source, { creatureType: kind.creatureType, isSmallFolk }),
    ...looks,
    outfit: shortList([...equipment.outfit, ...clothes]),
    gear: equipment.gear,
    size: readSize(source.fields, kind.species),
  };
}

const OWNER = /^[A-Za-z0-9._:@-]{1,200}$/;

function readReference(value: unknown, spelling: RegExp): string | undefined {
  return typeof value === 'string' && spelling.test(value) ? value : undefined;
}

function readDetailsTheme(layers: readonly JsonRecord[]): Theme | undefined {
  const theme = firstPresent(layers, 'theme', 'theme_id');
  return readTheme(isRecord(theme) ? (theme['primary'] ?? theme['name']) : theme);
}

const SMALL_PEOPLES = new Set(['halfling', 'gnome', 'goblin', 'kobold']);

function readSize(fields: readonly JsonRecord[], species: string): CreatureSize {
  const kind = firstPresent(fields, 'species', 'race');
  const told = [firstPresent(fields, 'size'), isRecord(kind) ? kind['size'] : undefined];
  for (const size of told) {
    const word = typeof size === 'string' ? size.trim().toLowerCase() : undefined;
    const found = CREATURE_SIZES.find((one) => one === word);
    if (found) return found;
  }
  return SMALL_PEOPLES.has(species) ? 'small' : 'medium';
}
