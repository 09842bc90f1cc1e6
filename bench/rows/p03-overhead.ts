import { alternating, lineOf, percentile } from '../harness/figures';
import { atMost, type Line, type Row } from '../harness/row';
import type { BenchStage } from '../harness/stage';
import type { World } from '../harness/world';
import type { SeenRender } from '../programs/simulated-gpus';
import { startGpus } from './gpu-world';

const RENDER_MS = 100;
const SIZE = [832, 1216] as const;
/** Pictures of one round, one after the other. */
const PICTURES = { quick: 12, full: 60 };
/** The first pictures after a start compile the code that makes them, as in P1. */
const WARM_UP = 12;

/** P3: what a picture costs besides its render, when nothing else is to do. */
export const overhead: Row = {
  id: 'P3',
  title: 'overhead per picture, one at a time: event published → image.generated heard, minus the render',
  rounds: { quick: 3, full: 7 },
  measure: async (stage, rounds) => {
    const gpus = await startGpus(stage, { count: 1, renderMs: RENDER_MS, sizes: [SIZE] });
    const byHand = await startByHand(stage, gpus.world);
    const latencies = async (publish: Publish, of: 'image.generated' | 'by-hand.generated'): Promise<number[]> => {
      await gpus.simulators.ask({ do: 'take' });
      const all = await oneByOne(gpus.world, { publish, of, pictures: PICTURES[stage.profile] });
      const { renders } = await gpus.simulators.ask<{ renders: SeenRender[][] }>({ do: 'take' });
      return all.map((ms, index) => ms - durationOf(renders[0]?.[index]));
    };
    try {
      await oneByOne(gpus.world, { publish: askService, of: 'image.generated', pictures: WARM_UP });
      await oneByOne(gpus.world, { publish: askByHand, of: 'by-hand.generated', pictures: WARM_UP });
      const results = await alternating(rounds, {
        ours: () => latencies(askService, 'image.generated'),
        reference: () => latencies(askByHand, 'by-hand.generated'),
      });
      return [lineAt(50, results), lineAt(99, results)];
    } finally {
      await byHand.stop();
      await gpus.stop();
    }
  },
};

type Publish = (world: World, index: number) => Promise<string>;

const askService: Publish = async (world, index) => {
  const data = { description: `a lone ranger, number ${index}` };
  const [id = ''] = await world.publish('generation.requested', [{ type: 'portrait', data, user_id: 'owner' }]);
  return id;
};

const askByHand: Publish = async (world, index) => {
  const [id = ''] = await world.publish('by-hand.requested', [{ description: `a lone ranger, number ${index}` }]);
  return id;
};

/** The same work in one script, with a stream, a table and a folder of its own on the same servers. */
async function startByHand(stage: BenchStage, world: World) {
  const manager = await (await world.hub()).jetstreamManager();
  await manager.streams.add({ name: 'BY_HAND', subjects: ['by-hand.>'] });
  const program = stage.program('references/by-hand', {
    hubUrl: world.hubUrl,
    databaseUrl: world.databaseUrl,
    backendUrl: (world.env.STABLE_DIFFUSION_URL ?? '').split('#')[0],
    folder: stage.place.folder,
    size: SIZE,
  });
  await program.ask({ do: 'start' });
  return program;
}

interface Series {
  readonly publish: Publish;
  readonly of: string;
  readonly pictures: number;
}

/** Milliseconds from before publishing to hearing the answer, of each picture. */
async function oneByOne(world: World, { publish, of, pictures }: Series): Promise<number[]> {
  const hub = await world.hub();
  const heard = new Map<string, () => void>();
  const subscription = hub.subscribe(of, {
    callback: (_, message) => {
      const { causation_id: cause } = message.json<{ causation_id: string }>();
      heard.get(cause)?.();
    },
  });
  const latencies: number[] = [];
  for (let index = 0; index < pictures; index += 1) {
    const startMs = performance.now();
    const id = await publish(world, index);
    await new Promise<void>((resolve, reject) => {
      heard.set(id, resolve);
      setTimeout(() => reject(new Error('no answer within a minute')), 60_000).unref();
    });
    latencies.push(performance.now() - startMs);
  }
  subscription.unsubscribe();
  return latencies;
}

const durationOf = (render: SeenRender | undefined): number =>
  render === undefined ? RENDER_MS : render.endedMs - render.beganMs;

function lineAt(share: number, results: { ours: number[][]; reference: number[][] }): Line {
  return lineOf({
    what: `p${share} · one script by hand`,
    unit: 'ms',
    ours: results.ours.map((round) => percentile(round, share)),
    reference: results.reference.map((round) => percentile(round, share)),
    goal: share === 50 ? atMost(1.3) : { text: '–', isMet: () => true },
    note:
      share === 50
        ? 'by hand: fetch, render, decode, the same five files with bare sharp, put with fsync, insert, publish; no check, no queue, no retry'
        : undefined,
  });
}
