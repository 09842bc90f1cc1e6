import { CLASS_LOOKS } from '../lexicon/classes';
import { GEAR } from '../lexicon/gear';
import { LINEAGES, SPECIES } from '../lexicon/species';
import { WEAPONS } from '../lexicon/weapons';
import { presentClauses } from './condense-description';

/** What a plain description says of somebody besides looks, each in words of our own lexicon. */
export interface ProseReading {
  /** A name of the lexicon, such as `halfling`. */
  readonly species?: string;
  /** `wood elf`, `drow` … */
  readonly lineage?: string;
  /** One of the twelve classes of the SRD. */
  readonly class?: string;
}

/** A word of another's people: "raised by an elf", "like an orc", "the dwarf's hammer" do not tell what somebody is. */
const OTHERS = /\b(?:by|from|against|of|like|for|to|than|hates?|hunts?|kills?|fights?|loves?|serves?|at|near|among)$/;
/** Words that stand between an article and the people. */
const BETWEEN = /(?: (?:an?|the|this|that|very|old|young|tall|short|small|big|adult|elderly|female|male))*$/;

/**
 * Reads "a halfling rogue with green eyes" as a halfling and a rogue: the first people and the first class that
 * a text tells of the character itself, at present.
 *
 * @param texts running text, most telling first
 */
export function readProse(texts: readonly string[]): ProseReading {
  const clauses = texts.flatMap(presentClauses).map(inLexiconSpelling);
  const people = firstNamed(clauses, PEOPLES);
  const lineage = people === undefined ? undefined : LINEAGES.get(people);
  return {
    species: lineage?.species ?? people,
    lineage: lineage === undefined ? undefined : people,
    class: firstNamed(clauses, [...CLASS_LOOKS.keys()]),
  };
}

/** Longest first, so that a half-elf is no elf and a wood elf more than one. */
const PEOPLES = [...LINEAGES.keys(), ...SPECIES.keys()].sort((a, b) => b.length - a.length);

function inLexiconSpelling(clause: string): string {
  return clause
    .replace(
      /\bhalf[ -]?(elf|orc|elven|orcish)\b/g,
      (_, kin: string) => `half-${kin.replace(/ven$|ish$/, (end) => (end === 'ven' ? 'f' : ''))}`,
    )
    .replace(/\belven (?=man|woman|person|warrior|[a-z]+er\b)/g, 'elf ')
    .replace(/\bdwarven (?=man|woman|person|warrior|[a-z]+er\b)/g, 'dwarf ');
}

function firstNamed(clauses: readonly string[], names: readonly string[]): string | undefined {
  for (const clause of clauses) {
    const found = names
      .map((name) => ({ name, at: placeOf(clause, name) }))
      .filter(({ at }) => at >= 0)
      .sort((one, other) => one.at - other.at || other.name.length - one.name.length)[0];
    if (found !== undefined) return found.name;
  }
  return undefined;
}

/** Where a clause tells that its subject is one of these; -1 where it does not. */
function placeOf(clause: string, name: string): number {
  const at = ` ${clause.replaceAll(',', ' ,')} `.indexOf(` ${name} `);
  if (at < 0) return -1;
  const before = clause.replaceAll(',', ' ,').slice(0, at).trim().replace(BETWEEN, '').trim();
  return OTHERS.test(before) ? -1 : at;
}

/** Ways to say that something is in somebody's hands. */
const HOLDING =
  /\b(?:holds|holding|carries|carrying|wields|wielding|armed with|clutches|clutching|grips|gripping|brandishes|brandishing|bears|bearing|plays|playing|leans on|leaning on|swings|swinging|with)\b/g;
const MOST_THINGS = 2;

/**
 * Things of our lexicon that a description puts into somebody's hands: "holding a lute", "with a longbow on her back".
 *
 * @returns at most two names, as they stand in the text
 */
export function gearInProse(texts: readonly string[]): readonly string[] {
  const held = texts.flatMap(presentClauses).flatMap((clause) => {
    const start = clause.search(HOLDING);
    return start < 0 ? [] : thingsIn(clause.slice(start));
  });
  return [...new Set(held)].slice(0, MOST_THINGS);
}

/** Words that are parts of a body, of a place or of speech as often as things in a hand. */
const AMBIGUOUS = new Set(['horn', 'net', 'dart', 'club', 'drum', 'sling', 'bow', 'rod', 'crystal', 'orb']);

const THINGS = [...WEAPONS.keys(), ...GEAR.keys()]
  .filter((name) => !AMBIGUOUS.has(name))
  .sort((a, b) => b.length - a.length);

function thingsIn(text: string): string[] {
  let left = ` ${text.replaceAll(',', ' ')} `;
  return THINGS.flatMap((name) => {
    const at = left.indexOf(` ${name} `);
    if (at < 0) return [];
    left = left.replace(` ${name} `, ' . ');
    return [{ name, at }];
  })
    .sort((one, other) => one.at - other.at)
    .map(({ name }) => name);
}
