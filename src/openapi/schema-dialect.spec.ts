import { inDialectOf31 } from './schema-dialect';

describe('A schema in the words of OpenAPI 3.1', () => {
  it.each([
    ['a type that may be null', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'a choice that may be null',
      { type: 'string', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      'a reference that may be null',
      { allOf: [{ $ref: '#/x' }], nullable: true, description: 'why' },
      { description: 'why', anyOf: [{ allOf: [{ $ref: '#/x' }] }, { type: 'null' }] },
    ],
    ['an example', { type: 'integer', example: 0 }, { type: 'integer', examples: [0] }],
    ['a bound that is left out', { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    ['a bound that is kept', { maximum: 9, exclusiveMaximum: false }, { maximum: 9 }],
  ])('says %s', (_what, schema, expected) => {
    const said = inDialectOf31(schema);

    expect(said).toEqual(expected);
  });

  it('reaches members, entries and branches, and leaves a member alone that is called like a keyword', () => {
    const nullable = { type: 'number', nullable: true };
    const schema = {
      type: 'object',
      properties: { example: nullable, list: { type: 'array', items: nullable } },
      additionalProperties: { oneOf: [nullable] },
    };

    const said = inDialectOf31(schema);

    expect(said).toEqual({
      type: 'object',
      properties: {
        example: { type: ['number', 'null'] },
        list: { type: 'array', items: { type: ['number', 'null'] } },
      },
      additionalProperties: { oneOf: [{ type: ['number', 'null'] }] },
    });
  });
});
