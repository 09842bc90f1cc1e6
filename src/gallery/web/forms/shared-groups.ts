import type { Choice, FieldGroup, FormField } from './form-model';

/** Choices whose value is their text. */
export const choicesOf = (...values: readonly string[]): Choice[] =>
  values.map((value) => ({ value, text: value.replaceAll('_', ' ') }));

const UNSET = { value: '', text: 'As the service thinks best' };

/** A select that need not be answered. */
export const optional = (choices: readonly Choice[]): Choice[] => [UNSET, ...choices];

/** What is known about who it is. */
export const CHARACTER: FormField = {
  path: 'character_id',
  label: 'Character',
  hint: 'Its id. What it looks like is asked of the character service.',
  input: 'line',
};

/** The wishes that `members` of the style name. */
export const lookGroup = (members: readonly (readonly [name: string, label: string])[]): FieldGroup => ({
  title: 'Look',
  fields: [
    { path: 'theme', label: 'Theme', input: 'select', choices: optional(THEME_CHOICES) },
    ...members.map(([name, label]): FormField => ({ path: `style.${name}`, label, input: 'line' })),
  ],
});

/** The words are told by the service too, with their names: these stand in until it has. */
const THEME_CHOICES = choicesOf('fantasy', 'western', 'cyberpunk', 'steampunk', 'horror', 'space_fantasy');

/** Where a picture belongs. */
export const BELONGS: FieldGroup = {
  title: 'Where it belongs',
  fields: [
    { path: 'campaign_id', label: 'Campaign', hint: 'Its members may see the picture.', input: 'line' },
    { path: 'tags', label: 'Tags', hint: 'With commas between them.', input: 'list' },
  ],
};

/** How it is made. */
export const MAKING: readonly FormField[] = [
  {
    path: 'seed',
    label: 'Seed',
    hint: 'The same request with the same seed is the same picture. Drawn when empty.',
    input: 'number',
  },
  {
    path: 'priority',
    label: 'Urgency',
    input: 'select',
    choices: optional(choicesOf('low', 'normal', 'high', 'urgent')),
  },
  { path: 'fresh', label: 'Paint it anew, even if the same picture is there', input: 'flag' },
];
