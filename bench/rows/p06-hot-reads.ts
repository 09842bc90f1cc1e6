import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchProgram } from '../harness/bench-program';
import { lineOf } from '../harness/figures';
import { atMost, type Goal, type Line, type Row } from '../harness/row';
import type { BenchStage } from '../harness/stage';
import type { World } from '../harness/world';
import { type Nginx, nginxProgram, startNginx } from './nginx';
import { type KeptPicture, keepPictures, ownerHeaders, type Picture } from './picture-world';
import { paceOf, type Served, type Serving, serving, servingInTurn } from './read-load';
import { portraitPng, portraitWebp } from './sample-pictures';

const CONNECTIONS = 16;
const SMALL = { quick: 4000, full: 20_000 };
const LARGE = { quick: 600, full: 3000 };
/** Pictures made for the price of a miss. */
const MISSES = 10;
const SIDES = [64, 96, 128, 192, 256, 320, 384, 512, 640, 768];
const ONLY_SEEN: Goal = { text: '–', isMet: () => true };

/** P6: what a stored picture costs when everything is in memory, through authentication and authorization. */
export const hotReads: Row = {
  id: 'P6',
  title: 'reads from memory: 100 KB WebP, 1.5 MB PNG, 304',
  rounds: { quick: 3, full: 7 },
  measure: async (stage, rounds) => {
    const large = await portraitPng();
    const stand = await setUp(stage, [await portraitWebp(large), large]);
    try {
      const count = SMALL[stage.profile];
      const small = await hot(stand, 0, { count, rounds });
      const bulky = await hot(stand, 1, { count: LARGE[stage.profile], rounds });
      return [...smallLines(small), ...largeLines(bulky), await notModified(stand, { count, rounds })];
    } finally {
      await stand.stop();
    }
  },
};

interface Stand {
  readonly world: World;
  readonly load: BenchProgram;
  readonly kept: readonly KeptPicture[];
  readonly served: (name: 'ours' | 'node' | 'express', index: number) => Served;
  readonly nginx: ((index: number) => Served) | undefined;
  readonly stop: () => Promise<void>;
}

type Results = Readonly<Record<string, Serving[]>>;

async function setUp(stage: BenchStage, pictures: readonly Picture[]): Promise<Stand> {
  const files = pictures.map((_, index) => join(stage.place.folder, `picture-${index}`));
  await Promise.all(pictures.map(({ bytes }, index) => writeFile(files[index] ?? '', bytes)));
  const settings = { files: Object.fromEntries(files.map((file, index) => [`/picture-${index}`, file])) };
  const node = stage.program('references/bare-http', settings);
  const express = stage.program('references/nest-on-express.mjs', settings);
  const load = stage.program('programs/http-load', {});
  const nginx = await nginxServing(stage);
  const world = await stage.world();
  const kept = await keepPictures(world, pictures);
  const urls = { node: await urlOf(node), express: await urlOf(express) };
  const headers = ownerHeaders(world);
  return {
    world,
    load,
    kept,
    served: (name, index) =>
      name === 'ours'
        ? {
            targets: [{ url: world.url + (kept[index]?.path ?? ''), headers }],
            pids: world.replicas.map(({ pid }) => pid),
          }
        : { targets: [{ url: `${urls[name]}/picture-${index}` }], pids: [name === 'node' ? node.pid : express.pid] },
    nginx: nginx && ((index) => ({ targets: [{ url: `${nginx.url}/picture-${index}` }], pids: [nginx.pid] })),
    stop: async () => {
      await Promise.all([node.stop(), express.stop(), load.stop(), nginx?.stop()]);
      await world.stop();
    },
  };
}

const urlOf = async (program: BenchProgram): Promise<string> =>
  (await program.ask<{ url: string }>({ do: 'start' })).url;

async function nginxServing(stage: BenchStage): Promise<Nginx | undefined> {
  const program = nginxProgram();
  return program === undefined ? undefined : startNginx(stage, program, { server: `root ${stage.place.folder};` });
}

function hot(stand: Stand, index: number, { count, rounds }: { count: number; rounds: number }): Promise<Results> {
  const servers = {
    ours: stand.served('ours', index),
    node: stand.served('node', index),
    express: stand.served('express', index),
    ...(stand.nginx && { nginx: stand.nginx(index) }),
  };
  return servingInTurn(stand.load, servers, { count, rounds, connections: CONNECTIONS, status: 200 });
}

function against(
  { what, goal }: { readonly what: string; readonly goal: Goal },
  ours: readonly Serving[] = [],
  reference: readonly Serving[] = [],
): Line {
  const cpu = (results: readonly Serving[]): number[] => results.map(({ cpuUs }) => cpuUs);
  const note = `${paceOf('ours', ours)}; ${paceOf('reference', reference)}`;
  return lineOf({ what, unit: 'µs CPU', ours: cpu(ours), reference: cpu(reference), goal, note });
}

function smallLines({ ours, node, express, nginx }: Results): Line[] {
  return [
    against({ what: '100 KB · bare node:http', goal: atMost(1.6) }, ours, node),
    against({ what: '100 KB · Nest on Express', goal: { ...atMost(1 / 3), text: '≤ 1/3' } }, ours, express),
    ...nginxLine('100 KB · nginx static', ours, nginx),
  ];
}

function largeLines({ ours, node, express, nginx }: Results): Line[] {
  return [
    against({ what: '1.5 MB · bare node:http', goal: atMost(1.3) }, ours, node),
    against({ what: '1.5 MB · Nest on Express', goal: ONLY_SEEN }, ours, express),
    ...nginxLine('1.5 MB · nginx static', ours, nginx),
  ];
}

const nginxLine = (what: string, ours?: readonly Serving[], nginx?: readonly Serving[]): Line[] =>
  nginx === undefined ? [] : [against({ what, goal: ONLY_SEEN }, ours, nginx)];

/** A 304 beside a miss: a size that nobody had asked for, made from the PNG. */
async function notModified(stand: Stand, { count, rounds }: { count: number; rounds: number }): Promise<Line> {
  const [mine] = stand.served('ours', 1).targets;
  const { pids } = stand.served('ours', 1);
  const url = mine?.url ?? '';
  const misses = SIDES.slice(0, MISSES).map((side) => ({
    url: `${url}?w=${side}&format=webp`,
    headers: mine?.headers,
  }));
  const [first, ...rest] = misses;
  // The first starts the process that makes them.
  if (first !== undefined)
    await serving(stand.load, { targets: [first], pids }, { count: 1, connections: 1, status: 200 });
  const miss = await serving(stand.load, { targets: rest, pids }, { count: rest.length, connections: 1, status: 200 });
  const known = { url, headers: { ...mine?.headers, 'if-none-match': stand.kept[1]?.etag ?? '' } };
  const before = await workDone(stand.world);
  const load = { count, rounds, connections: CONNECTIONS, status: 304 };
  const { ours = [] } = await servingInTurn(stand.load, { ours: { targets: [known], pids } }, load);
  const more = (await workDone(stand.world)) - before;
  const line = against({ what: '304 · making the picture', goal: atMost(0.05) }, ours, [miss]);
  return { ...line, note: `${paceOf('304', ours)}; storage and encoder were asked ${more} times meanwhile` };
}

/** Operations of storage and pictures made, as the service counts them itself. */
async function workDone(world: World): Promise<number> {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  const counted = [
    ...text.matchAll(
      /^(?:image_storage_operations_total\{operation="(?:get|stream|head|put)".*|image_processing_duration_seconds_count\{.*) (\d+)$/gm,
    ),
  ];
  return counted.reduce((sum, [, count]) => sum + Number(count), 0);
}
