import { isJsonObject, type JsonObject } from './json';

const MAPS = ['properties', 'patternProperties', '$defs'];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const SINGLES = ['items', 'additionalProperties', 'not'];

/**
 * A schema of OpenAPI 3.0, as `@nestjs/swagger` 11 writes it whatever version is asked for, in the words of 3.1 (JSON
 * Schema 2020-12): `nullable` becomes a type, `example` becomes `examples`, bounds are numbers.
 */
export function inDialectOf31(schema: JsonObject): JsonObject {
  const { nullable, example, ...rest } = withNumericBounds(schema);
  const below: JsonObject = { ...rest };
  for (const key of MAPS) if (isJsonObject(rest[key])) below[key] = mapped(rest[key]);
  for (const key of LISTS) {
    if (Array.isArray(rest[key]))
      below[key] = (rest[key] as unknown[]).map((entry) => (isJsonObject(entry) ? inDialectOf31(entry) : entry));
  }
  for (const key of SINGLES) if (isJsonObject(rest[key])) below[key] = inDialectOf31(rest[key]);
  if (example !== undefined && below.examples === undefined) below.examples = [example];
  return nullable === true ? orNull(below) : below;
}

function mapped(members: JsonObject): JsonObject {
  const entries = Object.entries(members);
  return Object.fromEntries(
    entries.map(([name, schema]) => [name, isJsonObject(schema) ? inDialectOf31(schema) : schema]),
  );
}

function orNull(schema: JsonObject): JsonObject {
  if (typeof schema.type === 'string') {
    const isListed = Array.isArray(schema.enum) && !schema.enum.includes(null);
    const values = isListed ? { enum: [...(schema.enum as unknown[]), null] } : {};
    return { ...schema, type: [schema.type, 'null'], ...values };
  }
  const { description, examples, ...what } = schema;
  const told = {
    ...(description === undefined ? {} : { description }),
    ...(examples === undefined ? {} : { examples }),
  };
  return { ...told, anyOf: [what, { type: 'null' }] };
}

/** 3.0 says `minimum: 0, exclusiveMinimum: true`; 3.1 says `exclusiveMinimum: 0`. */
function withNumericBounds(schema: JsonObject): JsonObject {
  const result: JsonObject = { ...schema };
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof result[exclusive] !== 'boolean') continue;
    const isExclusive = result[exclusive];
    delete result[exclusive];
    if (!isExclusive) continue;
    result[exclusive] = result[bound];
    delete result[bound];
  }
  return result;
}
