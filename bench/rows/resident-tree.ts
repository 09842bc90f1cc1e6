import { readFileSync } from 'node:fs';
import { residentBytesOf } from '../harness/cpu';

/** Resident memory in bytes of a process with everything that it has started; pages that they share count for each. */
export function residentTreeOf(pid: number): number {
  try {
    return childrenOf(pid).reduce((sum, child) => sum + residentTreeOf(child), residentBytesOf(pid));
  } catch {
    // It has ended in between.
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
