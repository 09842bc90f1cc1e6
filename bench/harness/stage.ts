import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { BenchProgram } from './bench-program';
import type { BenchPlace, StartedServer } from './bench-place';
import type { Profile } from './row';
import { World } from './world';

/** What a row needs of the world it starts. */
export interface WorldWishes {
  /** Variables of the service, on top of ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where pictures are kept; `file` unless given, as the product itself does it. */
  readonly storage?: 'file' | 's3';
  /** Service processes; 1 unless given. 0: only the servers, and the tables. */
  readonly replicas?: number;
}

/** Programs that stand for machines other than the service's. */
const ELSEWHERE: ReadonlySet<string> = new Set(['programs/simulated-gpus', 'programs/http-load']);

/** What rows measure on: servers, services and programs, all of them real and of this run. */
export class BenchStage {
  private worlds = 0;

  constructor(
    readonly place: BenchPlace,
    readonly profile: Profile,
  ) {}

  get isFull(): boolean {
    return this.profile === 'full';
  }

  /**
   * A service with a database, a hub and a store of its own: migrated, started and ready. Authentication, durability and
   * the checks of pictures are on; only the limits of requests a minute are off.
   */
  async world(wishes: WorldWishes = {}): Promise<World> {
    this.worlds += 1;
    const folder = join(this.place.folder, `world-${this.worlds}`);
    await mkdir(join(folder, 'images'), { recursive: true });
    const database = await this.database();
    const hub = await this.place.startHub();
    const env = await this.environment({ wishes, folder, database: database.url, hub });
    await this.place.migrate(env);
    const world = new World(this.place, { env, hub, database });
    for (let count = 0; count < (wishes.replicas ?? 1); count += 1) await world.startReplica();
    return world;
  }

  /** An empty database on the PostgreSQL of this run. */
  async database(): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
    const name = `bench_${randomBytes(4).toString('hex')}`;
    await this.administer(`CREATE DATABASE ${name}`);
    const url = new URL(this.place.database.url);
    url.pathname = `/${name}`;
    return { url: url.href, drop: () => this.administer(`DROP DATABASE ${name} WITH (FORCE)`) };
  }

  /**
   * Starts a program in a process of its own: `programs/<name>` and `references/<name>` are TypeScript; what needs a package of
   * `bench/package.json` is `references/<name>.mjs`.
   */
  program(name: `programs/${string}` | `references/${string}`, settings: object): BenchProgram {
    const isPlain = name.endsWith('.mjs');
    const script = isPlain ? join(this.place.checkout, 'bench', name) : join(this.place.program, 'bench', `${name}.js`);
    return BenchProgram.start(script, this.place.folder, settings, ELSEWHERE.has(name));
  }

  private async environment(parts: {
    readonly wishes: WorldWishes;
    readonly folder: string;
    readonly database: string;
    readonly hub: StartedServer;
  }): Promise<Record<string, string>> {
    const { wishes, folder, database, hub } = parts;
    const isS3 = wishes.storage === 's3';
    const bucket = `bench-${randomBytes(4).toString('hex')}`;
    return {
      PATH: process.env.PATH ?? '',
      // As `npm start` sets it.
      MALLOC_ARENA_MAX: '2',
      DATABASE_URL: database,
      MESSAGE_HUB_URL: hub.url,
      STORAGE_URL: isS3 ? `${await this.place.s3Url()}/${bucket}` : `file://${folder}/images`,
      SECRET_KEY: randomBytes(32).toString('hex'),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      RATE_LIMIT_READS: '0',
      RATE_LIMIT_WRITES: '0',
      // Such as `--cpu-prof --cpu-prof-dir=/tmp/profiles`, for whoever looks for what costs.
      ...(process.env.BENCH_NODE_OPTIONS !== undefined && { NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS }),
      ...wishes.env,
    };
  }

  private async administer(sql: string): Promise<void> {
    const client = new Client({ connectionString: this.place.database.url });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }
}
