import { validate, ValidationSeverity } from 'dockerfile-utils';
import { execForm, readCopy, readDockerfile, readDockerignore } from './dockerfile-steps.mjs';

/** @typedef {import('./dockerfile-steps.mjs').Stage} Stage @typedef {import('./dockerfile-steps.mjs').Step} Step */
/**
 * @typedef {object} DockerContext
 * @property {readonly string[]} files of the repository
 * @property {string} ignore text of `.dockerignore`
 * @property {ReadonlySet<string>} variables that the image may set
 */

/**
 * Lints a Dockerfile: what its language allows (dockerfile-utils), what hadolint would say of ours, and what only we know.
 *
 * @param {string} text
 * @param {DockerContext} context
 * @returns {string[]} what is wrong, one sentence each
 */
export function dockerfileFaults(text, context) {
  const stages = readDockerfile(text);
  const last = stages.at(-1);
  if (!last) return ['there is no stage'];
  const syntax = validate(text, { instructionWorkdirRelative: ValidationSeverity.ERROR }).map(
    ({ message, range }) => `line ${range.start.line + 1}: ${message}`,
  );
  return [...syntax, ...stages.flatMap((stage) => stageFaults(stage, stages, context)), ...finalFaults(last, context)];
}

/** @param {Stage} stage @param {Stage[]} stages @param {DockerContext} context @returns {string[]} */
function stageFaults(stage, stages, context) {
  const isStage = stages.some(({ name }) => name !== '' && name === stage.image);
  const isPinned = isStage || /:\d+\.\d+\.\d+[\w.-]*(@sha256:|$)|@sha256:[0-9a-f]{64}$/.test(stage.image);
  return [
    ...(isPinned ? [] : [`${stage.image} is not pinned to a version of three numbers or a digest`]),
    ...stage.steps.flatMap((step) => {
      const rule = STEP_RULES[step.word];
      return rule ? rule(step, context, stages).map((fault) => `line ${step.line}: ${fault}`) : [];
    }),
  ];
}

/** @type {Record<string, (step: Step, context: DockerContext, stages: Stage[]) => string[]>} */
const STEP_RULES = {
  ADD: () => ['ADD does more than it says: COPY'],
  COPY: (step, { files, ignore }, stages) => {
    const { from, sources } = readCopy(step);
    if (from !== '') return stages.some(({ name }) => name === from) ? [] : [`there is no stage ${from}`];
    const isSent = readDockerignore(ignore);
    return sources.flatMap((source) => {
      const found = files.filter((file) => file === source || file.startsWith(`${source}/`));
      if (found.length === 0) return [`${source} does not exist`];
      return found.some(isSent) ? [] : [`${source} is kept out by .dockerignore`];
    });
  },
  RUN: ({ rest }) => [
    ...(/\bnpm (i|install)\b/.test(rest) ? ['npm ci installs what the lock file says, npm install does not'] : []),
    ...(/\bapt-get install\b/.test(rest) && !/--no-install-recommends/.test(rest) ? ['--no-install-recommends'] : []),
    ...(/\bapt-get install\b/.test(rest) && !/rm -rf \/var\/lib\/apt\/lists/.test(rest) ? ['lists of apt stay'] : []),
    ...(/\bsudo\b|(curl|wget)[^|]*\|\s*(ba)?sh/.test(rest) ? ['no sudo, and no script from the network'] : []),
  ],
  WORKDIR: ({ rest }) => (rest.startsWith('/') ? [] : ['WORKDIR is not absolute']),
  ENV: ({ rest }, { variables }) => secretOrUnknown(rest, variables),
  ARG: ({ rest }) => (/(KEY|SECRET|TOKEN|PASSWORD)/.test(rest) ? ['arguments stay in the history: no secret'] : []),
};

/** @param {string} rest @param {ReadonlySet<string>} variables @returns {string[]} */
function secretOrUnknown(rest, variables) {
  const names = [...rest.matchAll(/(?:^|\s)(\w+)=/g)].map(([, name]) => String(name));
  return names.filter((name) => !variables.has(name)).map((name) => `${name} is no variable that anybody reads`);
}

/** What runs: as nobody in particular, told to stop, asked how it is. @param {Stage} stage @param {DockerContext} context */
function finalFaults({ steps }, { files }) {
  const lastOf = (/** @type {string} */ word) => steps.findLast((step) => step.word === word);
  const [user, command, health] = [lastOf('USER'), lastOf('CMD'), lastOf('HEALTHCHECK')];
  const words = command ? execForm(command.rest) : undefined;
  const program = words?.find((word) => word.endsWith('.js')) ?? '';
  const source = program.replace(/^dist\//, '').replace(/\.js$/, '.ts');
  const afterUser = user ? steps.slice(steps.indexOf(user)) : [];
  return [
    ...(user && /^[1-9]\d*(:[1-9]\d*)?$/.test(user.rest) ? [] : ['USER is not a number other than 0']),
    ...(afterUser.some(({ word }) => word === 'RUN' || word === 'COPY')
      ? ['files are made after USER: they would be its']
      : []),
    ...(words ? [] : ['CMD is not in exec form: signals would end in a shell']),
    ...(words && !files.includes(source) ? [`CMD runs ${program}, but there is no ${source}`] : []),
    ...(health && execForm(health.rest.replace(/^.*?CMD\s+/, '')) ? [] : ['there is no HEALTHCHECK in exec form']),
    ...(lastOf('EXPOSE')?.rest === '8002' ? [] : ['EXPOSE is not 8002, the default of PORT']),
    ...(steps.some(({ word }) => word === 'RUN')
      ? ['the last stage runs something: do it in one that is thrown away']
      : []),
  ];
}
