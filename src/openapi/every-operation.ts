import { isJsonObject, objectOr, type JsonObject } from './json';

/** Where an operation stands in the document. */
export interface OperationPlace {
  readonly path: string;
  /** As OpenAPI spells it: lower case. */
  readonly method: string;
}

/** The document with each of its operations replaced by what `change` makes of it. */
export function everyOperation(
  document: JsonObject,
  change: (operation: JsonObject, place: OperationPlace) => JsonObject,
): JsonObject {
  const paths: JsonObject = {};
  for (const [path, item] of Object.entries(objectOr(document.paths))) {
    const operations: JsonObject = {};
    for (const [method, operation] of Object.entries(objectOr(item))) {
      operations[method] = isJsonObject(operation) ? change(operation, { path, method }) : operation;
    }
    paths[path] = operations;
  }
  return { ...document, paths };
}
