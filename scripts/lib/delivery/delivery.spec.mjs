import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { composeFaults } from './compose-faults.mjs';
import { dockerfileFaults } from './dockerfile-faults.mjs';
import { readDockerfile, readDockerignore } from './dockerfile-steps.mjs';
import { kubernetesFaults } from './kubernetes-faults.mjs';
import { renderKustomization } from './kustomization.mjs';

const CHECKOUT = join(__dirname, '../../..');
const read = (/** @type {string} */ path) => readFileSync(join(CHECKOUT, path), 'utf8');
const variables = new Set(read('.env.example').match(/[A-Z][A-Z0-9_]{3,}/g)).add('NODE_ENV').add('MALLOC_ARENA_MAX');
const files = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'README.md',
].concat(['migrations/1.ts', 'src/main.ts', 'src/migrate.ts', 'src/hub-init.ts', 'src/storage-init.ts']);

describe('a Dockerfile', () => {
  const text = read('Dockerfile');
  const faultsOf = (/** @type {string} */ changed) =>
    dockerfileFaults(changed, { files, ignore: read('.dockerignore'), variables });

  it('of ours has no fault', () => {
    expect(faultsOf(text)).toEqual([]);
  });

  it.each([
    ['a base that moves', /FROM node:\S+$/m, 'FROM node:20', /not pinned/],
    ['root', /^USER .*$/m, 'USER root', /USER is not a number/],
    ['a shell around the program', /^CMD \[.*$/m, 'CMD node dist/src/main.js', /exec form/],
    ['a program that is not there', 'dist/src/main.js"', 'dist/src/gone.js"', /no src\/gone\.ts/],
    ['npm install', 'npm ci --omit=dev', 'npm install --omit=dev', /npm ci/],
    ['a file that is not there', 'COPY migrations', 'COPY migration', /migration does not exist/],
    ['a file that is kept from it', 'COPY migrations ./migrations', 'COPY README.md ./', /kept out by \.dockerignore/],
    ['a stage that is not there', '--from=build', '--from=built', /no stage built/],
    ['no health check', /^HEALTHCHECK[\s\S]*?"]$/m, '', /HEALTHCHECK/],
    ['a variable that nobody reads', 'NODE_ENV=', 'NOD_ENV=', /NOD_ENV/],
    ['a secret as an argument', 'ARG CLASSIFIER=off', 'ARG NPM_TOKEN=x', /no secret/],
    ['another port', 'EXPOSE 8002', 'EXPOSE 80', /EXPOSE/],
    ['a word that no Dockerfile has', 'STOPSIGNAL', 'STOPSIGNALS', /Unknown instruction/],
  ])('with %s is found out', (_what, from, to, expected) => {
    expect(faultsOf(text.replace(from, to)).join('\n')).toMatch(expected);
  });

  it('is read with comments within continued lines', () => {
    const [stage] = readDockerfile('FROM a:1.2.3 AS b\nENV A=1 \\\n# why\n    B=2\n');

    expect(stage).toEqual({ image: 'a:1.2.3', name: 'b', steps: [{ word: 'ENV', rest: 'A=1 B=2', line: 2 }] });
  });

  it('sees what the last line of .dockerignore that matches lets through', () => {
    const isSent = readDockerignore('*\n!src\n**/*.spec.ts\n');

    expect(['src/a.ts', 'src/b/a.spec.ts', 'test/a.ts', 'README.md'].map(isSent)).toEqual([true, false, false, false]);
  });
});

describe('a compose file', () => {
  const text = read('deploy/compose.yaml');
  const context = { folder: join(CHECKOUT, 'deploy'), template: read('deploy/env.example'), variables };
  const faultsOf = (/** @type {string} */ changed) => composeFaults(changed, context).join('\n');

  it('of ours has no fault', () => {
    expect(faultsOf(text)).toBe('');
  });

  it.each([
    [
      'an image that moves',
      /image: postgres:\S+/,
      'image: postgres:latest',
      /postgres: image postgres:latest is not pinned/,
    ],
    ['a misspelt member', 'stop_grace_period: 40s', 'stop_grace: 40s', /stop_grace is nothing/],
    ['a service that is not there', 'postgres: { condition', 'postgress: { condition', /waits for postgress/],
    ['a file that is not there', './nats/nats.conf', './nats/gone.conf', /not in the repository/],
    ['a volume that is not there', "'database:/var", "'data:/var", /volume data is not declared/],
    ['a variable that nobody reads', 'CACHE_URL:', 'CASH_URL:', /CASH_URL is no variable/],
    ['a secret without a template', '${GRAFANA_PASSWORD', '${GRAFANA_PASS', /GRAFANA_PASS is not in env\.example/],
    ['a network that is not there', 'networks: [inside]\n', 'networks: [indoors]\n', /indoors is not declared/],
    ['nobody to say that it is healthy', /test: \[CMD, pg_isready.*\]/, 'start_period: 1s', /no health check/],
    ['a file system that can be written to', 'read_only: true', 'read_only: false', /can be written to/],
  ])('with %s is found out', (_what, from, to, expected) => {
    expect(faultsOf(text.replace(from, to))).toMatch(expected);
  });
});

describe('manifests', () => {
  const secrets = parseAllDocuments(read('deploy/kubernetes/secrets.example.yaml')).map((document) => document.toJS());
  const faultsOf = async (/** @type {(text: string) => string} */ change) => {
    const { manifests, faults } = await renderKustomization(join(CHECKOUT, 'deploy/kubernetes/overlays/production'));
    const changed = parse(change(stringify(manifests, { aliasDuplicateObjects: false })));
    return [...faults, ...kubernetesFaults(changed, { variables, secrets, files })].join('\n');
  };

  it('of ours have no fault', async () => {
    expect(await faultsOf((text) => text)).toBe('');
  });

  it.each([
    [
      'a misspelt member',
      'terminationGracePeriodSeconds:',
      'terminationGraceSeconds:',
      /terminationGraceSeconds is no member/,
    ],
    ['a value of the wrong type', 'minReplicas: 2', 'minReplicas: two', /minReplicas must be/],
    [
      'a selector that matches nobody',
      /kind: Service\n[\s\S]*?selector:\n\s+app.kubernetes.io\/component: api/,
      (/** @type {string} */ hit) => hit.replace(/api$/, 'apo'),
      /Service image-service: its selector matches no pod/,
    ],
    ['a port that is not there', 'targetPort: http', 'targetPort: web', /no container has a port web/],
    ['a variable that nobody reads', 'LOG_LEVEL:', 'LOGLEVEL:', /LOGLEVEL is no variable/],
    [
      'a secret that nobody knows',
      'name: image-service-operator',
      'name: image-service-admin',
      /image-service-admin is not in secrets/,
    ],
    ['a key that nobody knows', 'key: connection', 'key: url', /has no key url/],
    [
      'a scaler of nothing',
      'scaleTargetRef:\n      name: image-service-worker',
      'scaleTargetRef:\n      name: worker',
      /Deployment worker is not there/,
    ],
    ['root', 'runAsNonRoot: true', 'runAsNonRoot: false', /may run as root/],
    [
      'a file system that can be written to',
      'readOnlyRootFilesystem: true',
      'readOnlyRootFilesystem: false',
      /readOnlyRootFilesystem is not true/,
    ],
    [
      'a volume that is not there',
      /volumes:\n\s+- name: tmp/,
      'volumes:\n          - name: temp',
      /there is no volume tmp/,
    ],
    ['a program that is not there', 'dist/src/hub-init.js', 'dist/src/hub.js', /no src\/hub\.ts/],
    ['no probe', 'readinessProbe:', 'livelyProbe:', /there is no readinessProbe/],
    [
      'an ingress into nowhere',
      /kind: Ingress[\s\S]*?service:\n\s+name: image-service/,
      (/** @type {string} */ hit) => `${hit}s`,
      /Service image-services is not there/,
    ],
  ])('with %s are found out', async (_what, from, to, expected) => {
    const found = await faultsOf((text) => text.replace(from, /** @type {string} */ (to)));

    expect(found).toMatch(expected);
  });

  it('of an overlay carry its namespace, its image and its own settings', async () => {
    const { manifests } = await renderKustomization(join(CHECKOUT, 'deploy/kubernetes/overlays/production'));
    const text = stringify(manifests, { aliasDuplicateObjects: false });

    expect(text).toContain('image: registry.example.com/image-service:');
    expect(text).not.toMatch(/image: image-service$/m);
    expect(text).toContain('CORS_ORIGINS: https://play.example.com');
    expect(text).toContain('memory: 3Gi');
    expect(text.match(/namespace: image-service/g)?.length).toBe(manifests.length - 1);
  });
});
