import { isRecord } from '../../hub/envelope/json-record';

/** Texts of a form from outside, by how they get into a picture. */
export interface FormTexts {
  /** Painted as they are said. */
  readonly visible: readonly string[];
  /** Read for a few words. */
  readonly stories: readonly string[];
}

/** Members that nobody paints: secrets, notes of the game master, references. */
const HIDDEN =
  /secret|hidden|(?:^|_)(?:dm|gm|notes?|plot|hooks?|traps?|journal|relationships?|quotes?|email|ur[il]|password|token|ids?)(?:_|$)/i;
const STORY = /backstory|history|background|biography|lore|personality|ideals|bonds|flaws/i;
const VISIBLE =
  /appear|descri|look|physical|visual|portrait|style|hair|eyes?|skin|scale|fur|build|body|height|mark|feature|scar|tattoo|outfit|cloth|attire|wear|equip|inventory|armou?r|weapon|shield|item|gear|species|race|lineage|custom_content|class|age|gender|sex|concept|summary|pose|expression|mood/i;

const DEEPEST = 10;
const MOST_TEXTS = 500;

/**
 * Collects the texts of any JSON by the names of the members they stand under. What is marked as hidden is passed over.
 * Never throws.
 *
 * @param startsVisible whether a text is visible until a member's name says otherwise (a location, an item) or the name
 *   must say so (a character's sheet). Default true
 */
export function textsIn(form: unknown, startsVisible = true): FormTexts {
  const found = { visible: [] as string[], stories: [] as string[] };
  walk(form, startsVisible ? found.visible : undefined, 0);
  return found;

  function walk(value: unknown, into: string[] | undefined, depth: number): void {
    if (depth > DEEPEST || found.visible.length + found.stories.length >= MOST_TEXTS) return;
    if (typeof value === 'string') into?.push(value);
    else if (Array.isArray(value)) for (const entry of value.slice(0, MOST_TEXTS)) walk(entry, into, depth + 1);
    else if (isRecord(value) && !isMarkedHidden(value)) {
      for (const [name, member] of Object.entries(value).slice(0, MOST_TEXTS)) {
        if (!HIDDEN.test(name)) walk(member, placeOf(name, into), depth + 1);
      }
    }
  }

  function placeOf(name: string, around: string[] | undefined): string[] | undefined {
    if (STORY.test(name)) return found.stories;
    return VISIBLE.test(name) ? found.visible : around;
  }
}

function isMarkedHidden(entry: Readonly<Record<string, unknown>>): boolean {
  const isSaid = ['hidden', 'secret', 'is_secret', 'is_hidden'].some((name) => entry[name] === true);
  return isSaid || ['player_visible', 'visible', 'is_discovered'].some((name) => entry[name] === false);
}
