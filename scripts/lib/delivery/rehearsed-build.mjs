import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { step } from '../progress.mjs';
import { ReadableError } from '../readable-error.mjs';
import { runProgram } from '../run-program.mjs';
import { execForm, readCopy, readDockerfile, readDockerignore } from './dockerfile-steps.mjs';

/**
 * What the image would be: a folder in place of its root, and how it is run.
 *
 * @typedef {object} RehearsedImage
 * @property {string} root folder that stands for `/`
 * @property {string} workdir absolute path of the last WORKDIR, below `root`
 * @property {Record<string, string>} env
 * @property {{uid: number, gid: number}} user
 * @property {string[]} command
 * @property {string[]} health
 */

/** @typedef {{root: string, workdir: string, env: Record<string, string>}} Ground */

/**
 * Carries out the steps of a Dockerfile by hand: each stage in a folder of its own, RUN with the shell of this machine. The
 * base images are stood in for by this machine, so its Node must be of their major version.
 *
 * @param {object} options
 * @param {string} options.checkout the build's context, together with `.dockerignore`
 * @param {readonly string[]} options.files of the repository
 * @param {string} options.folder empty
 * @returns {Promise<RehearsedImage>}
 * @throws ReadableError when a step fails, or asks for what cannot be done by hand
 */
export async function rehearseBuild({ checkout, files, folder }) {
  const stages = readDockerfile(await readFile(join(checkout, 'Dockerfile'), 'utf8'));
  const isSent = readDockerignore(await readFile(join(checkout, '.dockerignore'), 'utf8'));
  const context = { checkout, files: files.filter(isSent) };
  /** @type {Map<string, Ground>} */
  const grounds = new Map();
  /** @type {RehearsedImage | undefined} */
  let image;
  for (const [index, { image: base, name, steps }] of stages.entries()) {
    assertNode(base);
    const root = join(folder, name || `stage-${index}`);
    await mkdir(root, { recursive: true });
    image = { root, workdir: root, env: {}, user: { uid: 0, gid: 0 }, command: [], health: [] };
    for (const one of steps) await carryOut(one, image, { context, grounds });
    grounds.set(name, image);
  }
  if (!image) throw new ReadableError('the Dockerfile has no stage');
  return image;
}

/** @param {string} base */
function assertNode(base) {
  const major = /^node:(\d+)\./.exec(base)?.[1];
  if (major === undefined || process.versions.node.startsWith(`${major}.`)) return;
  throw new ReadableError(`${base} cannot be stood in for by Node ${process.versions.node}`);
}

/**
 * @param {import('./dockerfile-steps.mjs').Step} one @param {RehearsedImage} image
 * @param {{context: {checkout: string, files: string[]}, grounds: Map<string, Ground>}} around
 */
async function carryOut(one, image, { context, grounds }) {
  const { word, rest } = one;
  if (word === 'WORKDIR') {
    image.workdir = join(image.root, rest);
    await mkdir(image.workdir, { recursive: true });
  } else if (word === 'ENV' || word === 'ARG') {
    for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S*)/g)) image.env[name] = value;
  } else if (word === 'COPY') await copy(one, image, { context, grounds });
  else if (word === 'RUN') await step(`  RUN ${rest.slice(0, 60)}`, () => run(rest, image));
  else if (word === 'USER') {
    const [uid = 0, gid = uid] = rest.split(':').map(Number);
    image.user = { uid, gid };
  } else if (word === 'CMD') image.command = execForm(rest) ?? [];
  else if (word === 'HEALTHCHECK') image.health = execForm(rest.replace(/^.*?CMD\s+/, '')) ?? [];
}

/** @param {string} script @param {Ground} ground */
async function run(script, { workdir, env }) {
  if (/(^|\s)\/(?!dev\/)/.test(script)) throw new ReadableError(`by hand, RUN may not name absolute paths: ${script}`);
  const { PATH = '', HOME = '' } = process.env;
  const given = { PATH, HOME, npm_config_prefer_offline: 'true', npm_config_update_notifier: 'false', ...env };
  const { exitCode, output } = await runProgram('sh', ['-c', script], { cwd: workdir, env: given });
  if (exitCode !== 0) throw new ReadableError(`RUN ${script} ended with ${exitCode}:\n${output.slice(-3000)}`);
}

/**
 * @param {import('./dockerfile-steps.mjs').Step} one @param {Ground} image
 * @param {{context: {checkout: string, files: string[]}, grounds: Map<string, Ground>}} around
 */
async function copy(one, image, { context, grounds }) {
  const { from, sources, target } = readCopy(one);
  const to = target.startsWith('/') ? join(image.root, target) : join(image.workdir, target);
  const place = (/** @type {string} */ source) => (target.endsWith('/') ? join(to, basename(source)) : to);
  for (const source of sources) {
    const other = grounds.get(from);
    if (other) await cp(join(other.root, source), place(source), { recursive: true, verbatimSymlinks: true });
    else await copyFromContext(source, { to, isFolder: target.endsWith('/') }, context);
  }
}

/** @param {string} source @param {{to: string, isFolder: boolean}} target @param {{checkout: string, files: string[]}} context */
async function copyFromContext(source, { to, isFolder }, { checkout, files }) {
  for (const file of files.filter((path) => path === source || path.startsWith(`${source}/`))) {
    const within = file === source ? (isFolder ? basename(file) : '') : file.slice(source.length + 1);
    const path = join(to, within);
    await mkdir(dirname(path), { recursive: true });
    await cp(join(checkout, file), path);
  }
}
