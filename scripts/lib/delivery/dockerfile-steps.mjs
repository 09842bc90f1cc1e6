/**
 * One instruction of a Dockerfile.
 *
 * @typedef {object} Step
 * @property {string} word in upper case, such as `RUN`
 * @property {string} rest everything after it, continued lines joined
 * @property {number} line where it begins, from 1
 */
/**
 * One stage: everything from a FROM to the next.
 *
 * @typedef {object} Stage
 * @property {string} image
 * @property {string} name empty when it has none
 * @property {Step[]} steps without the FROM
 */

/**
 * Reads a Dockerfile as a builder does: comments (also between continued lines) go, continued lines become one.
 *
 * @param {string} text
 * @returns {Stage[]}
 */
export function readDockerfile(text) {
  /** @type {Stage[]} */
  const stages = [];
  for (const step of stepsOf(text)) {
    const from = step.word === 'FROM' ? /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(step.rest) : null;
    if (from) stages.push({ image: String(from[1]), name: from[2] ?? '', steps: [] });
    else stages.at(-1)?.steps.push(step);
  }
  return stages;
}

/** @param {string} text @returns {Step[]} */
function stepsOf(text) {
  /** @type {Step[]} */
  const steps = [];
  let pending = '';
  let begin = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*#/.test(line) || (pending === '' && line.trim() === '')) continue;
    if (pending === '') begin = index + 1;
    pending += line.replace(/\\\s*$/, ' ');
    if (/\\\s*$/.test(line)) continue;
    const [, word = '', rest = ''] = /^\s*(\w+)\s*([\s\S]*)$/.exec(pending) ?? [];
    steps.push({ word: word.toUpperCase(), rest: rest.trim().replaceAll(/\s{2,}/g, ' '), line: begin });
    pending = '';
  }
  return steps;
}

/**
 * @param {Step} copy a COPY
 * @returns {{from: string, sources: string[], target: string}} `from`: the stage, empty for the context
 */
export function readCopy({ rest }) {
  const words = rest.split(' ');
  const flags = words.filter((word) => word.startsWith('--'));
  const paths = words.filter((word) => !word.startsWith('--'));
  const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length) ?? '';
  return { from, sources: paths.slice(0, -1), target: String(paths.at(-1)) };
}

/**
 * @param {string} text of CMD, ENTRYPOINT or the command of HEALTHCHECK
 * @returns {string[] | undefined} its words when it is in exec form (a JSON list)
 */
export function execForm(text) {
  try {
    const words = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What a builder gets to see: the last line of `.dockerignore` that matches decides.
 *
 * @param {string} ignore text of `.dockerignore`
 * @returns {(path: string) => boolean} whether a path, relative to the context, goes to the builder
 */
export function readDockerignore(ignore) {
  const rules = ignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({
      isKept: line.startsWith('!'),
      matches: patternOf(line.replace(/^!/, '').replace(/^\/|\/$/g, '')),
    }));
  return (path) => rules.reduce((isSent, rule) => (rule.matches.test(path) ? rule.isKept : isSent), true);
}

/** `*` stays within a folder, `**` does not, and a folder means everything in it. @param {string} pattern */
function patternOf(pattern) {
  const source = pattern
    .split('**/')
    .map((part) =>
      part
        .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '[^/]'),
    )
    .join('(?:.*/)?');
  return new RegExp(`^${source}(?:/.*)?$`);
}
