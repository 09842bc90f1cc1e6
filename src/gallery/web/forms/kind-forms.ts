import type { MadeKind } from '../api/jobs';
import type { FieldGroup, FormField } from './form-model';
import { BELONGS, CHARACTER, choicesOf, lookGroup, MAKING, optional } from './shared-groups';

/** The form of one kind. Its members are those of the request in the OpenAPI document. */
export interface KindForm {
  readonly kind: MadeKind;
  readonly title: string;
  readonly groups: readonly FieldGroup[];
}

const DESCRIPTION: FormField = { path: 'description', label: 'Description', input: 'text' };

const PORTRAIT: KindForm = {
  kind: 'portrait',
  title: 'Portrait',
  groups: [
    {
      title: 'Who',
      fields: [
        { ...DESCRIPTION, placeholder: 'an old half-elf ranger with a scar over the left eye and a green cloak' },
        { ...CHARACTER, hint: 'Its id, in place of a description or beside it.' },
        { path: 'equipment', label: 'Equipment', hint: 'With commas between the things.', input: 'list' },
      ],
    },
    lookGroup([
      ['expression', 'Expression'],
      ['pose', 'Pose'],
      ['background', 'Background'],
      ['lighting', 'Lighting'],
      ['mood', 'Mood'],
      ['art_style', 'Way of painting'],
    ]),
    BELONGS,
    {
      title: 'More',
      isAdvanced: true,
      fields: [
        { path: 'aspect', label: 'Shape', input: 'select', choices: optional(choicesOf('2:3', '3:4', '1:1')) },
        ...MAKING,
      ],
    },
  ],
};

const TOKEN: KindForm = {
  kind: 'token',
  title: 'Token',
  groups: [
    {
      title: 'Who',
      fields: [
        { ...DESCRIPTION, placeholder: 'a goblin scout with a crooked dagger' },
        { ...CHARACTER, hint: 'Its id: the token is cut from its newest portrait.' },
        { path: 'image_id', label: 'Portrait', hint: 'The id of a picture that the token is cut from.', input: 'line' },
        {
          path: 'size',
          label: 'Size of the creature',
          input: 'select',
          choices: optional(choicesOf('tiny', 'small', 'medium', 'large', 'huge', 'gargantuan')),
        },
      ],
    },
    {
      title: 'Frame',
      fields: [
        {
          path: 'frame.disposition',
          label: 'Disposition',
          input: 'select',
          choices: optional(choicesOf('friendly', 'neutral', 'hostile', 'secret', 'party')),
        },
        {
          path: 'frame.shape',
          label: 'Shape',
          input: 'select',
          choices: optional(choicesOf('circle', 'square', 'hex', 'none')),
        },
        { path: 'frame.color', label: 'Colour', hint: 'Such as #8a6d3b.', input: 'line' },
      ],
    },
    lookGroup([
      ['expression', 'Expression'],
      ['lighting', 'Lighting'],
      ['art_style', 'Way of painting'],
    ]),
    BELONGS,
    {
      title: 'More',
      isAdvanced: true,
      fields: [
        {
          path: 'targets',
          label: 'Files to make at once',
          hint: 'The pack has all of them in any case.',
          input: 'choices',
          choices: choicesOf('foundry', 'foundry_subject', 'roll20', 'owlbear', 'dndbeyond'),
        },
        { path: 'style.pose', label: 'Pose', input: 'line' },
        { path: 'style.background', label: 'Background', input: 'line' },
        { path: 'style.mood', label: 'Mood', input: 'line' },
        ...MAKING,
      ],
    },
  ],
};

const MAP: KindForm = {
  kind: 'map',
  title: 'Map',
  groups: [
    {
      title: 'Place',
      fields: [
        { ...DESCRIPTION, placeholder: 'a forest clearing with a ruined watchtower' },
        { path: 'location.name', label: 'Name', input: 'line', placeholder: 'The Sunken Crypt' },
        { path: 'location.type', label: 'Kind of place', input: 'line', placeholder: 'dungeon, tavern, forest …' },
        {
          path: 'location.features',
          label: 'What is there',
          hint: 'With commas between the things: altar, water, stairs.',
          input: 'list',
        },
      ],
    },
    {
      title: 'Size and grid',
      fields: [
        { path: 'dimensions.width', label: 'Width', hint: 'Squares, 1 to 200; with a height.', input: 'number' },
        { path: 'dimensions.height', label: 'Height', hint: 'Squares, 1 to 200; with a width.', input: 'number' },
        {
          path: 'grid.type',
          label: 'Grid',
          input: 'select',
          choices: optional(choicesOf('square', 'hex_rows', 'hex_columns', 'none')),
        },
        { path: 'grid.visible', label: 'Draw the grid into the picture', input: 'flag' },
      ],
    },
    lookGroup([
      ['lighting', 'Lighting'],
      ['mood', 'Mood'],
      ['art_style', 'Way of painting'],
    ]),
    BELONGS,
    {
      title: 'More',
      isAdvanced: true,
      fields: [
        {
          path: 'location_id',
          label: 'Known location',
          hint: 'The id of one that the campaign service has announced, in place of a description.',
          input: 'line',
        },
        { path: 'grid.pixels_per_square', label: 'Pixels per square', hint: '50 to 256.', input: 'number' },
        { path: 'grid.feet_per_square', label: 'Feet per square', input: 'number' },
        { path: 'style.background', label: 'Around it', input: 'line' },
        { path: 'overlays', label: 'Overlays', hint: 'As JSON, described at /docs.', input: 'json' },
        ...MAKING,
      ],
    },
  ],
};

/** In the order in which they are offered. */
export const KIND_FORMS: readonly KindForm[] = [PORTRAIT, TOKEN, MAP];

/** All fields of a form, in their order. */
export const fieldsOf = ({ groups }: KindForm): FormField[] => groups.flatMap(({ fields }) => fields);
