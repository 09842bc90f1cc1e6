import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { runProgram } from '../run-program.mjs';
import { composeFaults } from './compose-faults.mjs';
import { dockerfileFaults } from './dockerfile-faults.mjs';
import { kubernetesFaults } from './kubernetes-faults.mjs';
import { knownVariables } from './known-variables.mjs';
import { renderKustomization } from './kustomization.mjs';
import { at, membersOf, textOf } from './plain-data.mjs';

const BASE = 'deploy/kubernetes/base';
const OVERLAYS = /^deploy\/kubernetes\/overlays\/[^/]+(?=\/kustomization\.yaml$)/;

/**
 * Holds everything that is delivered beside the program against the program: image, compose file, manifests.
 *
 * @param {string} checkout compiled
 * @param {readonly string[]} files of the repository
 * @returns {Promise<string[]>} what is wrong, one sentence each, beginning with the file
 */
export async function deliveryFaults(checkout, files) {
  const read = (/** @type {string} */ path) => readFile(join(checkout, path), 'utf8');
  const { all: variables } = await knownVariables(checkout);
  const [compose, template] = await Promise.all([read('deploy/compose.yaml'), read('deploy/env.example')]);
  const docker = dockerfileFaults(await read('Dockerfile'), { files, ignore: await read('.dockerignore'), variables });
  const composed = [
    ...composeFaults(compose, { folder: join(checkout, 'deploy'), template, variables }),
    ...(await configurationFaults(checkout, compose)),
  ];
  const secrets = parseAllDocuments(await read('deploy/kubernetes/secrets.example.yaml')).map((secret) =>
    secret.toJS(),
  );
  const context = { variables, secrets, files };
  const folders = [BASE, ...new Set(files.map((file) => OVERLAYS.exec(file)?.[0] ?? '').filter(Boolean))];
  const kubernetes = await Promise.all(
    folders.map(async (folder) => {
      const { manifests, faults } = await renderKustomization(join(checkout, folder));
      return [...faults, ...kubernetesFaults(manifests, context)].map((fault) => `${folder}: ${fault}`);
    }),
  );
  const strangeKeys = secrets
    .slice(0, 1)
    .flatMap((secret) => membersOf(at(secret, 'stringData')).map(([name]) => name));
  return [
    ...docker.map((fault) => `Dockerfile: ${fault}`),
    ...composed.map((fault) => `deploy/compose.yaml: ${fault}`),
    ...kubernetes.flat(),
    ...strangeKeys
      .filter((name) => !variables.has(name))
      .map((name) => `deploy/kubernetes/secrets.example.yaml: ${name} is no variable of the service`),
  ];
}

/** The service itself judges the addresses that the compose file puts together. @param {string} checkout @param {string} compose */
async function configurationFaults(checkout, compose) {
  const services = membersOf(at(parse(compose, { merge: true }), 'services'));
  const faults = [];
  for (const [name, service] of services.filter(([, one]) => at(one, 'build') !== undefined)) {
    const env = membersOf(at(service, 'environment')).map(([key, value]) => [key, interpolated(textOf(value))]);
    const program = join(checkout, 'dist/src/check-config.js');
    const { exitCode, output } = await runProgram(process.execPath, [program], {
      cwd: checkout,
      env: Object.fromEntries(env),
    });
    if (exitCode !== 0) faults.push(`${name}: ${output.trim()}`);
  }
  return faults;
}

/** As Compose does, with a made-up secret for each. @param {string} value */
function interpolated(value) {
  return value.replaceAll(/\$\{(\w+)(:-[^}]*|:\?[^}]*)?\}/g, (_, name, rest = '') => {
    return rest.startsWith(':-') ? rest.slice(2) : `k${String(name).length}${'0'.repeat(47)}`;
  });
}
