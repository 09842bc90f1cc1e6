import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulatedA1111 } from '../../../test/support/simulated-a1111';
import { startSimulatedForge } from '../../../test/support/simulated-forge';
import { startSimulatedSdcpp } from '../../../test/support/simulated-sdcpp';
import { startSimulatedSdnext } from '../../../test/support/simulated-sdnext';
import { readBackendAddress } from '../../config/backend-address';
import { BackendRejectedError, BackendUnavailableError, type ImageBackend } from './image-backend';
import { openBackend } from './open-backend';

interface Stoppable {
  readonly url: string;
  stop(): Promise<void>;
}

const signal = (): AbortSignal => new AbortController().signal;

describe('DetectedBackend', () => {
  const opened: ImageBackend[] = [];
  const servers: Stoppable[] = [];
  afterEach(async () => {
    for (const backend of opened.splice(0)) await backend.close();
    for (const server of servers.splice(0)) await server.stop();
  });

  const open = (url: string): ImageBackend => {
    const backend = openBackend(readBackendAddress(url), { maxImageBytes: 1_000_000 });
    opened.push(backend);
    return backend;
  };
  /** A server of our own: `answers` by path, 404 for the rest. */
  const serving = async (answers: Record<string, unknown>, port = 0): Promise<Stoppable> => {
    const server: Server = createServer((request, response) => {
      const answer = answers[request.url ?? ''];
      response.writeHead(typeof answer === 'number' ? answer : answer === undefined ? 404 : 200);
      response.end(answer === undefined || typeof answer === 'number' ? '' : JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const stop = async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    const stoppable = { url, stop };
    servers.push(stoppable);
    return stoppable;
  };
  const COMFYUI = { '/system_stats': { system: { comfyui_version: '0.3.64' }, devices: [] } };

  it.each<[string, () => Promise<Stoppable>]>([
    ['a1111', () => startSimulatedA1111()],
    ['forge', () => startSimulatedForge()],
    ['sdnext', () => startSimulatedSdnext()],
    ['sdcpp', () => startSimulatedSdcpp()],
    ['comfyui', () => serving(COMFYUI)],
  ])('knows %s by what it alone answers', async (dialect, start) => {
    const server = await start();
    if (!servers.includes(server)) servers.push(server);
    const backend = open(server.url);
    const before = backend.dialect;

    await backend.check(signal());

    expect([before, backend.dialect]).toEqual(['auto', dialect]);
  });

  it('knows SD.Next without its status by a list without aliases', async () => {
    const backend = open((await serving({ '/sdapi/v1/samplers': [{ name: 'Euler', options: {} }] })).url);

    await backend.check(signal());

    expect(backend.dialect).toBe('sdnext');
  });

  it('waits for a server that is down at the start, and asks again', async () => {
    const first = await serving(COMFYUI);
    const { port } = new URL(first.url);
    await first.stop();
    servers.length = 0;
    const backend = open(first.url);
    const whileDown = backend.check(signal());
    await expect(whileDown).rejects.toThrow(BackendUnavailableError);

    await serving(COMFYUI, Number(port));
    await backend.check(signal());

    expect(backend.dialect).toBe('comfyui');
  });

  it('learns that another server stands in the place of the one it knew', async () => {
    const first = await serving(COMFYUI);
    const backend = open(first.url);
    await backend.check(signal());
    await first.stop();
    servers.length = 0;
    await serving({ '/sdapi/v1/samplers': [{ name: 'Euler', aliases: [] }] }, Number(new URL(first.url).port));

    await expect(backend.check(signal())).rejects.toThrow(BackendUnavailableError);
    await backend.check(signal());

    expect(backend.dialect).toBe('a1111');
  });

  it.each<[string, Record<string, unknown>]>([
    ['speaks nothing that it knows', { '/': 'hello' }],
    ['refuses the login', { '/sdapi/v1/samplers': 401 }],
  ])('refuses a server that %s', async (_what, answers) => {
    const backend = open((await serving(answers)).url);

    await expect(backend.check(signal())).rejects.toThrow(BackendRejectedError);
  });

  it('takes a server that only fails for one that is away', async () => {
    const backend = open((await serving({ '/sdapi/v1/samplers': 503 })).url);

    await expect(backend.check(signal())).rejects.toThrow(BackendUnavailableError);
    expect(backend.dialect).toBe('auto');
  });

  it('asks nothing of a server whose dialect is told', async () => {
    const backend = open((await serving(COMFYUI)).url + '#dialect=sdcpp');

    await expect(backend.check(signal())).rejects.toThrow(BackendRejectedError);
    expect(backend.dialect).toBe('sdcpp');
  });
});
