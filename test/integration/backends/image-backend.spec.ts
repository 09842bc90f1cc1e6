import type { ImageBackend } from '../../../src/generation/backends/image-backend';
import type { SimulatedServer } from '../../support/stable-diffusion/simulated-server';
import { itIsAnImageBackend, type BackendHarness } from './image-backend.contract';
import { itSurvivesItsServer } from './image-backend-faults.contract';
import { backendAt, EVERY_DIALECT, LIMITS, SIMULATED } from './simulated-backends';
import type { Dialect } from '../../../src/config/backend-address';

/** A harness on simulated servers: one for every backend that is opened. */
function simulated(dialect: Dialect, address: Dialect | 'auto' = dialect): BackendHarness {
  const opened: { backend: ImageBackend; server: SimulatedServer }[] = [];
  return {
    isSimulated: true,
    open: async (options, limits = LIMITS) => {
      const server = await SIMULATED[dialect](options);
      const backend = backendAt(server.url, address, limits);
      opened.push({ backend, server });
      return { backend, server };
    },
    close: async () => {
      for (const { backend, server } of opened.splice(0)) await Promise.all([backend.close(), server.stop()]);
    },
  };
}

describe.each(EVERY_DIALECT)('The backend for %s', (dialect) => {
  describe('on a simulated server', () => itIsAnImageBackend(simulated(dialect)));
  describe('on a simulated server that fails', () => itSurvivesItsServer(simulated(dialect)));

  it('is found by asking the server', async () => {
    const { open, close } = simulated(dialect, 'auto');
    const { backend } = await open();

    await backend.warmUp(new AbortController().signal);

    expect(backend.dialect).toBe(dialect);
    await close();
  });
});

/** `http://host:port[#dialect=…]` of a real server: the same promises, but for those that need faults. */
const live = process.env.LIVE_STABLE_DIFFUSION_URL;
if (live === undefined) console.info('LIVE_STABLE_DIFFUSION_URL is not set: no real Stable Diffusion server is tested');

(live === undefined ? describe.skip : describe)('The backend on a real server', () => {
  jest.setTimeout(600_000);
  let opened: ImageBackend[] = [];
  itIsAnImageBackend({
    isSimulated: false,
    open: () => {
      const url = live ?? '';
      const backend = url.includes('dialect=') ? backendAtItself(url) : backendAt(url, 'auto');
      opened.push(backend);
      return Promise.resolve({ backend });
    },
    close: async () => {
      for (const backend of opened) await backend.close();
      opened = [];
    },
  });
});

function backendAtItself(url: string): ImageBackend {
  const dialect = (/dialect=(\w+)/.exec(url)?.[1] ?? 'auto') as Dialect;
  return backendAt(url.replace(/&?dialect=\w+/, ''), dialect);
}
