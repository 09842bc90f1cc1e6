import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect, type NatsConnection } from 'nats';
import { eventually } from '../../support/eventually';

const run = promisify(execFile);
const CHECKOUT = join(__dirname, '../../..');
const PASSWORDS = {
  HUB_IMAGE_PASSWORD: 'image-password',
  HUB_OPERATOR_PASSWORD: 'operator-password',
  HUB_CHARACTER_PASSWORD: 'character-password',
  HUB_CAMPAIGN_PASSWORD: 'campaign-password',
  HUB_GAME_PASSWORD: 'game-password',
};
const VARIABLES = {
  'image-service': 'HUB_IMAGE_PASSWORD',
  operator: 'HUB_OPERATOR_PASSWORD',
  'character-service': 'HUB_CHARACTER_PASSWORD',
  'campaign-service': 'HUB_CAMPAIGN_PASSWORD',
  'game-service': 'HUB_GAME_PASSWORD',
} as const;

/** Accounts of `deploy/nats/accounts.conf`. */
export type HubAccount = keyof typeof VARIABLES;

/** A nats-server with the accounts that we deliver, and its streams and durables made by the operator. */
export interface GuardedHub {
  urlOf(account: HubAccount): string;
  /** Connects as that account, with the inbox it may hear. */
  join(account: HubAccount): Promise<NatsConnection>;
  remove(): Promise<void>;
}

/** Starts it with the very file of the delivery; resolves when `npm run hub:init`'s program has run. */
export async function startGuardedHub(): Promise<GuardedHub> {
  const folder = await mkdtemp(join(tmpdir(), 'guarded-hub-'));
  const port = randomInt(10_000, 30_000);
  await copyFile(join(CHECKOUT, 'deploy/nats/accounts.conf'), join(folder, 'accounts.conf'));
  const lines = [`listen: "127.0.0.1:${port}"`, `jetstream { store_dir: "${folder}/js" }`, 'include accounts.conf'];
  await writeFile(join(folder, 'nats.conf'), `${lines.join('\n')}\n`);
  const program = process.env.TEST_NATS_SERVER_BIN ?? 'nats-server';
  const server = spawn(program, ['-c', join(folder, 'nats.conf')], { stdio: 'ignore', env: PASSWORDS });
  const joined: NatsConnection[] = [];
  const urlOf = (account: HubAccount): string => `nats://${account}:${PASSWORDS[VARIABLES[account]]}@127.0.0.1:${port}`;
  const enter = async (account: HubAccount): Promise<NatsConnection> => {
    const inboxPrefix = `_INBOX.${account === 'operator' ? 'image-service' : account}`;
    const pass = PASSWORDS[VARIABLES[account]];
    const connection = await connect({ servers: `127.0.0.1:${port}`, user: account, pass, inboxPrefix });
    joined.push(connection);
    return connection;
  };
  await eventually(async () => (await enter('operator')).flush());
  await initHub(urlOf('operator'));
  return { urlOf, join: enter, remove: () => stop({ joined, server, folder }) };
}

/** The step before the service: everything else of its environment only has to be of the right form. */
async function initHub(url: string): Promise<void> {
  const env = {
    MESSAGE_HUB_URL: url,
    DATABASE_URL: 'postgres://127.0.0.1/unused',
    STORAGE_URL: 'file:///tmp/unused',
    SECRET_KEY: 'x'.repeat(32),
  };
  await run(process.execPath, [join(CHECKOUT, 'dist/src/hub-init.js')], { env });
}

async function stop(running: { joined: NatsConnection[]; server: ChildProcess; folder: string }): Promise<void> {
  for (const connection of running.joined) await connection.close();
  running.server.kill('SIGKILL');
  await rm(running.folder, { recursive: true, force: true });
}
