import { createHash } from 'node:crypto';

/** Seeds are unsigned 32-bit: what every Stable Diffusion server takes without truncating. */
export const MAX_SEED = 4_294_967_295;

/** A seed for a job: different per job, the same on every attempt of it. */
export function seedOf(jobId: string): number {
  return createHash('sha256').update(`seed ${jobId}`).digest().readUInt32BE(0);
}
