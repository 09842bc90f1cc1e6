import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { at, listOf, membersOf, merged, textOf } from './plain-data.mjs';

/** The part of kustomize's language that our files use; a word beyond it is a fault, not something to overlook. */
const KNOWN = ['apiVersion', 'kind', 'resources', 'labels', 'configMapGenerator', 'namespace', 'images', 'patches'];

/**
 * What `kubectl kustomize` would print, but for the hashes in names of generated config maps.
 *
 * @typedef {object} Rendered
 * @property {unknown[]} manifests
 * @property {string[]} faults what could not be resolved
 */

/**
 * @param {string} folder that holds a `kustomization.yaml`
 * @returns {Promise<Rendered>}
 */
export async function renderKustomization(folder) {
  const file = parse(await readFile(join(folder, 'kustomization.yaml'), 'utf8'));
  const faults = membersOf(file)
    .filter(([name]) => !KNOWN.includes(name))
    .map(([name]) => `${folder}: ${name} is not understood`);
  /** @type {unknown[]} */
  let manifests = [];
  for (const resource of listOf(at(file, 'resources')).map(textOf)) {
    const found = await readResource(join(folder, resource));
    manifests.push(...found.manifests);
    faults.push(...found.faults);
  }
  for (const generator of listOf(at(file, 'configMapGenerator'))) {
    manifests = await generate(manifests, generator, folder);
  }
  for (const patch of listOf(at(file, 'patches'))) {
    const patched = await applyPatch(manifests, join(folder, textOf(at(patch, 'path'))));
    manifests = patched.manifests;
    faults.push(...patched.faults);
  }
  return { manifests: manifests.map((manifest) => finished(manifest, file)), faults };
}

/** @param {string} path @returns {Promise<Rendered>} */
async function readResource(path) {
  if (!path.endsWith('.yaml')) return renderKustomization(path);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { manifests: [], faults: [`${relative('.', path)} does not exist`] };
  const documents = parseAllDocuments(text);
  const faults = documents.flatMap(({ errors }) => errors.map(({ message }) => `${path}: ${message}`));
  return { manifests: documents.map((document) => document.toJS()), faults };
}

/** @param {unknown[]} manifests @param {unknown} generator @param {string} folder */
async function generate(manifests, generator, folder) {
  const name = textOf(at(generator, 'name'));
  const lines = listOf(at(generator, 'literals')).map(textOf);
  for (const path of listOf(at(generator, 'envs')).map(textOf)) {
    lines.push(...(await readFile(join(folder, path), 'utf8')).split('\n').filter((line) => /^\w+=/.test(line)));
  }
  const data = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
  const isSame = (/** @type {unknown} */ other) => identityOf(other) === identityOf(made);
  if (!manifests.some(isSame)) return [...manifests, made];
  return manifests.map((manifest) => (isSame(manifest) ? merged(manifest, made) : manifest));
}

/** A strategic merge: lists of named things by name. @param {unknown[]} manifests @param {string} path */
async function applyPatch(manifests, path) {
  const patch = parse(await readFile(path, 'utf8').catch(() => ''));
  const isTarget = (/** @type {unknown} */ manifest) => identityOf(manifest) === identityOf(patch);
  const faults = manifests.some(isTarget)
    ? []
    : [`${dirname(path)}: ${identityOf(patch)}, to be patched, is not there`];
  return { manifests: manifests.map((manifest) => (isTarget(manifest) ? merged(manifest, patch) : manifest)), faults };
}

/** @param {unknown} manifest @returns {string} such as `Deployment image-service-api` */
export function identityOf(manifest) {
  return `${textOf(at(manifest, 'kind'))} ${textOf(at(manifest, 'metadata', 'name'))}`;
}

/** Namespace, labels and image names. @param {unknown} manifest @param {unknown} file */
function finished(manifest, file) {
  let result = manifest;
  const namespace = textOf(at(file, 'namespace'));
  if (namespace && textOf(at(manifest, 'kind')) !== 'Namespace') result = merged(result, { metadata: { namespace } });
  for (const label of listOf(at(file, 'labels'))) result = labelled(result, at(label, 'pairs'));
  for (const image of listOf(at(file, 'images'))) result = renamed(result, image);
  return result;
}

/** With `includeSelectors` and `includeTemplates`, as ours have it. @param {unknown} manifest @param {unknown} labels */
function labelled(manifest, labels) {
  let result = merged(manifest, { metadata: { labels } });
  if (at(result, 'spec', 'template')) result = merged(result, { spec: { template: { metadata: { labels } } } });
  if (at(result, 'spec', 'selector', 'matchLabels'))
    result = merged(result, { spec: { selector: { matchLabels: labels } } });
  if (at(result, 'kind') === 'Service') result = merged(result, { spec: { selector: labels } });
  return result;
}

/** @param {unknown} value @param {unknown} image @returns {unknown} */
function renamed(value, image) {
  if (Array.isArray(value)) return value.map((item) => renamed(item, image));
  if (typeof value !== 'object' || value === null) return value;
  const to = `${textOf(at(image, 'newName'))}:${textOf(at(image, 'newTag'))}`;
  return Object.fromEntries(
    membersOf(value).map(([name, member]) => {
      return [name, name === 'image' && member === at(image, 'name') ? to : renamed(member, image)];
    }),
  );
}
