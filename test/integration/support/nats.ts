import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as openSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from 'nats';
import { eventually } from '../../support/eventually';

/** Below the range the kernel gives to outgoing connections. */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 30_000;
const ATTEMPTS = 5;

/**
 * Starts a nats-server with JetStream for one test file, on a free loopback port.
 *
 * @throws Error when `TEST_NATS_SERVER_BIN` is not set, or no server of ours answers after five ports
 */
export async function startTestNats(): Promise<TestNats> {
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-'));
  for (let attempt = 1; ; attempt += 1) {
    const server = new TestNats(folder, randomInt(LOWEST_PORT, HIGHEST_PORT));
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.kill();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** A nats-server that can be killed and started again on the same port with the same data. */
export class TestNats {
  /** `nats://127.0.0.1:PORT` */
  readonly url: string;
  private readonly name = `test-${randomUUID()}`;
  private process?: ChildProcess;
  private readonly connections: NatsConnection[] = [];

  constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {
    this.url = `nats://127.0.0.1:${port}`;
  }

  /** Resolves when the server that answers on the port is this one. */
  async start(): Promise<void> {
    const listen = ['--addr', '127.0.0.1', '--port', String(this.port), '--name', this.name];
    const child = spawn(binary(), [...listen, '--jetstream', '--store_dir', this.folder], { stdio: 'ignore' });
    this.process = child;
    await eventually(
      async () => {
        if (child.exitCode !== null) throw new Error(`nats-server ended with ${child.exitCode}`);
        if ((await serverNameAt(this.port)) !== this.name) throw new Error('another server answers on the port');
      },
      { timeoutMs: 5000, everyMs: 20 },
    );
  }

  /** Kills it outright; the data stay. */
  async kill(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** A connection for the test itself, closed with the server. */
  async connection(): Promise<NatsConnection> {
    const connection = await connect({
      servers: `127.0.0.1:${this.port}`,
      reconnectTimeWait: 50,
      maxReconnectAttempts: -1,
    });
    this.connections.push(connection);
    return connection;
  }

  /** Publishes `body` with `head` as its header block, byte for byte: what no client library would send. */
  async publishRaw(subject: string, head: string, body: string): Promise<void> {
    const socket = openSocket(this.port, '127.0.0.1');
    const block = `NATS/1.0\r\n${head}\r\n\r\n`;
    const sizes = `${Buffer.byteLength(block)} ${Buffer.byteLength(block + body)}`;
    socket.write(`CONNECT {"verbose":false,"headers":true}\r\nHPUB ${subject} ${sizes}\r\n${block}${body}\r\nPING\r\n`);
    for await (const chunk of socket) {
      if (String(chunk).includes('PONG')) return;
    }
    throw new Error('the server refused the raw message');
  }

  /** Ends everything and removes the data. */
  async stop(): Promise<void> {
    for (const connection of this.connections) await connection.close();
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function binary(): string {
  const path = process.env.TEST_NATS_SERVER_BIN;
  if (!path) throw new Error('TEST_NATS_SERVER_BIN must be the path of nats-server');
  return path;
}

async function serverNameAt(port: number): Promise<string | undefined> {
  const connection = await connect({ servers: `127.0.0.1:${port}`, reconnect: false, timeout: 1000 });
  const name = connection.info?.server_name;
  await connection.close();
  return name;
}
