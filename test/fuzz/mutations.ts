import type { SeededRandom } from '../support/seeded-random';
import {
  followed,
  METHODS,
  type OpenApiDocument,
  type PlacedOperation,
  type Schema,
} from '../support/openapi-document';
import { HOSTILE_HEADERS, HOSTILE_QUERY_VALUES, HOSTILE_SEGMENTS, RAW_REQUESTS } from './hostile-requests';
import { BROKEN_BODIES, hostileValue } from './hostile-values';
import { pathOf, type OwnIds, type Plan } from './request-draft';

/** One thing that is done to a request. */
export interface Mutation {
  readonly name: string;
  apply(plan: Plan): Plan;
}

/** Where in a body a member stands. */
export type MemberPath = readonly (string | number)[];

/** What a mutation may aim at. */
export interface MutationGround {
  readonly placed: PlacedOperation;
  readonly members: readonly MemberPath[];
  readonly ownIds: OwnIds;
}

type Maker = (random: SeededRandom, ground: MutationGround) => Mutation;

const EXTRA_NAMES = [
  'extra',
  '__proto__',
  'constructor',
  'toString',
  'a.b',
  '',
  '$where',
  'ID',
  'é',
  '\u0000',
  'x'.repeat(10_000),
];
const QUERY_NAMES = [
  'unknown',
  '__proto__',
  'constructor',
  'limit',
  'cursor',
  'w',
  'h',
  'format',
  'download',
  '%00',
  'a[b]',
  '',
];
const DEEPEST_MEMBER = 6;

/** Draws what is done next; the likelier where most can go wrong. */
export function mutationFor(random: SeededRandom, ground: MutationGround): Mutation {
  const { placed, members } = ground;
  const hasBody = placed.operation.requestBody !== undefined;
  const hasParameters = placed.path.includes('{');
  const queries = placed.operation.parameters?.filter((one) => one.in === 'query') ?? [];
  const weighted: [number, Maker][] = [
    [members.length > 0 ? 8 : 0, wrongMember],
    [hasBody ? 1 : 0, missingMember],
    [hasBody ? 1 : 0, extraMember],
    [hasBody ? 2 : 0.2, brokenBody],
    [hasBody ? 1 : 0, otherBody],
    [hasParameters ? 3 : 0, hostileSegment],
    [hasParameters ? 2 : 0, foreignSegment],
    [queries.length > 0 ? 5 : 1, hostileQuery],
    [4, hostileHeader],
    [0.5, wrongMethod],
    [0.4, rawRequest],
  ];
  let left = random.between(
    0,
    weighted.reduce((sum, [weight]) => sum + weight, 0),
  );
  const drawn = weighted.find(([weight]) => (left -= weight) < 0) ?? weighted[8];
  if (drawn === undefined) throw new Error('no mutation was drawn');
  return drawn[1](random, ground);
}

const wrongMember: Maker = (random, { members }) => memberGiven(random.pick(members), hostileValue(random));

/** Puts a value in the place of a member, whatever stood there. */
export function memberGiven(path: MemberPath, value: unknown): Mutation {
  return { name: `member ${path.join('.')}`, apply: (plan) => ({ ...plan, json: withMember(plan.json, path, value) }) };
}

const missingMember: Maker = (random) => {
  const at = random.next();
  return {
    name: 'a member is missing',
    apply: (plan) => {
      const entries = Object.entries(objectOr(plan.json));
      return {
        ...plan,
        json: Object.fromEntries(entries.filter((_, index) => index !== Math.floor(at * entries.length))),
      };
    },
  };
};

const extraMember: Maker = (random) => {
  const name = random.pick(EXTRA_NAMES);
  const value = hostileValue(random);
  return { name: 'a member too many', apply: (plan) => ({ ...plan, json: withMember(plan.json, [name], value) }) };
};

const brokenBody: Maker = (random) => {
  const body = random.pick(BROKEN_BODIES);
  const apply = (plan: Plan): Plan => ({
    ...plan,
    body,
    headers: { 'Content-Type': 'application/json', ...plan.headers },
  });
  return { name: 'broken body', apply };
};

const otherBody: Maker = (random) => {
  const json = hostileValue(random);
  return { name: 'another body', apply: (plan) => ({ ...plan, json }) };
};

const hostileSegment: Maker = (random) => inPath(random, random.pick(HOSTILE_SEGMENTS), 'hostile id');

const foreignSegment: Maker = (random, { placed, ownIds }) => {
  // What is deleted is gone for every later case.
  const all = placed.method === 'delete' ? [...(ownIds.jobs ?? [])] : Object.values(ownIds).flat();
  return inPath(random, all.length === 0 ? 'none' : random.pick(all), 'id of another kind');
};

function inPath(random: SeededRandom, segment: string, name: string): Mutation {
  const at = random.next();
  return {
    name,
    apply: (plan) => {
      const position = plan.parameterAt[Math.floor(at * plan.parameterAt.length)];
      return { ...plan, segments: plan.segments.map((one, index) => (index === position ? segment : one)) };
    },
  };
}

const hostileQuery: Maker = (random, { placed }) => {
  const known = placed.operation.parameters?.filter((one) => one.in === 'query').map((one) => one.name) ?? [];
  const name = known.length > 0 && random.chance(0.85) ? random.pick(known) : random.pick(QUERY_NAMES);
  const spelled = random.pick([name, name, name, name, `${name}[]`, `${name}[x]`, name.toUpperCase()]);
  const value = random.pick(HOSTILE_QUERY_VALUES);
  const times = random.pick([1, 1, 1, 1, 2, 50]);
  const added = Array.from({ length: times }, () => [spelled, value] as const);
  return { name: `query ${name}`, apply: (plan) => ({ ...plan, query: [...plan.query, ...added] }) };
};

const hostileHeader: Maker = (random) => {
  const name = random.pick(Object.keys(HOSTILE_HEADERS));
  const value = random.pick(HOSTILE_HEADERS[name] ?? []);
  return { name: `header ${name}`, apply: (plan) => ({ ...plan, headers: { ...plan.headers, [name]: value } }) };
};

const wrongMethod: Maker = (random) => {
  const method = random.pick(METHODS.filter((one) => one !== 'delete')).toUpperCase();
  return { name: `method ${method}`, apply: (plan) => ({ ...plan, method }) };
};

const rawRequest: Maker = (random) => {
  const raw = random.pick(RAW_REQUESTS);
  return {
    name: 'raw bytes',
    apply: (plan) => {
      const authorization = `Authorization: ${plan.headers.Authorization ?? 'none'}`;
      return { ...plan, raw: raw.replace('PATH', pathOf({ ...plan, query: [] })).replace('AUTH', authorization) };
    },
  };
};

/** Every place of a body that its schema names, lists by their first entry. */
export function memberPaths(document: OpenApiDocument, schema: Schema, above: MemberPath = []): readonly MemberPath[] {
  if (above.length > DEEPEST_MEMBER) return [];
  const { properties, items, allOf, anyOf, oneOf } = followed(document, schema);
  const branches = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? (list as Schema[]) : []));
  const named = Object.entries((properties ?? {}) as Record<string, Schema>).flatMap(([name, member]) => [
    [...above, name],
    ...memberPaths(document, member, [...above, name]),
  ]);
  const listed =
    typeof items === 'object' && items !== null
      ? [[...above, 0], ...memberPaths(document, items as Schema, [...above, 0])]
      : [];
  return [...named, ...listed, ...branches.flatMap((branch) => memberPaths(document, branch, above))];
}

function withMember(json: unknown, [step, ...rest]: MemberPath, value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list: readonly unknown[] = Array.isArray(json) ? json : [];
    return [withMember(list[0], rest, value), ...list.slice(1)];
  }
  const object = objectOr(json);
  const inner = Object.hasOwn(object, step) ? object[step] : undefined;
  // Entries, since `__proto__` in a literal would be no member.
  const others = Object.entries(object).filter(([name]) => name !== step);
  return Object.fromEntries([...others, [step, withMember(inner, rest, value)]]);
}

function objectOr(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
