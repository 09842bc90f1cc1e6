import type { Fault } from '../api/api-types';

/** A choice; its value is sent. */
export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** One member of a body, and how it is asked for. */
export interface FormField {
  /** Dotted, as the service names it in faults: `style.pose`. */
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /**
   * `list`: texts separated by commas or lines; `json`: anything, written as JSON; `flag`: true, or absent; `choices`:
   * some of `choices`.
   */
  readonly input: 'line' | 'text' | 'number' | 'list' | 'select' | 'choices' | 'flag' | 'json';
  readonly choices?: readonly Choice[];
}

/** Fields that belong together. */
export interface FieldGroup {
  readonly title: string;
  /** Folded until somebody wants it. */
  readonly isAdvanced?: boolean;
  readonly fields: readonly FormField[];
}

/** What stands in the fields, by path. Choices are joined by commas, a flag is `true` or empty. */
export type FormValues = Readonly<Record<string, string>>;

/** Faults by the path of the field they are shown at, and those that belong to none. */
export interface PlacedFaults {
  readonly byPath: Readonly<Record<string, string>>;
  readonly rest: readonly Fault[];
}

/**
 * The body that the values mean: empty fields are absent. What cannot be read (letters for a number, broken JSON) is sent as
 * it was written: the service says what it expected, in the words that it uses everywhere.
 */
export function bodyOf(fields: readonly FormField[], values: FormValues): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const value = valueOf(field, values[field.path] ?? '');
    if (value !== undefined) put(body, field.path.split('.'), value);
  }
  return body;
}

/** Where each fault is shown: at its own field, else at the one around it, else at the first one inside it. */
export function placeFaults(fields: readonly FormField[], faults: readonly Fault[]): PlacedFaults {
  const byPath: Record<string, string> = {};
  const rest: Fault[] = [];
  for (const fault of faults) {
    const field =
      fields.find(({ path }) => path === fault.path) ??
      fields.find(({ path }) => fault.path.startsWith(`${path}.`)) ??
      fields.find(({ path }) => path.startsWith(`${fault.path}.`));
    if (field === undefined) rest.push(fault);
    else byPath[field.path] = [byPath[field.path], messageAt(field, fault)].filter(Boolean).join('; ');
  }
  return { byPath, rest };
}

/** Which part of the field is meant, when it is not the whole. */
function messageAt(field: FormField, fault: Fault): string {
  const inner = fault.path.startsWith(`${field.path}.`) ? `${fault.path.slice(field.path.length + 1)}: ` : '';
  return inner + fault.message;
}

function valueOf({ input }: FormField, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (input === 'number') return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
  if (input === 'list' || input === 'choices') return listOf(trimmed).length === 0 ? undefined : listOf(trimmed);
  if (input === 'flag') return true;
  return input === 'json' ? jsonOf(trimmed) : trimmed;
}

/** The entries of a text with commas or lines between them. */
export function listOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function put(body: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    body[name] = value;
    return;
  }
  const inner = (body[name] ?? {}) as Record<string, unknown>;
  body[name] = inner;
  put(inner, rest, value);
}
