import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * What tells a process from a later one that got the same number.
 *
 * @typedef {{startedAt: string, commandLine: string}} ProcessIdentity
 */

/**
 * @param {number} pid
 * @returns {Promise<ProcessIdentity | undefined>} undefined when no such process runs (a zombie does not run)
 */
export async function identify(pid) {
  return process.platform === 'linux' ? identifyByProc(pid) : identifyByPs(pid);
}

/** @param {number} pid */
async function identifyByProc(pid) {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    // The name in brackets may hold spaces and brackets itself: count the fields from the last bracket (man 5 proc).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { startedAt: String(fields[19]), commandLine: commandLine.replaceAll('\0', ' ').trim() };
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
async function identifyByPs(pid) {
  try {
    const { stdout } = await execute('ps', ['-o', 'stat=,lstart=,command=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    const match = /^\s*(\S+)\s+(\S+\s+\S+\s+\d+\s+\S+\s+\d+)\s+(.*)$/.exec(stdout.trim());
    if (!match || match[1]?.startsWith('Z')) return undefined;
    return { startedAt: String(match[2]), commandLine: String(match[3]) };
  } catch {
    return undefined;
  }
}
