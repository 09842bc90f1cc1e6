/** The parts of an OpenAPI 3.1 document that tests look into. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** JSON Schema 2020-12, as far as tests walk it. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** An example as OpenAPI names it, or a whole media type. */
export interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
}

/** A parameter of an operation; a reference has been followed. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema?: Schema;
}

/** What an operation answers with one status. */
export interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean; readonly schema?: Schema }>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

/** One method of one path. */
export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
  readonly security?: readonly unknown[];
}

export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;
/** A method as OpenAPI spells it. */
export type Method = (typeof METHODS)[number];
type PathItem = Partial<Record<Method, Operation>> & { readonly parameters?: readonly Parameter[] };

/** An operation with where it is found. */
export interface PlacedOperation {
  readonly method: Method;
  /** Template such as `/api/v1/images/{id}`. */
  readonly path: string;
  readonly operation: Operation;
}

/** Follows `#/…` references until something else is found. */
export function followed<T>(document: OpenApiDocument, value: T): T {
  let found: unknown = value;
  for (let steps = 0; isReference(found); steps += 1) {
    if (steps > 20) throw new Error(`a reference leads in a circle: ${found.$ref}`);
    found = found.$ref
      .slice(2)
      .split('/')
      .reduce<unknown>(
        (node, key) => (node as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')],
        document,
      );
  }
  return found as T;
}

function isReference(value: unknown): value is { readonly $ref: string } {
  return typeof value === 'object' && value !== null && '$ref' in value && typeof value.$ref === 'string';
}

/** Every operation of the document, with references of parameters, bodies and responses followed. */
export function operationsOf(document: OpenApiDocument): readonly PlacedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      return [{ method, path, operation: withReferences(document, operation, item.parameters ?? []) }];
    }),
  );
}

function withReferences(document: OpenApiDocument, operation: Operation, shared: readonly Parameter[]): Operation {
  const responses = Object.entries(operation.responses).map(([status, response]) => {
    const found = followed(document, response);
    const headers = Object.entries(found.headers ?? {}).map(([name, header]) => [name, followed(document, header)]);
    return [status, { ...found, headers: Object.fromEntries(headers) as DocumentedResponse['headers'] }] as const;
  });
  return {
    ...operation,
    parameters: [...shared, ...(operation.parameters ?? [])].map((parameter) => followed(document, parameter)),
    requestBody: followed(document, operation.requestBody),
    responses: Object.fromEntries(responses),
  };
}

/** Finds the operation that a request meets: a path that is spelled out before one with parameters. */
export function operationAt(
  operations: readonly PlacedOperation[],
  method: string,
  path: string,
): PlacedOperation | undefined {
  const wanted = method.toLowerCase();
  const isHead = wanted === 'head';
  return operations
    .filter((placed) => placed.method === wanted || (isHead && placed.method === 'get'))
    .filter((placed) => matcherOf(placed.path).test(path))
    .sort((one, other) => countOfParameters(one.path) - countOfParameters(other.path))[0];
}

function matcherOf(template: string): RegExp {
  const escaped = template.split(/\{[^}]+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^/]+')}/?$`);
}

function countOfParameters(template: string): number {
  return template.split('{').length - 1;
}
