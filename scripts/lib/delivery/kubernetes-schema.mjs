import { createRequire } from 'node:module';
import { at, membersOf, textOf } from './plain-data.mjs';

const load = createRequire(import.meta.url);
const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'data', 'stringData', 'type', 'automountServiceAccountToken'];

/**
 * Holds a manifest against the schema of its kind (packages kubernetes-models and @kubernetes-models/keda). The schemas
 * allow members that they do not know; a manifest must not, since a misspelt one is silently without effect. So every
 * member that the validator does not even look at counts as a fault.
 *
 * @param {unknown} manifest
 * @returns {string[]} what is wrong
 */
export function schemaFaults(manifest) {
  const [apiVersion, kind] = [textOf(at(manifest, 'apiVersion')), textOf(at(manifest, 'kind'))];
  const Model = modelOf(apiVersion, kind);
  if (!Model) return [`${apiVersion} ${kind} is no kind that anybody knows`];
  /** @type {Map<string, boolean>} */
  const seen = new Map();
  const watched = Object.fromEntries(
    membersOf(manifest).map(([name, value]) => [name, watch(value, `.${name}`, seen)]),
  );
  const strange = membersOf(manifest)
    .filter(([name]) => !TOP.includes(name))
    .map(([name]) => `.${name} is no member of it`);
  try {
    // A model copies what it is made of: what is watched is put in afterwards.
    Object.assign(new Model({}), watched).validate();
  } catch (thrown) {
    return [thrown instanceof Error ? thrown.message : String(thrown)];
  }
  const unread = [...seen].filter(([, isRead]) => !isRead).map(([path]) => `${path} is no member of it`);
  return [...strange, ...unread];
}

/** @typedef {new (data: object) => {validate(): void}} Model */

/** @param {string} apiVersion @param {string} kind @returns {Model | undefined} */
function modelOf(apiVersion, kind) {
  const name = apiVersion.startsWith('keda.sh/') ? '@kubernetes-models/keda' : 'kubernetes-models';
  // kustomize and the models write the groups of Kubernetes itself alike, but for `apps` and its like, which have no dots.
  try {
    return load(`${name}/${apiVersion}/${kind}`)[kind];
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value @param {string} path @param {Map<string, boolean>} seen whether each member was read
 * @returns {unknown} the same, noting what is read of it
 */
function watch(value, path, seen) {
  if (typeof value !== 'object' || value === null) return value;
  const isList = Array.isArray(value);
  const inner = Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (!isList) seen.set(`${path}.${name}`, false);
      return [name, watch(member, isList ? `${path}[${name}]` : `${path}.${name}`, seen)];
    }),
  );
  return new Proxy(isList ? Object.values(inner) : inner, {
    get(target, name, receiver) {
      if (!isList && typeof name === 'string' && seen.has(`${path}.${name}`)) seen.set(`${path}.${name}`, true);
      return Reflect.get(target, name, receiver);
    },
  });
}
