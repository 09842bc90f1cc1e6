import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchProgram } from '../harness/bench-program';
import { cpuMsOf } from '../harness/cpu';
import { alternating, lineOf } from '../harness/figures';
import { photoLikePng } from '../harness/photo-like-png';
import { atMost, type Goal, type Line, type Row } from '../harness/row';
import type { BenchStage } from '../harness/stage';
import type { World } from '../harness/world';
import type { LoadTarget } from '../programs/http-load';
import { programOnPath } from './nginx';
import { type KeptPicture, keepPictures, ownerHeaders, type Picture } from './picture-world';
import { serving } from './read-load';
import { portraitPng } from './sample-pictures';

const TIMES = { quick: 5, full: 20 };
const MAP_PX = 4096;
const SAME = 20;
/** A tick of the processor's clock is 10 ms: one picture would not show. */
const COLD_PICTURES = 8;
const ONLY_SEEN: Goal = { text: '–', isMet: () => true };

/** P8: what making smaller pictures costs, and that it is made once for everybody who asks. */
export const variants: Row = {
  id: 'P8',
  title: 'variants of a 1.5 MB PNG, one resize, token, map',
  rounds: { quick: 3, full: 7 },
  measure: async (stage, rounds) => {
    const portrait = await portraitPng();
    const files = { portrait: join(stage.place.folder, 'portrait.png'), map: join(stage.place.folder, 'map.png') };
    await writeFile(files.portrait, portrait.bytes);
    await writeFile(files.map, await photoLikePng(MAP_PX, MAP_PX));
    const bench = { stage, files, rounds, times: TIMES[stage.profile] };
    return [
      ...(await againstSharp(bench)),
      ...(await againstMagick(bench)),
      ...(await overHttp(stage, portrait, rounds)),
    ];
  },
};

interface Bench {
  readonly stage: BenchStage;
  readonly files: Readonly<Record<'portrait' | 'map', string>>;
  readonly rounds: number;
  readonly times: number;
}

type Work = 'set' | 'resize' | 'token' | 'map';

async function costs({ times }: Pick<Bench, 'times'>, program: BenchProgram, work: Work): Promise<number> {
  return (await program.ask<{ cpuMs: number }>({ do: work, times })).cpuMs;
}

async function againstSharp(bench: Bench): Promise<Line[]> {
  const { stage, files, rounds } = bench;
  const ours = stage.program('programs/our-pictures', files);
  const bare = stage.program('references/bare-sharp', files);
  const ipx = stage.program('references/ipx.mjs', { folder: stage.place.folder, name: 'portrait.png' });
  try {
    await bare.ask({ do: 'start' });
    const compared = async (what: string, work: Work, reference: BenchProgram, goal: Goal): Promise<Line> => {
      // Code is compiled, the program's pages are read.
      await Promise.all([ours, reference].map((program) => costs({ times: 2 }, program, work)));
      const turns = { ours: () => costs(bench, ours, work), reference: () => costs(bench, reference, work) };
      return lineOf({ what, unit: 'ms CPU', ...(await alternating(rounds, turns)), goal });
    };
    return [
      await compared('set of 4 WebP · separate pipelines', 'set', bare, atMost(0.8)),
      await compared('resize to 256 px WebP · bare sharp', 'resize', bare, atMost(1.05)),
      await compared('resize to 256 px WebP · ipx', 'resize', ipx, ONLY_SEEN),
    ];
  } finally {
    await Promise.all([ours.stop(), bare.stop(), ipx.stop()]);
  }
}

/** Commands are counted with the time of their processes; without ImageMagick there is nothing to say. */
async function againstMagick(bench: Bench): Promise<Line[]> {
  const { stage, files, rounds, times } = bench;
  // Debian's own name first: what `convert` is on a path may be somebody's script.
  const program = ['convert-im6.q16', 'convert-im6', 'convert'].map(programOnPath).find((path) => path !== undefined);
  if (program === undefined) {
    stage.place.say('    token and map not compared: ImageMagick is not installed (apt-get install imagemagick)');
    return [];
  }
  const ours = stage.program('programs/our-pictures', files);
  const magick = stage.program('references/image-magick', { ...files, program, folder: stage.place.folder });
  const commands = async (work: Work): Promise<number> => {
    const beforeMs = cpuMsOf([magick.pid]);
    await magick.ask({ do: work, times });
    return (cpuMsOf([magick.pid]) - beforeMs) / times;
  };
  const compared = async (what: string, work: Work, note?: string): Promise<Line> => {
    await costs({ times: 2 }, ours, work);
    const turns = { ours: () => costs(bench, ours, work), reference: () => commands(work) };
    return lineOf({ what, unit: 'ms CPU', ...(await alternating(rounds, turns)), goal: atMost(0.5), note });
  };
  const doesMore = 'ours finds the face, takes the background away and draws a ring; the command cuts a circle';
  try {
    return [
      await compared('token of 512 px · ImageMagick', 'token', doesMore),
      await compared(`map of ${MAP_PX} px to 512 px · ImageMagick`, 'map'),
    ];
  } finally {
    await Promise.all([ours.stop(), magick.stop()]);
  }
}

/** Through the running service: one caller for each picture, then twenty at once for each of as many others. */
async function overHttp(stage: BenchStage, picture: Picture, rounds: number): Promise<Line[]> {
  const world = await stage.world();
  const load = stage.program('programs/http-load', {});
  const cold = (count: number) => coldCost({ world, load, picture, count });
  try {
    await cold(1);
    const turns = { ours: () => cold(SAME), reference: () => cold(1) };
    const results = await alternating(rounds, turns);
    const goal: Goal = { text: '1.0×', isMet: (ratio) => ratio <= 1.3 };
    const note = `met up to 1.3×: ${SAME - 1} answers have to be sent as well; row, object and events of the picture are in both`;
    return [
      lineOf({ what: `${SAME} callers of one cold picture · one caller`, unit: 'ms CPU', ...results, goal, note }),
    ];
  } finally {
    await load.stop();
    await world.stop();
  }
}

interface ColdLoad {
  readonly world: World;
  readonly load: BenchProgram;
  readonly picture: Picture;
  readonly count: number;
}

/** @returns processor milliseconds for each picture */
async function coldCost({ world, load, picture, count }: ColdLoad): Promise<number> {
  const kept = await keepPictures(
    world,
    Array.from({ length: COLD_PICTURES }, () => picture),
  );
  const pids = world.replicas.map(({ pid }) => pid);
  let spentUs = 0;
  for (const one of kept) {
    const result = await serving(
      load,
      { targets: [resized(world, one)], pids },
      { count, connections: count, status: 200 },
    );
    spentUs += result.cpuUs * count;
  }
  return spentUs / 1000 / COLD_PICTURES;
}

const resized = (world: World, { path }: KeptPicture): LoadTarget => ({
  url: `${world.url}${path}?w=256&format=webp`,
  headers: ownerHeaders(world),
});
