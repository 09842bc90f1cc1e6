import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** What figures of another machine cannot be held against, and how busy this one was when the run began. */
export function machineFacts(): Record<string, unknown> {
  return {
    date: new Date().toISOString(),
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim(),
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: systemName() ?? `Linux ${release()}`,
    node: process.versions.node,
    load_before: loadavg()[0],
  };
}

function systemName(): string | undefined {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
