/** A JSON object whose members nobody has checked. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is a JSON object, and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is a JSON object, else a new empty one. */
export function objectOr(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Follows a `#/…` reference in a document; what is no reference is returned as it is. */
export function resolved(document: JsonObject, value: JsonObject): JsonObject {
  if (typeof value.$ref !== 'string') return value;
  const keys = value.$ref.split('/').slice(1);
  return objectOr(keys.reduce<unknown>((node, key) => objectOr(node)[key], document));
}
