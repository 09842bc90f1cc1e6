import { basename } from 'node:path';

// Made by commands, not kept in the repository.
const MADE = /^(node_modules|dist|out|coverage|\.data)(\/|$)|(^|\/)\.env$|^bench\/results/;
const BARE_FILE = /^[\w.-]+\.(ts|mjs|cjs|md)$/;
const PATH = /^[\w.@-]+(\/[\w.@-]+)*\/?$/;

/**
 * @typedef {object} Repository
 * @property {readonly string[]} files all files, relative to the checkout
 * @property {readonly string[]} scripts names of the commands in package.json
 */

/**
 * Finds what a document names and the repository does not have: paths in backticks, targets of relative links and
 * `npm run` commands.
 *
 * @param {string} text of the document, Markdown
 * @param {string} folder that the document lies in, relative to the checkout, empty for the checkout itself
 * @param {Repository} repository
 * @returns {string[]} as they are written, each once
 */
export function findDeadReferences(text, folder, repository) {
  const known = knownPaths(repository.files);
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const quoted = [...prose.matchAll(/`([^`\s]+)`/g)].map(([, path]) => withoutLine(path ?? ''));
  const dead = quoted.filter((path) => looksLikePath(path, known) && !exists(path, folder, known));
  const links = [...prose.matchAll(/\]\(([^)\s#]+)(#[^)\s]*)?\)/g)].map(([, target]) => target ?? '');
  const deadLinks = links.filter((target) => !/^[a-z]+:|^\//.test(target) && !exists(target, folder, known));
  const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
  const deadCommands = commands.filter((name) => !repository.scripts.includes(name)).map((name) => `npm run ${name}`);
  return [...new Set([...dead, ...deadLinks, ...deadCommands, ...deadPrograms(text, repository.files)])];
}

/**
 * Programs that a document runs with Node: a script, or what is compiled from a source.
 *
 * @param {string} text @param {readonly string[]} files
 */
function deadPrograms(text, files) {
  const programs = [...text.matchAll(/\bnode (?:--[\w-]+ )*((?:dist|scripts|bench)\/[\w/.-]+\.m?js)\b/g)].map(
    ([, path]) => path ?? '',
  );
  const sourceOf = (/** @type {string} */ path) => path.replace(/^dist\/(.*)\.js$/, '$1.ts');
  return programs.filter((path) => !files.includes(sourceOf(path))).map((path) => `node ${path}`);
}

/**
 * @typedef {{paths: Set<string>, names: Set<string>, roots: Set<string>}} KnownPaths
 */

/** @param {readonly string[]} files @returns {KnownPaths} */
function knownPaths(files) {
  const paths = new Set(files);
  for (const file of files) {
    for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) paths.add(file.slice(0, end));
  }
  const folders = files.filter((file) => file.includes('/')).map((file) => file.slice(0, file.indexOf('/')));
  return {
    paths,
    names: new Set(files.map((file) => basename(file))),
    roots: new Set([...folders, 'deploy', 'bench']),
  };
}

/** @param {string} path `src/a.ts:12` */
function withoutLine(path) {
  return path.replace(/:\d+(-\d+)?$/, '');
}

/** `image/png` and `A/B` are no paths: one starts in a folder of the checkout, or is a file of our kinds. */
/** @param {string} text @param {KnownPaths} known */
function looksLikePath(text, known) {
  if (!PATH.test(text) || MADE.test(text)) return false;
  return text.includes('/') ? known.roots.has(text.slice(0, text.indexOf('/'))) : BARE_FILE.test(text);
}

/** @param {string} target @param {string} folder @param {KnownPaths} known */
function exists(target, folder, known) {
  const fromRoot = target.replace(/\/$/, '');
  if (MADE.test(fromRoot) || known.paths.has(fromRoot)) return true;
  if (!fromRoot.includes('/') && known.names.has(fromRoot)) return true;
  return known.paths.has(resolveFrom(folder, fromRoot));
}

/** @param {string} folder @param {string} target */
function resolveFrom(folder, target) {
  return new URL(target, `file:///${folder ? `${folder}/` : ''}`).pathname.slice(1);
}
