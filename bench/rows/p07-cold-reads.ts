import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import type { BenchProgram } from '../harness/bench-program';
import { lineOf, spreadOf } from '../harness/figures';
import { atMost, type Line, type Row } from '../harness/row';
import type { BenchStage } from '../harness/stage';
import type { World } from '../harness/world';
import { type LoadResult, type LoadTarget } from '../programs/http-load';
import { type Nginx, nginxProgram, startNginx } from './nginx';
import { keepPictures, type KeptPicture, ownerHeaders, type Picture } from './picture-world';
import { paceOf, type Served, type Serving, serving } from './read-load';
import { portraitPng, portraitWebp } from './sample-pictures';

const CONNECTIONS = 8;
const CLIENTS = 50;
/** Pictures that one round reads, each once. */
const SMALL = { quick: 1000, full: 1000 };
const LARGE = { quick: 200, full: 200 };
/** Rounds that do not count: they compile. */
const WARM_UP_ROUNDS = 2;

/** P7: pictures that are in no memory, from S3: ours with authentication and row, nginx without either. */
export const coldReads: Row = {
  id: 'P7',
  title: 'reads from S3, nothing cached',
  rounds: { quick: 3, full: 7 },
  measure: async (stage, rounds) => {
    const world = await stage.world({ storage: 's3' });
    const load = stage.program('programs/http-load', {});
    const nginx = await proxying(stage, world);
    try {
      const parts = { stage, world, load, nginx, rounds };
      const png = await portraitPng();
      const webp = await portraitWebp(png);
      return [
        await against(parts, { what: '1.5 MB', picture: png, count: LARGE[stage.profile], limit: 2.5 }),
        await against(parts, { what: '100 KB', picture: webp, count: SMALL[stage.profile], limit: 5 }),
        await oneFetch(parts, png),
      ];
    } finally {
      await Promise.all([load.stop(), nginx?.stop()]);
      await world.stop();
    }
  },
};

interface Parts {
  readonly stage: BenchStage;
  readonly world: World;
  readonly load: BenchProgram;
  readonly nginx: Nginx | undefined;
  readonly rounds: number;
}

interface Case {
  readonly what: string;
  readonly picture: Picture;
  readonly count: number;
  readonly limit: number;
}

/** Endpoint, bucket and keys of the store of a world. */
function storeOf(world: World): { readonly endpoint: string; readonly bucket: string; readonly url: URL } {
  const url = new URL(world.env.STORAGE_URL ?? '');
  return { endpoint: `http://${url.host}`, bucket: url.pathname.slice(1), url };
}

/** nginx before the same store, which is told to let anybody read: it has nothing to sign. */
async function proxying(stage: BenchStage, world: World): Promise<Nginx | undefined> {
  const program = nginxProgram();
  if (program === undefined) return undefined;
  const { endpoint, bucket, url } = storeOf(world);
  const credentials = { accessKeyId: url.username, secretAccessKey: decodeURIComponent(url.password) };
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` };
  // The service has made its bucket when it started.
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }));
  client.destroy();
  const onward = 'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://store;';
  return startNginx(stage, program, {
    http: `upstream store { server ${url.host}; keepalive 32; }`,
    server: `location / { ${onward} }`,
  });
}

async function against(parts: Parts, { what, picture, count, limit }: Case): Promise<Line> {
  const { world, nginx, rounds } = parts;
  const kept = await keepPictures(
    world,
    Array.from({ length: count }, () => picture),
  );
  const results: { ours: Serving[]; reference: Serving[] } = { ours: [], reference: [] };
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round += 1) {
    await forgetAll(world);
    const ours = await read(parts, { targets: mine(world, kept), pids: world.replicas.map(({ pid }) => pid) });
    const theirs = nginx && (await read(parts, { targets: proxied(world, nginx, kept), pids: [nginx.pid] }));
    if (round < WARM_UP_ROUNDS) continue;
    results.ours.push(ours);
    if (theirs !== undefined) results.reference.push(theirs);
  }
  return lineFor(`${what} · nginx proxy_pass`, results, limit);
}

function lineFor(what: string, results: { ours: Serving[]; reference: Serving[] }, limit: number): Line {
  const { ours, reference } = results;
  const cpu = (some: readonly Serving[]): number[] => some.map(({ cpuUs }) => cpuUs);
  const goal = atMost(limit);
  const line = { what, unit: 'µs CPU', ours: cpu(ours), goal };
  if (reference.length > 0) {
    const note = `${paceOf('ours', ours)}; ${paceOf('nginx', reference)}`;
    return lineOf({ ...line, reference: cpu(reference), note });
  }
  const nothing = { reference: spreadOf([Number.NaN]), ratio: Number.NaN };
  return {
    ...line,
    ours: spreadOf(line.ours),
    ...nothing,
    note: 'nginx is not installed (apt-get install nginx-light)',
  };
}

const read = ({ load }: Parts, served: Served): Promise<Serving> =>
  serving(load, served, { count: served.targets.length, connections: CONNECTIONS, status: 200 });

const mine = (world: World, kept: readonly KeptPicture[], url = world.url): LoadTarget[] =>
  kept.map(({ path }) => ({ url: url + path, headers: ownerHeaders(world) }));

const proxied = (world: World, nginx: Nginx, kept: readonly KeptPicture[]): LoadTarget[] =>
  kept.map(({ key }) => ({ url: `${nginx.url}/${storeOf(world).bucket}/${key}` }));

/** Empties the caches by the operators' own door. */
async function forgetAll(world: World): Promise<void> {
  const token = world.token({ sub: 'operator', roles: ['admin'] });
  const options = { method: 'DELETE', headers: { authorization: `Bearer ${token}` } };
  const answer = await fetch(`${world.url}/api/v1/cache`, options);
  if (answer.status !== 204) throw new Error(`the caches could not be emptied: ${answer.status}`);
}

/** Fifty clients, one picture that nobody has asked for: counted where S3 is asked. */
async function oneFetch({ stage, world, load }: Parts, picture: Picture): Promise<Line> {
  const { endpoint, url } = storeOf(world);
  const proxy = stage.program('programs/counting-proxy', { target: endpoint });
  try {
    const { port } = await proxy.ask<{ port: number }>({ do: 'start' });
    url.host = `127.0.0.1:${port}`;
    const replica = await world.startReplica({ STORAGE_URL: url.href });
    const [kept] = await keepPictures(world, [picture]);
    if (kept === undefined) throw new Error('nothing was kept');
    await proxy.ask({ do: 'take' });
    const targets = mine(world, [kept], replica.url);
    const { statuses } = await load.ask<LoadResult>({ do: 'run', targets, count: CLIENTS, connections: CLIENTS });
    const { gets } = await proxy.ask<{ gets: string[] }>({ do: 'take' });
    const fetched = gets.filter((path) => path.endsWith(kept.key)).length;
    const line = { what: `fetches for ${CLIENTS} clients at once`, unit: 'fetches', ours: [fetched], reference: [1] };
    const goal = { text: 'exactly 1', isMet: (ratio: number) => ratio === 1 && statuses[200] === CLIENTS };
    return lineOf({ ...line, goal, note: `answers by status: ${JSON.stringify(statuses)}` });
  } finally {
    await proxy.stop();
  }
}
