import type { RenderMode } from '../recipe';
import type { BackendClient } from './backend.client';
import { BackendRejectedError, type Capabilities } from './image-backend';
import { chooseReferenceUnit, type ReferenceUnit } from './reference-unit';
import { ourSampler, ourScheduler } from './sampler-names';
import type { SdapiHabits } from './sdapi-habits';
import { chooseUpscaler, findModel, type ServerFacts, type ServerModel } from './server-facts';
import { amount, isWord, listed, member, namesIn, within } from './untrusted-answer';

/**
 * Asks a server of `/sdapi/v1` what it is and has: one question after the other, for sd-server answers with eight workers in all.
 * @throws BackendUnavailableError, BackendRejectedError when it does not even list its samplers
 */
export async function askSdapi(client: BackendClient, habits: SdapiHabits, signal: AbortSignal): Promise<ServerFacts> {
  const optional = (path: string): Promise<unknown> => orNothing(client.get(`/sdapi/v1/${path}`, signal));
  // 'Default' is not the name of a sampler: what it means is the server's to change.
  const names = namesIn(await client.get('/sdapi/v1/samplers', signal), 'name');
  const samplers = names.filter((name) => name.toLowerCase() !== 'default');
  const schedulers = habits.knownSchedules ?? schedulersIn(await optional('schedulers'));
  const models = listed(await optional('sd-models')).flatMap(modelOf);
  const loaded = findModel(models, member(await optional('options'), 'sd_model_checkpoint'));
  const upscaler = habits.hasServices ? chooseUpscaler(namesIn(await optional('upscalers'), 'name')) : undefined;
  const reference = habits.mayHaveControlNet ? await referenceIn(client, signal) : undefined;
  const memory = habits.hasServices ? await optional('memory') : undefined;
  const capabilities: Capabilities = {
    modes: new Set<RenderMode>([
      'txt2img',
      'img2img',
      'inpaint',
      ...(upscaler === undefined ? [] : ['upscale' as const]),
    ]),
    samplers: samplers.map(ourSampler),
    schedulers: schedulers.map(ourScheduler),
    models: models.map(({ name }) => name),
    model: loaded?.name,
    canChangeModel: habits.canChangeModel,
    progress: habits.hasServices,
    // Without ids of ours nobody knows whose picture it is that the server shows.
    previews: habits.hasTaskIds,
    interrupt: habits.hasServices,
    sizeMultiple: habits.rounding.multiple,
    memory: memoryIn(memory),
  };
  const outOfMemoryCount = outOfMemoryCountIn(memory);
  return { capabilities, samplers, schedulers, models, upscaler, reference, outOfMemoryCount };
}

/** What ControlNet has for references, where it is installed. */
async function referenceIn(client: BackendClient, signal: AbortSignal): Promise<ReferenceUnit | undefined> {
  const optional = (path: string): Promise<unknown> => orNothing(client.get(path, signal));
  const scripts = listed(member(await optional('/sdapi/v1/scripts'), 'txt2img'));
  if (!scripts.some((name) => isWord(name) && name.toLowerCase() === 'controlnet')) return undefined;
  const named = async (list: string): Promise<string[]> =>
    listed(member(await optional(`/controlnet/${list}`), list)).filter((name) => isWord(name));
  return chooseReferenceUnit(await named('model_list'), await named('module_list'));
}

/** Old versions and small servers lack one list or another; sd-server answers 404 with an empty body. */
async function orNothing(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof BackendRejectedError) return undefined;
    throw error;
  }
}

/** A1111 labels them ('SGM Uniform', name 'sgm_uniform') and takes either; sd-server has one word for both. */
function schedulersIn(answer: unknown): string[] {
  return listed(answer).flatMap((entry) => {
    const label = member(entry, 'label') ?? member(entry, 'name');
    return isWord(label) ? [label] : [];
  });
}

function modelOf(entry: unknown): ServerModel[] {
  const title = member(entry, 'title');
  const name = member(entry, 'model_name') ?? title;
  if (!isWord(name)) return [];
  const others = ['hash', 'sha256', 'filename'].map((field) => member(entry, field));
  const file = isWord(others[2]) ? others[2].split(/[\\/]/).pop() : undefined;
  return [{ name, theirs: isWord(title) ? title : name, aliases: [...others, file].filter((alias) => isWord(alias)) }];
}

function memoryIn(answer: unknown): Capabilities['memory'] {
  const freeBytes = amount(within(answer, 'cuda', 'system', 'free'));
  const totalBytes = amount(within(answer, 'cuda', 'system', 'total'));
  return freeBytes === undefined || totalBytes === undefined ? undefined : { freeBytes, totalBytes };
}

/** How often the server ran out of memory since it started, from the answer of `/sdapi/v1/memory`; `undefined` where it does not count. */
export function outOfMemoryCountIn(answer: unknown): number | undefined {
  return amount(within(answer, 'cuda', 'events', 'oom'));
}
