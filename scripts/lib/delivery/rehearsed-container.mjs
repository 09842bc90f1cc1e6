import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { eventually } from '../eventually.mjs';
import { beforeExit } from '../cleanup.mjs';

/**
 * A process that runs as the first one of a container would: as the image's user, without a way to more rights, and (where
 * we are root) as process 1 of a space of its own, to which no signal means anything that it does not handle.
 */
export class RehearsedContainer {
  #child;
  #output = '';
  #isFirst;

  /**
   * @param {import('./rehearsed-build.mjs').RehearsedImage} image
   * @param {readonly string[]} command
   * @param {Record<string, string>} env beside the image's own
   */
  constructor(image, command, env) {
    this.#isFirst = process.getuid?.() === 0;
    const { uid, gid } = image.user;
    const asUser = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'];
    const words = this.#isFirst ? ['unshare', '--pid', '--fork', '--kill-child', ...asUser, ...command] : [...command];
    const options = {
      cwd: image.workdir,
      env: { PATH: process.env.PATH ?? '', HOME: '/nowhere', ...image.env, ...env },
    };
    this.#child = spawn(String(words[0]), words.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (chunk) => (this.#output += String(chunk)));
    }
    this.exited = once(this.#child, 'exit').then(([code, signal]) => /** @type {number | string} */ (code ?? signal));
    beforeExit(async () => void this.#child.kill('SIGKILL'));
  }

  /** Everything it has written. */
  get output() {
    return this.#output;
  }

  /** Sends the signal to the program itself, not to what started it. @param {NodeJS.Signals} signal */
  async signal(signal) {
    const pid = Number(this.#child.pid);
    if (!this.#isFirst) return void process.kill(pid, signal);
    const children = () => readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    const inner = await eventually(async () => Number.parseInt(await children(), 10) || undefined, {
      what: 'the start of the program',
      withinMs: 5000,
    });
    process.kill(Number(inner), signal);
  }
}
