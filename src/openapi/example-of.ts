import { isJsonObject, objectOr, resolved, type JsonObject } from './json';

const DEEPEST = 12;
/** Values that read like the real thing, by format. */
const BY_FORMAT: Readonly<Record<string, unknown>> = {
  uuid: '7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10',
  'date-time': '2026-11-22T10:01:00.000Z',
  date: '2026-11-22',
  uri: 'https://example.org/',
};
/** And by the member's name, where the schema only says that it is a text or a number. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  url: '/api/v1/images/7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10/content',
  self: '/api/v1/images/7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10',
  content: '/api/v1/images/7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10/content',
  image: '/api/v1/images/7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10',
  recipe: '/api/v1/images/7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10/recipe',
  history: '/api/v1/images/7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10/history',
  job: '/api/v1/jobs/0b8f5c1e-8d3a-4a57-9a3e-0a4f5d6c7b8a',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
  correlation_id: '0b8f5c1e-8d3a-4a57-9a3e-0a4f5d6c7b8a',
  content_type: 'image/webp',
  name: 'medium',
  width: 832,
  height: 1216,
  size_bytes: 184320,
  image_version: 1,
  seed: 4242,
  owner_id: 'user-17',
  user_id: 'user-17',
  character_id: 'char-204',
  campaign_id: 'campaign-7',
  location_id: 'loc-31',
  request_id: 'order-17',
  theme: 'fantasy',
  description: 'an old ranger in a green cloak, scarred, watchful',
  attempts: 1,
  tags: ['ranger', 'party'],
};

/** Requests carry what a caller would send, not every member there is. */
export type ExamplePurpose = 'request' | 'response';

/** An example made from a schema: its own example, default or first allowed value where it has one, else a likely value. */
export function exampleOf(document: JsonObject, schema: JsonObject, purpose: ExamplePurpose): unknown {
  return new ExampleMaker(document, purpose).make(schema, { name: '', depth: 0 });
}

interface Place {
  readonly name: string;
  readonly depth: number;
}

class ExampleMaker {
  constructor(
    private readonly document: JsonObject,
    private readonly purpose: ExamplePurpose,
  ) {}

  make(given: JsonObject, place: Place): unknown {
    const schema = { ...resolved(this.document, given) };
    const said = saidBy(given) ?? saidBy(schema);
    if (said !== undefined || place.depth > DEEPEST) return said?.value ?? null;
    const branch = firstBranch(schema);
    if (Array.isArray(schema.allOf)) return this.merged(schema.allOf, schema, place);
    if (branch !== undefined && schema.properties === undefined) return this.make(branch, place);
    const type = firstType(schema);
    if (type === 'object') return this.members(schema, place);
    if (type === 'array') return this.entries(schema, place);
    return scalar(schema, type, place.name);
  }

  private merged(parts: readonly unknown[], schema: JsonObject, place: Place): unknown {
    const { allOf: _parts, ...own } = schema;
    const made = parts.filter(isJsonObject).map((part) => this.make(part, { ...place, depth: place.depth + 1 }));
    if (!made.every(isJsonObject)) return made[0];
    return Object.assign({}, ...made, own.properties === undefined ? {} : this.members(own, place)) as JsonObject;
  }

  private members(schema: JsonObject, place: Place): JsonObject {
    const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
    const entries = Object.entries(objectOr(schema.properties)).filter(
      ([name, member]) =>
        this.purpose === 'response' || required.includes(name) || saidBy(objectOr(member)) !== undefined,
    );
    const made = entries.map(([name, member]) => [name, this.make(objectOr(member), { name, depth: place.depth + 1 })]);
    return Object.fromEntries(made) as JsonObject;
  }

  private entries(schema: JsonObject, place: Place): unknown[] {
    const known = BY_NAME[place.name];
    if (Array.isArray(known) && firstType(objectOr(schema.items)) === 'string') return known;
    return [this.make(objectOr(schema.items), { name: place.name, depth: place.depth + 1 })];
  }
}

function saidBy(schema: JsonObject): { readonly value: unknown } | undefined {
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return { value: schema.examples[0] };
  if (schema.const !== undefined) return { value: schema.const };
  if (schema.default !== undefined) return { value: schema.default };
  if (Array.isArray(schema.enum)) return { value: schema.enum[0] };
  return undefined;
}

function firstBranch(schema: JsonObject): JsonObject | undefined {
  for (const branches of [schema.oneOf, schema.anyOf]) {
    if (Array.isArray(branches) && isJsonObject(branches[0])) return branches[0];
  }
  return undefined;
}

function firstType(schema: JsonObject): unknown {
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  return type ?? (schema.properties === undefined ? 'string' : 'object');
}

function scalar(schema: JsonObject, type: unknown, name: string): unknown {
  const likely = BY_NAME[name];
  switch (type) {
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return typeof likely === 'number' && fits(schema, likely) ? likely : (schema.minimum ?? 1);
    case 'null':
      return null;
    default:
      if (typeof schema.format === 'string' && schema.format in BY_FORMAT) return BY_FORMAT[schema.format];
      return typeof likely === 'string' ? likely : 'text';
  }
}

function fits(schema: JsonObject, value: number): boolean {
  const { minimum, maximum } = schema;
  return !(typeof minimum === 'number' && value < minimum) && !(typeof maximum === 'number' && value > maximum);
}
