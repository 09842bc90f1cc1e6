const QUOTED = /`([^`\n]+)`/g;
const NAME = /^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=.*)?$/;

/**
 * Finds environment variables that a document names and nobody reads: words such as `LOG_LEVEL` or `LOG_LEVEL=debug` in
 * backticks.
 *
 * @param {string} text of the document, Markdown
 * @param {object} known
 * @param {ReadonlySet<string>} known.variables of the service and its runtime
 * @param {ReadonlySet<string>} known.sources other words of that form which the code has: codes, streams, settings of tests
 * @returns {string[]} each once
 */
export function findUnknownVariables(text, { variables, sources }) {
  const names = [...text.matchAll(QUOTED)].map(([, quoted = '']) => NAME.exec(quoted)?.[1] ?? '').filter(Boolean);
  // OpenTelemetry names its own; its SDK reads them.
  const isKnown = (/** @type {string} */ name) => variables.has(name) || sources.has(name) || name.startsWith('OTEL_');
  return [...new Set(names)].filter((name) => !isKnown(name));
}

/**
 * @param {string} text of the document that lists all variables, Markdown
 * @param {readonly string[]} schema variables of the service
 * @returns {string[]} those that it does not name in backticks
 */
export function findUndocumented(text, schema) {
  return schema.filter((name) => !text.includes(`\`${name}\``));
}
