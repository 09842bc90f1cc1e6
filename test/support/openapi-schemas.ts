import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { followed, type OpenApiDocument, type Schema } from './openapi-document';

/** Judges a value; the faults found, none when it is valid. */
export type Judge = (value: unknown) => readonly string[];

const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const;
const SINGLES = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains'] as const;
const DEEPEST = 40;

/**
 * A judge for one schema of a document that refuses every member the schema does not name: an undocumented member of
 * an answer is found out. Open are only objects that name no member at all, or say `additionalProperties`.
 *
 * @param schema may refer to the document's components
 */
export function strictJudge(document: unknown, schema: Schema): Judge {
  return judgeOf(closed(document as OpenApiDocument, schema));
}

/** A judge for a schema as it stands: unknown members are whatever the schema says they are. */
export function judge(document: unknown, schema: Schema): Judge {
  return judgeOf(inlined(document as OpenApiDocument, schema, { isClosing: false, depth: 0 }));
}

function judgeOf(schema: Schema): Judge {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
  });
  addFormats(ajv);
  // Words of OpenAPI that say nothing about validity.
  ajv.addVocabulary(['example', 'xml', 'externalDocs', 'discriminator']);
  ajv.addFormat('binary', true);
  const validate = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).map((error) => {
      const params = error.params as {
        unevaluatedProperty?: string;
        additionalProperty?: string;
        allowedValues?: unknown;
      };
      const unknown = params.unevaluatedProperty ?? params.additionalProperty;
      const what = unknown === undefined ? (error.message ?? error.keyword) : `${unknown} is not documented`;
      const allowed = error.keyword === 'enum' ? ` (${JSON.stringify(params.allowedValues)})` : '';
      return `${error.instancePath || '/'}: ${what}${allowed}`;
    });
  };
}

function closed(document: OpenApiDocument, schema: Schema): Schema {
  return inlined(document, schema, { isClosing: true, depth: 0 });
}

interface Walk {
  /** Whether objects refuse what they do not name. */
  readonly isClosing: boolean;
  /** A branch of a composition: the schema around it is the one that closes. */
  readonly isBranch?: boolean;
  readonly depth: number;
}

/** The schema with its references written out, so that closing one use of a schema does not close another. */
function inlined(document: OpenApiDocument, given: unknown, walk: Walk): Schema {
  if (walk.depth > DEEPEST) throw new Error('a schema refers to itself, or nests too deep');
  if (typeof given !== 'object' || given === null) return given as Schema;
  const { $ref, ...beside } = given as Schema;
  const schema: Schema = $ref === undefined ? beside : { ...followed<Schema>(document, { $ref }), ...beside };
  const below: Walk = { isClosing: walk.isClosing, depth: walk.depth + 1 };
  const result: Record<string, unknown> = { ...schema };
  const hasOwn = schema.properties !== undefined;
  for (const list of LISTS) {
    if (!Array.isArray(schema[list])) continue;
    const isBranch = list === 'allOf' || hasOwn || walk.isBranch;
    result[list] = schema[list].map((branch) => inlined(document, branch, { ...below, isBranch }));
  }
  for (const single of SINGLES) {
    if (typeof schema[single] === 'object') result[single] = inlined(document, schema[single], below);
  }
  if (hasOwn) {
    const entries = Object.entries(schema.properties as Record<string, Schema>);
    result.properties = Object.fromEntries(entries.map(([name, member]) => [name, inlined(document, member, below)]));
  }
  if (walk.isClosing && walk.isBranch !== true && isObject(schema)) result.unevaluatedProperties = false;
  return result;
}

function isObject(schema: Schema): boolean {
  if (schema.additionalProperties !== undefined || schema.unevaluatedProperties !== undefined) return false;
  return schema.properties !== undefined || schema.allOf !== undefined;
}
