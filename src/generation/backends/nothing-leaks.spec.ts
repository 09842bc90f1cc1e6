import { Markers } from '../../../test/e2e/support/markers';
import { plantedCharacters } from '../../../test/e2e/support/planted-forms';
import { startSimulatedA1111 } from '../../../test/support/simulated-a1111';
import { startSimulatedComfyui } from '../../../test/support/simulated-comfyui';
import { seededPng } from '../../../test/support/simulated-pictures';
import { startSimulatedSdcpp } from '../../../test/support/simulated-sdcpp';
import { startSimulatedSdnext } from '../../../test/support/simulated-sdnext';
import type { SimulatedServer } from '../../../test/support/stable-diffusion/simulated-server';
import { identify } from '../../characters/identity/identify';
import { asIdentified } from '../../characters/identity/visual-identity';
import { normaliseDetails } from '../../characters/normalise-details';
import { composePortraitPrompt } from '../../characters/prompt/compose-portrait-prompt';
import { readBackendAddress, type Dialect } from '../../config/backend-address';
import { SDXL_DEFAULTS, type RenderPlan } from '../recipe';
import { BackendClient } from './backend.client';
import { ComfyUiBackend } from './comfyui.backend';
import { sanitizePrompt } from './firewall/sanitize-prompt';
import { SDAPI_HABITS } from './sdapi-habits';
import { SdapiBackend } from './sdapi.backend';

const controlNet = { models: ['ip-adapter-plus-face_sdxl_vit-h'], modules: ['ip-adapter-auto'] };

/** Each dialect words its requests and sends its pictures in its own way: all that it is sent is read here. */
describe.each<[Dialect, () => Promise<SimulatedServer>]>([
  ['a1111', () => startSimulatedA1111()],
  ['forge', () => startSimulatedA1111({ dialect: 'forge', controlNet })],
  ['sdnext', () => startSimulatedSdnext()],
  ['sdcpp', () => startSimulatedSdcpp()],
  ['comfyui', () => startSimulatedComfyui()],
])('A server of the dialect %s', (dialect, start) => {
  it('is told nothing of what nobody is to see, in words or in pictures', async () => {
    const markers = new Markers();
    const server = await start();
    const client = new BackendClient(readBackendAddress(server.url), 26_214_400);
    const access = { client, sanitizePrompt };
    const backend =
      dialect === 'comfyui' ? new ComfyUiBackend(access) : new SdapiBackend(SDAPI_HABITS[dialect], access);
    // A picture from elsewhere may have anything written into its file.
    const source = seededPng({ widthPx: 64, heightPx: 64, seed: 1, text: `a portrait of ${markers.at('the source')}` });
    const mask = seededPng({ widthPx: 64, heightPx: 64, seed: 2, text: markers.at('the mask') });
    const starts: Partial<RenderPlan>[] = [
      {},
      { mode: 'img2img', denoising_strength: 0.5 },
      { mode: 'img2img', denoising_strength: 0.5, likeness: true },
      { mode: 'inpaint', denoising_strength: 0.75 },
    ];

    for (const form of plantedCharacters(markers)) {
      const { subject } = normaliseDetails(form);
      const shown = asIdentified(subject, identify(subject, { key: 'key' }));
      const words = composePortraitPrompt({ subject: shown, theme: 'fantasy', kind: 'portrait' });
      const plan = { prompt: words.prompt, negative_prompt: words.negativePrompt, seed: 1, ...SDXL_DEFAULTS };
      for (const given of starts) {
        const request = { plan: { ...plan, width: 64, height: 64, ...given }, sketch: () => Promise.resolve(source) };
        const pictures = { source: () => Promise.resolve(source), mask: () => Promise.resolve(mask) };
        await backend.paint({ ...request, ...pictures }, new AbortController().signal);
      }
    }
    await backend.close();
    await server.stop();

    expect(markers.count).toBeGreaterThan(200);
    expect(server.requests.filter(({ method }) => method === 'POST').length).toBeGreaterThanOrEqual(24);
    // Base64 hides words: pictures are looked into as well.
    const told = server.requests.flatMap(({ path, raw }) => [
      { path, text: raw },
      ...[...raw.toString('latin1').matchAll(/"(?:data:[^,"]*,)?([A-Za-z0-9+/=]{200,})"/g)].map(([, picture = '']) => ({
        path: `${path}, a picture`,
        text: Buffer.from(picture, 'base64'),
      })),
    ]);
    expect(told.flatMap(({ path, text }) => markers.foundIn(path, text))).toEqual([]);
    expect(server.escapes).toEqual([]);
  }, 30_000);
});
