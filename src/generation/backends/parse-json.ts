import { BackendUnavailableError } from './image-backend';

/**
 * Some answers of success have no body: interrupts of SD.Next (204) and of ComfyUI.
 * @throws BackendUnavailableError when it is not JSON
 */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new BackendUnavailableError('answered with something that is not JSON', { cause: error });
  }
}
