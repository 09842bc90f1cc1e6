import { identityOf } from './kustomization.mjs';
import { schemaFaults } from './kubernetes-schema.mjs';
import { at, listOf, membersOf, textOf } from './plain-data.mjs';

const WORKLOADS = ['Deployment', 'Job'];
/** Members of a container that the standard `restricted` and our image ask for. */
const RESTRICTED = /** @type {const} */ ([
  [['securityContext', 'allowPrivilegeEscalation'], 'false'],
  [['securityContext', 'readOnlyRootFilesystem'], 'true'],
  [['securityContext', 'capabilities', 'drop', 0], 'ALL'],
]);

/**
 * @typedef {object} KubernetesContext
 * @property {ReadonlySet<string>} variables of the service and its runtime
 * @property {readonly unknown[]} secrets documented ones: manifests of kind Secret
 * @property {readonly string[]} files of the repository
 */

/**
 * Holds rendered manifests against their schemas and against each other.
 *
 * @param {readonly unknown[]} manifests
 * @param {KubernetesContext} context
 * @returns {string[]} what is wrong, one sentence each
 */
export function kubernetesFaults(manifests, context) {
  const identities = manifests.map(identityOf);
  const twice = identities.filter((identity, index) => identities.indexOf(identity) !== index);
  return [
    ...twice.map((identity) => `${identity} is there twice`),
    ...manifests.flatMap((manifest) => {
      const faults = [
        ...schemaFaults(manifest),
        ...referenceFaults(manifest, manifests),
        ...podFaults(manifest, manifests, context),
      ];
      return faults.map((fault) => `${identityOf(manifest)}: ${fault}`);
    }),
    ...secretFaults(manifests, context.secrets),
  ];
}

/** @param {readonly unknown[]} manifests */
const podsOf = (manifests) => manifests.filter((manifest) => WORKLOADS.includes(textOf(at(manifest, 'kind'))));

/** What points at something else: it must be there. @param {unknown} manifest @param {readonly unknown[]} all @returns {string[]} */
function referenceFaults(manifest, all) {
  const kind = textOf(at(manifest, 'kind'));
  const has = (/** @type {string} */ identity) => all.some((other) => identityOf(other) === identity);
  const missing = (/** @type {string} */ identity) => (has(identity) ? [] : [`${identity} is not there`]);
  if (kind === 'Service')
    return [...selectorFaults(at(manifest, 'spec', 'selector'), all), ...portFaults(manifest, all)];
  if (kind === 'PodDisruptionBudget') return selectorFaults(at(manifest, 'spec', 'selector', 'matchLabels'), all);
  if (kind === 'NetworkPolicy') return selectorFaults(at(manifest, 'spec', 'podSelector', 'matchLabels'), all);
  if (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') {
    const triggers = listOf(at(manifest, 'spec', 'triggers')).map((trigger) =>
      textOf(at(trigger, 'authenticationRef', 'name')),
    );
    const target = at(manifest, 'spec', 'scaleTargetRef');
    const identity = `${textOf(at(target, 'kind')) || 'Deployment'} ${textOf(at(target, 'name'))}`;
    return [
      ...missing(identity),
      ...triggers.filter(Boolean).flatMap((name) => missing(`TriggerAuthentication ${name}`)),
    ];
  }
  if (kind !== 'Ingress') return [];
  const paths = listOf(at(manifest, 'spec', 'rules')).flatMap((rule) => listOf(at(rule, 'http', 'paths')));
  return paths.flatMap((path) => missing(`Service ${textOf(at(path, 'backend', 'service', 'name'))}`));
}

/** @param {unknown} selector @param {readonly unknown[]} all @returns {string[]} */
function selectorFaults(selector, all) {
  const wanted = membersOf(selector);
  const isMatched = podsOf(all).some((pod) => {
    return wanted.every(([name, value]) => at(pod, 'spec', 'template', 'metadata', 'labels', name) === value);
  });
  return wanted.length > 0 && isMatched ? [] : ['its selector matches no pod'];
}

/** @param {unknown} service @param {readonly unknown[]} all @returns {string[]} */
function portFaults(service, all) {
  const names = podsOf(all)
    .flatMap((pod) => listOf(at(pod, 'spec', 'template', 'spec', 'containers')))
    .flatMap((container) => listOf(at(container, 'ports')).map((port) => at(port, 'name')));
  const targets = listOf(at(service, 'spec', 'ports')).map((port) => at(port, 'targetPort'));
  return targets
    .filter((target) => !names.includes(target))
    .map((target) => `no container has a port ${textOf(target)}`);
}

/** @param {unknown} manifest @param {readonly unknown[]} all @param {KubernetesContext} context @returns {string[]} */
function podFaults(manifest, all, context) {
  if (!podsOf([manifest]).length) return [];
  const pod = at(manifest, 'spec', 'template', 'spec');
  const account = `ServiceAccount ${textOf(at(pod, 'serviceAccountName'))}`;
  const containers = [...listOf(at(pod, 'initContainers')), ...listOf(at(pod, 'containers'))];
  return [
    ...(all.some((other) => identityOf(other) === account) ? [] : [`${account} is not there`]),
    ...(at(pod, 'securityContext', 'runAsNonRoot') === true ? [] : ['it may run as root']),
    ...(at(pod, 'securityContext', 'seccompProfile', 'type') === 'RuntimeDefault' ? [] : ['it has no seccomp profile']),
    ...deploymentFaults(manifest),
    ...containers.flatMap((container) => {
      const faults = containerFaults(container, { pod, all, context });
      return faults.map((fault) => `${textOf(at(container, 'name'))}: ${fault}`);
    }),
  ];
}

/** What a replica that serves needs beside. @param {unknown} manifest @returns {string[]} */
function deploymentFaults(manifest) {
  if (at(manifest, 'kind') !== 'Deployment') return [];
  const pod = at(manifest, 'spec', 'template', 'spec');
  const labels = at(manifest, 'spec', 'template', 'metadata', 'labels');
  const wanted = membersOf(at(manifest, 'spec', 'selector', 'matchLabels'));
  const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'].filter((name) => !at(pod, 'containers', 0, name));
  return [
    ...(wanted.every(([name, value]) => at(labels, name) === value) ? [] : ['its selector is not its own label']),
    ...probes.map((name) => `there is no ${name}`),
    // 20 s of work, 3 s of connections (src/main.ts), and what comes before SIGTERM.
    ...(Number(at(pod, 'terminationGracePeriodSeconds')) >= 30 ? [] : ['it is killed before it has drained']),
  ];
}

/** @param {unknown} container @param {{pod: unknown, all: readonly unknown[], context: KubernetesContext}} around @returns {string[]} */
function containerFaults(container, { pod, all, context }) {
  const variables = listOf(at(container, 'env')).map((variable) => textOf(at(variable, 'name')));
  const maps = listOf(at(container, 'envFrom'))
    .map((source) => textOf(at(source, 'configMapRef', 'name')))
    .filter(Boolean);
  const configured = maps.flatMap((name) => {
    const map = all.find((other) => identityOf(other) === `ConfigMap ${name}`);
    return map ? membersOf(at(map, 'data')).map(([key]) => key) : [`(ConfigMap ${name})`];
  });
  const volumes = listOf(at(pod, 'volumes')).map((volume) => at(volume, 'name'));
  const mounts = listOf(at(container, 'volumeMounts')).map((mount) => at(mount, 'name'));
  const program = listOf(at(container, 'command'))
    .map(textOf)
    .find((word) => word.endsWith('.js'));
  const source = program?.replace(/^dist\//, '').replace(/\.js$/, '.ts');
  return [
    ...[...variables, ...configured]
      .filter((name) => !context.variables.has(name))
      .map((name) => `${name} is no variable of the service`),
    ...mounts.filter((name) => !volumes.includes(name)).map((name) => `there is no volume ${textOf(name)}`),
    ...RESTRICTED.filter(([path, value]) => textOf(at(container, ...path)) !== value).map(
      ([path, value]) => `${path.join('.')} is not ${value}`,
    ),
    ...(at(container, 'resources', 'limits', 'memory') && at(container, 'resources', 'requests', 'cpu')
      ? []
      : ['its resources are not told']),
    ...(source && !context.files.includes(source) ? [`it runs ${program}, but there is no ${source}`] : []),
  ];
}

/** Secrets that are used are documented, and the other way round. @param {readonly unknown[]} manifests @param {readonly unknown[]} secrets */
function secretFaults(manifests, secrets) {
  const text = JSON.stringify(manifests);
  const whole = [...text.matchAll(/"secretRef":\{"name":"([^"]+)"/g)].map(([, name]) => String(name));
  const single = [...text.matchAll(/"(?:secretKeyRef":\{|parameter":"\w+",)"name":"([^"]+)","key":"([^"]+)"/g)];
  const known = new Map(secrets.map((secret) => [textOf(at(secret, 'metadata', 'name')), at(secret, 'stringData')]));
  const used = new Set([...whole, ...single.map(([, name]) => String(name))]);
  return [
    ...[...used].filter((name) => !known.has(name)).map((name) => `Secret ${name} is not in secrets.example.yaml`),
    ...[...known.keys()].filter((name) => !used.has(name)).map((name) => `Secret ${name} is used by nobody`),
    ...single
      .filter(([, name = '', key = '']) => known.has(name) && at(known.get(name), key) === undefined)
      .map(([, name, key]) => `Secret ${name} has no key ${key} in secrets.example.yaml`),
  ];
}
