import { SeededRandom } from '../support/seeded-random';
import type { OpenApiDocument, PlacedOperation, Schema } from '../support/openapi-document';
import { memberGiven, memberPaths, mutationFor, type Mutation } from './mutations';
import { jsonText, RawJson } from './hostile-values';
import type { OwnIds, Plan, RequestDraft } from './request-draft';

/** What cases are made from. */
export interface FuzzGround {
  readonly document: OpenApiDocument;
  readonly operations: readonly PlacedOperation[];
  readonly ownIds: OwnIds;
  /** Callers; the first owns what `ownIds` names. */
  readonly tokens: readonly [owner: string, ...others: string[]];
}

/** One valid request and what is done to it. */
export interface FuzzCase {
  readonly placed: PlacedOperation;
  readonly base: Plan;
  readonly mutations: readonly Mutation[];
}

const UNKNOWN_ID = 'a0000000-0000-4000-8000-000000000000';
const VARIANTS = ['large', 'medium', 'small', 'thumb'];

/** What every member of every body is given once, besides what chance brings. */
const SWEPT: readonly unknown[] = [null, true, 0, -1, 'x', '', '\u0000', [], {}, new RawJson('1e400')];

/** Each of the first `values` of a fixed list in the place of every member of every body. */
export function sweep(ground: FuzzGround, seed: number, values = SWEPT.length): readonly FuzzCase[] {
  return ground.operations.flatMap((placed, number) => {
    const schema = placed.operation.requestBody?.content['application/json']?.schema;
    const members = schema === undefined ? [] : memberPaths(ground.document, schema);
    const random = new SeededRandom(seed + number);
    return members.flatMap((member) =>
      SWEPT.slice(0, values).map((value) => {
        return { placed, base: validPlan(ground, placed, random), mutations: [memberGiven(member, value)] };
      }),
    );
  });
}

/** The case of a number: the same for the same seed, but for the ids that exist. */
export function fuzzCase(ground: FuzzGround, seed: number, number: number): FuzzCase {
  const random = new SeededRandom(seed * 1_000_003 + number);
  const placed = ground.operations[number % ground.operations.length];
  if (placed === undefined) throw new Error('the document has no operations');
  const { content = {} } = placed.operation.requestBody ?? {};
  const schema: Schema | undefined = content['application/json']?.schema;
  const members = schema === undefined ? [] : memberPaths(ground.document, schema);
  const count = random.chance(0.05) ? 0 : random.pick([1, 1, 1, 2, 2, 3]);
  const mutations = Array.from({ length: count }, () =>
    mutationFor(random, { placed, members, ownIds: ground.ownIds }),
  );
  return { placed, base: validPlan(ground, placed, random), mutations };
}

/** The request of a case, with only some of its mutations if wanted. */
export function draftOf({ base, mutations }: Pick<FuzzCase, 'base' | 'mutations'>): RequestDraft {
  const { json, ...draft } = mutations.reduce((plan, mutation) => mutation.apply(plan), base);
  if (draft.body !== undefined || json === undefined) return draft;
  return { ...draft, body: jsonText(json) };
}

function validPlan(ground: FuzzGround, { method, path, operation }: PlacedOperation, random: SeededRandom): Plan {
  const template = path.split('/').slice(1);
  const group = template[2] ?? '';
  const segments = template.map((segment) =>
    segment.startsWith('{') ? validSegment(ground, { group, name: segment.slice(1, -1), method }, random) : segment,
  );
  const media = operation.requestBody?.content['application/json'];
  const json =
    media === undefined ? undefined : (media.example ?? random.pick(Object.values(media.examples ?? {})).value ?? {});
  return {
    method: method.toUpperCase(),
    segments,
    parameterAt: template.flatMap((segment, at) => (segment.startsWith('{') ? [at] : [])),
    query: [],
    headers: {
      ...(path.startsWith('/api/')
        ? { Authorization: `Bearer ${random.chance(0.8) ? ground.tokens[0] : random.pick(ground.tokens)}` }
        : {}),
      ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    json,
  };
}

interface Wanted {
  readonly group: string;
  readonly name: string;
  readonly method: string;
}

/** What is deleted is gone for every later case: most deletions ask for what never was. */
function validSegment({ ownIds }: FuzzGround, { group, name, method }: Wanted, random: SeededRandom): string {
  if (!/^(id|\w+_id)$/.test(name)) return random.pick(VARIANTS);
  const own = ownIds[group] ?? [];
  const isSpared = method === 'delete' && group !== 'jobs' && !random.chance(0.02);
  return own.length === 0 || isSpared ? UNKNOWN_ID : random.pick(own);
}
