import { bodyOf, placeFaults, type FormField } from './form-model';

const FIELDS: readonly FormField[] = [
  { path: 'description', label: 'Description', input: 'text' },
  { path: 'seed', label: 'Seed', input: 'number' },
  { path: 'tags', label: 'Tags', input: 'list' },
  { path: 'fresh', label: 'Fresh', input: 'flag' },
  { path: 'targets', label: 'Targets', input: 'choices' },
  { path: 'overlays', label: 'Overlays', input: 'json' },
  { path: 'location.name', label: 'Name', input: 'line' },
  { path: 'location.type', label: 'Type', input: 'line' },
];

describe('bodyOf', () => {
  it('sends what was filled in, nested by its paths, and nothing else', () => {
    const body = bodyOf(FIELDS, {
      ...{
        description: '  a <img onerror> cat ',
        seed: ' 7',
        tags: 'one, two\nthree,',
        fresh: 'true',
        targets: 'roll20',
      },
      ...{ overlays: '[{"type":"party"}]', 'location.name': 'Inn', 'location.type': ' ', unknown: 'x' },
    });

    expect(body).toEqual({
      ...{
        description: 'a <img onerror> cat',
        seed: 7,
        tags: ['one', 'two', 'three'],
        fresh: true,
        targets: ['roll20'],
      },
      ...{ overlays: [{ type: 'party' }], location: { name: 'Inn' } },
    });
  });

  it('is empty when nothing was filled in', () => {
    expect(bodyOf(FIELDS, { description: '', fresh: '', tags: ' , ' })).toEqual({});
  });

  it.each([
    ['seed', 'seven', 'seven'],
    ['seed', 'Infinity', 'Infinity'],
    ['overlays', '[{', '[{'],
  ])('leaves it to the service to refuse %s: %s', (path, text, sent) => {
    expect(bodyOf(FIELDS, { [path]: text })).toEqual({ [path]: sent });
  });
});

describe('placeFaults', () => {
  it('shows a fault at its field, at the one around it, or at the first one inside it', () => {
    const { byPath, rest } = placeFaults(FIELDS, [
      { path: 'seed', message: 'expected a whole number' },
      { path: 'seed', message: 'expected at least 0' },
      { path: 'overlays.0.type', message: 'expected a type' },
      { path: 'location', message: 'expected one of location, description' },
    ]);

    expect(byPath).toEqual({
      seed: 'expected a whole number; expected at least 0',
      overlays: '0.type: expected a type',
      'location.name': 'expected one of location, description',
    });
    expect(rest).toEqual([]);
  });

  it('keeps what belongs to no field', () => {
    const fault = { path: '', message: 'expected a JSON object' };

    expect(placeFaults(FIELDS, [fault])).toEqual({ byPath: {}, rest: [fault] });
  });
});
