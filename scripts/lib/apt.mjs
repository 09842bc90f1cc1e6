import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from './find-program.mjs';
import { ReadableError } from './readable-error.mjs';
import { mustRun, runProgram } from './run-program.mjs';

/**
 * Unpacks one Debian package into a folder of ours: nothing of the system changes and no rights are needed.
 *
 * @param {string} packageName such as `nats-server`
 * @param {object} options
 * @param {string} options.folder to unpack into; on success it holds the package's files, otherwise it does not exist
 * @returns {Promise<void>}
 * @throws ReadableError when there is no apt here, or it cannot reach its server
 */
export async function unpackPackage(packageName, { folder }) {
  if (!findProgram('apt-get') || !findProgram('dpkg')) throw new ReadableError('this system has no apt-get');
  const work = `${folder}.${process.pid}`;
  for (const part of ['lists/partial', 'cache/archives/partial', 'files']) {
    await mkdir(join(work, part), { recursive: true });
  }
  try {
    await download(packageName, work);
    const archive = (await readdir(work)).find((name) => name.endsWith('.deb')) ?? '';
    await mustRun('dpkg', ['-x', join(work, archive), join(work, 'files')], { because: 'dpkg failed' });
    await rename(join(work, 'files'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} packages that are missing, for the message
 * @returns {Promise<string[]>} the command that installs packages for the whole system
 * @throws ReadableError that says what to install when we may not: only root can, or who may use sudo without a
 *   password
 */
export async function findInstaller(packages) {
  const asRoot = await prefixForRoot();
  if (asRoot && findProgram('apt-get')) return [...asRoot, 'apt-get', '-q', '-y'];
  throw new ReadableError(`install them with: apt-get install --no-install-recommends ${packages.join(' ')}`);
}

/**
 * Installs Debian packages for the whole system.
 *
 * @param {readonly string[]} installer as `findInstaller` returns it
 * @param {readonly string[]} packages
 * @returns {Promise<void>}
 * @throws ReadableError when apt fails
 */
export async function installPackages([program = '', ...first], packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (/** @type {string[]} */ ...args) => runProgram(program, [...first, ...args], { env });
  const install = () => apt('install', '--no-install-recommends', ...packages);
  if ((await install()).exitCode === 0) return;
  await apt('update');
  const { exitCode, output } = await install();
  if (exitCode === 0) return;
  throw new ReadableError(`apt-get could not install ${packages.join(' ')}`, { cause: new Error(output) });
}

/** @returns {Promise<string[] | undefined>} what to put before a command so that root runs it */
async function prefixForRoot() {
  if (process.getuid?.() === 0) return [];
  if (!findProgram('sudo')) return undefined;
  const { exitCode } = await runProgram('sudo', ['-n', 'true']);
  return exitCode === 0 ? ['sudo', '-n'] : undefined;
}

/** @param {string} packageName @param {string} work */
async function download(packageName, work) {
  const ownLists = ['-o', `Dir::State::Lists=${join(work, 'lists')}`, '-o', `Dir::Cache=${join(work, 'cache')}`];
  const options = { cwd: work, because: 'apt-get could not download it' };
  // The system's lists first: they save fetching ten megabytes. A bare container image has none, or old ones.
  const cache = ['-o', `Dir::Cache=${join(work, 'cache')}`];
  if ((await runProgram('apt-get', [...cache, 'download', packageName], options)).exitCode === 0) return;
  await mustRun('apt-get', [...ownLists, '-o', 'Debug::NoLocking=1', ...unsandboxed(), 'update'], options);
  await mustRun('apt-get', [...ownLists, ...unsandboxed(), 'download', packageName], options);
}

/** As root, apt downloads as user `_apt`, which may not be able to enter our folder. */
function unsandboxed() {
  return process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
}
