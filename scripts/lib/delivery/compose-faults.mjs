import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { at, listOf, membersOf, textOf } from './plain-data.mjs';

const TOP = ['name', 'services', 'networks', 'volumes', 'configs', 'secrets'];
const OF_A_SERVICE = [
  ...[
    'image',
    'build',
    'command',
    'entrypoint',
    'environment',
    'env_file',
    'ports',
    'volumes',
    'networks',
    'depends_on',
  ],
  ...['healthcheck', 'restart', 'deploy', 'configs', 'secrets', 'profiles', 'init', 'read_only', 'tmpfs', 'cap_drop'],
  ...['security_opt', 'stop_grace_period', 'shm_size', 'user'],
];
const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'];

/**
 * @typedef {object} ComposeContext
 * @property {string} folder that the compose file lies in
 * @property {string} template text of `env.example`
 * @property {ReadonlySet<string>} variables of the service and its runtime
 */

/**
 * Holds a compose file against itself, its template of variables, and the repository.
 *
 * @param {string} text YAML
 * @param {ComposeContext} context
 * @returns {string[]} what is wrong, one sentence each
 */
export function composeFaults(text, context) {
  const file = parse(text, { merge: true });
  const strange = membersOf(file).filter(([name]) => !TOP.includes(name) && !name.startsWith('x-'));
  return [
    ...strange.map(([name]) => `${name} is nothing that a compose file has`),
    ...membersOf(at(file, 'services')).flatMap(([name, service]) => {
      return serviceFaults(service, file, context).map((fault) => `${name}: ${fault}`);
    }),
    ...variableFaults(text, context.template),
  ];
}

/** @param {unknown} service @param {unknown} file @param {ComposeContext} context */
function serviceFaults(service, file, context) {
  const unknown = membersOf(service).filter(([name]) => !OF_A_SERVICE.includes(name));
  return [
    ...unknown.map(([name]) => `${name} is nothing that a service has`),
    ...imageFaults(service),
    ...dependencyFaults(service, at(file, 'services')),
    ...volumeFaults(service, file, context.folder),
    ...ownFaults(service, context.variables),
    ...undeclared(service, file, 'networks'),
    ...listOf(at(service, 'configs'))
      .map((config) => textOf(at(config, 'source')) || textOf(config))
      .filter((name) => at(file, 'configs', name) === undefined)
      .map((name) => `config ${name} is not declared`),
  ];
}

/** @param {unknown} service @returns {string[]} */
function imageFaults(service) {
  const image = textOf(at(service, 'image'));
  // A person chooses ours, and what is published under moving tags only.
  if (image.startsWith('${')) return [];
  return /:v?\d+\.\d+(\.\d+)?[\w.-]*$|@sha256:[0-9a-f]{64}$/.test(image) ? [] : [`image ${image} is not pinned`];
}

/** @param {unknown} service @param {unknown} services @returns {string[]} */
function dependencyFaults(service, services) {
  const given = at(service, 'depends_on');
  const names = [...listOf(given).map(textOf), ...membersOf(given).map(([name]) => name)];
  const conditions = membersOf(given).map(([name, value]) => ({ name, condition: textOf(at(value, 'condition')) }));
  return [
    ...names.filter((name) => at(services, name) === undefined).map((name) => `waits for ${name}, which is not there`),
    ...conditions.flatMap(({ name, condition }) => {
      if (!CONDITIONS.includes(condition)) return [`waits for ${name} until ${condition}, which never comes`];
      const isAsked = at(services, name, 'healthcheck', 'test') !== undefined;
      return condition === 'service_healthy' && !isAsked ? [`${name} has no health check to wait for`] : [];
    }),
  ];
}

/** @param {unknown} service @param {unknown} file @param {string} folder @returns {string[]} */
function volumeFaults(service, file, folder) {
  return listOf(at(service, 'volumes')).flatMap((volume) => {
    const [source = ''] = textOf(volume).split(':');
    if (source.startsWith('.')) return existsSync(join(folder, source)) ? [] : [`${source} is not in the repository`];
    return at(file, 'volumes', source) === undefined ? [`volume ${source} is not declared`] : [];
  });
}

/** @param {unknown} service @param {unknown} file @param {string} what @returns {string[]} */
function undeclared(service, file, what) {
  const names = listOf(at(service, what)).map(textOf);
  return names.filter((name) => at(file, what, name) === undefined).map((name) => `${what}: ${name} is not declared`);
}

/** What holds for containers of our own image. @param {unknown} service @param {ReadonlySet<string>} variables */
function ownFaults(service, variables) {
  if (at(service, 'build') === undefined) return [];
  const names = membersOf(at(service, 'environment')).map(([name]) => name);
  return [
    ...names.filter((name) => !variables.has(name)).map((name) => `${name} is no variable of the service`),
    ...(at(service, 'read_only') === true ? [] : ['its root file system can be written to']),
    ...(listOf(at(service, 'cap_drop')).includes('ALL') ? [] : ['it keeps capabilities']),
  ];
}

/** Every variable is in the template, and the other way round. @param {string} text @param {string} template */
function variableFaults(text, template) {
  const used = new Set([...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => String(name)));
  const given = new Set([...template.matchAll(/^([A-Z]\w*)=/gm)].map(([, name]) => String(name)));
  return [
    ...[...used].filter((name) => !given.has(name)).map((name) => `${name} is not in env.example`),
    ...[...given].filter((name) => !used.has(name)).map((name) => `${name} of env.example is not used`),
  ];
}
