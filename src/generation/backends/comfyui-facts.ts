import type { RenderMode } from '../recipe';
import type { BackendClient } from './backend.client';
import { BackendRejectedError, type Capabilities } from './image-backend';
import { ourSampler, ourScheduler } from './sampler-names';
import { chooseUpscaler, type ServerFacts, type ServerModel } from './server-facts';
import { amount, isWord, listed, member, within } from './untrusted-answer';

/** ComfyUI works in latents of 8 px and cuts what is over. */
export const COMFYUI_MULTIPLE = 8;

/** Asks a ComfyUI what its nodes offer. @throws BackendUnavailableError, BackendRejectedError */
export async function askComfyUi(client: BackendClient, signal: AbortSignal): Promise<ServerFacts> {
  const samplers = await choicesOf(client, ['KSampler', 'sampler_name'], signal);
  const schedulers = await choicesOf(client, ['KSampler', 'scheduler'], signal);
  const models = (await choicesOf(client, ['CheckpointLoaderSimple', 'ckpt_name'], signal)).map(modelOf);
  const upscaler = chooseUpscaler(await choicesOf(client, ['UpscaleModelLoader', 'model_name'], signal));
  const capabilities: Capabilities = {
    modes: modesWith({ painter: models.length > 0, upscaler: upscaler !== undefined }),
    samplers: samplers.map(ourSampler),
    schedulers: schedulers.map(ourScheduler),
    models: models.map(({ name }) => name),
    // It loads what a workflow names; one that names none of ours gets the first.
    model: models[0]?.name,
    canChangeModel: true,
    progress: true,
    previews: true,
    interrupt: true,
    sizeMultiple: COMFYUI_MULTIPLE,
    memory: memoryIn(await client.get('/system_stats', signal)),
  };
  return { capabilities, samplers, schedulers, models, upscaler };
}

function modesWith(has: { painter: boolean; upscaler: boolean }): ReadonlySet<RenderMode> {
  const painting: RenderMode[] = has.painter ? ['txt2img', 'img2img', 'inpaint'] : [];
  return new Set<RenderMode>([...painting, ...(has.upscaler ? ['upscale' as const] : [])]);
}

/** What an input of a node can be: a list, or since 2025 the word COMBO with a list among its options. */
async function choicesOf(
  client: BackendClient,
  [name, input]: [string, string],
  signal: AbortSignal,
): Promise<string[]> {
  const answer = await client.get(`/object_info/${name}`, signal).catch((error: unknown) => {
    if (error instanceof BackendRejectedError) return undefined;
    throw error;
  });
  const [choices, options] = listed(within(answer, name, 'input', 'required', input));
  return listed(Array.isArray(choices) ? choices : member(options, 'options')).filter((choice) => isWord(choice));
}

/** Named without its ending, so that a plan's model is the same on every dialect. */
function modelOf(file: string): ServerModel {
  const base = file.split(/[\\/]/).pop() ?? file;
  const name = base.replace(/\.(safetensors|ckpt|pt|sft|gguf)$/i, '');
  return { name, theirs: file, aliases: [base, file.replace(/\.[^.]+$/, '')] };
}

function memoryIn(stats: unknown): Capabilities['memory'] {
  const [device] = listed(member(stats, 'devices'));
  const freeBytes = amount(member(device, 'vram_free'));
  const totalBytes = amount(member(device, 'vram_total'));
  return freeBytes === undefined || totalBytes === undefined ? undefined : { freeBytes, totalBytes };
}
