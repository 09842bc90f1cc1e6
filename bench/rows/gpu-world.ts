import type { BenchProgram } from '../harness/bench-program';
import type { BenchStage, WorldWishes } from '../harness/stage';
import type { World } from '../harness/world';
import type { GpuSettings } from '../programs/simulated-gpus';

const PATIENCE_MS = 600_000;

/** A service with simulated GPUs. */
export interface GpuWorld {
  readonly world: World;
  readonly simulators: BenchProgram;
  readonly stop: () => Promise<void>;
}

/** Starts simulated GPUs in a process of their own, and a service that knows them. */
export async function startGpus(stage: BenchStage, settings: GpuSettings, wishes: WorldWishes = {}): Promise<GpuWorld> {
  const simulators = stage.program('programs/simulated-gpus', settings);
  const { urls } = await simulators.ask<{ urls: string[] }>({ do: 'start' });
  const addresses = urls.map((url) => `${url}#dialect=a1111`).join(',');
  const world = await stage.world({ ...wishes, env: { ...wishes.env, STABLE_DIFFUSION_URL: addresses } });
  const stop = async (): Promise<void> => {
    await world.stop();
    await simulators.stop();
  };
  return { world, simulators, stop };
}

/**
 * Resolves when every one of the events is answered by a picture; with the moments (`performance.now()`) of the answers.
 * @throws Error when one failed, or after ten minutes
 */
export async function ended(world: World, eventIds: readonly string[]): Promise<Map<string, number>> {
  const startMs = performance.now();
  for (;;) {
    const [row] = await world.query<{ done: number; failed: number }>(
      `SELECT count(*) FILTER (WHERE subject = 'image.generated')::int AS done,
         count(*) FILTER (WHERE subject = 'image.failed')::int AS failed
       FROM outbox WHERE published_at IS NOT NULL AND envelope->>'causation_id' = ANY($1)`,
      [eventIds],
    );
    if ((row?.failed ?? 0) > 0) throw new Error(`${row?.failed} pictures failed`);
    if ((row?.done ?? 0) >= eventIds.length) return new Map();
    if (performance.now() - startMs > PATIENCE_MS)
      throw new Error(`${row?.done} of ${eventIds.length} pictures were made`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
