import type { Dialect } from '../../config/backend-address';
import type { BackendClient } from './backend.client';
import { BackendRejectedError } from './image-backend';
import { isWord, listed, member, within } from './untrusted-answer';

/**
 * Asks a server which dialect it speaks, by what only that one has: a list of samplers (all of `/sdapi/v1`), then
 * sd-server's own API, Forge's list of modules, SD.Next's status; ComfyUI by its statistics.
 *
 * @throws BackendRejectedError when it speaks none; BackendUnavailableError when it does not answer
 */
export async function detectDialect(client: BackendClient, signal: AbortSignal): Promise<Dialect> {
  const has = async (path: string): Promise<boolean> => (await answerOf(client, path, signal)) !== undefined;
  const samplers = await answerOf(client, '/sdapi/v1/samplers', signal);
  if (Array.isArray(samplers)) {
    if (await has('/sdcpp/v1/capabilities')) return 'sdcpp';
    if (await has('/sdapi/v1/sd-modules')) return 'forge';
    // SD.Next lists no aliases; a list that is empty tells nothing.
    if ((await has('/sdapi/v1/status')) || (samplers.length > 0 && !listsAliases(samplers))) return 'sdnext';
    return 'a1111';
  }
  const stats = await answerOf(client, '/system_stats', signal);
  if (isWord(within(stats, 'system', 'comfyui_version')) || Array.isArray(member(stats, 'devices'))) return 'comfyui';
  throw new BackendRejectedError('speaks no dialect that is known here');
}

function listsAliases(samplers: unknown): boolean {
  return listed(samplers).some((sampler) => Array.isArray(member(sampler, 'aliases')));
}

/** `undefined` for what the server does not have. A login that is refused is no answer to the question. */
async function answerOf(client: BackendClient, path: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await client.get(path, signal);
  } catch (error) {
    if (error instanceof BackendRejectedError && !/ 40[13]$/.test(error.message)) return undefined;
    throw error;
  }
}
