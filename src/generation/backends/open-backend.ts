import type { BackendAddress, Dialect } from '../../config/backend-address';
import { BackendClient } from './backend.client';
import { ComfyUiBackend } from './comfyui.backend';
import { DetectedBackend } from './detected.backend';
import { sanitizePrompt } from './firewall/sanitize-prompt';
import type { ImageBackend } from './image-backend';
import { SDAPI_HABITS } from './sdapi-habits';
import { SdapiBackend } from './sdapi.backend';
import type { ServerAccess, ServerBackend } from './server.backend';

/** What a backend must keep to. */
export interface BackendLimits {
  /** Most bytes of a picture (MAX_IMAGE_SIZE). */
  readonly maxImageBytes: number;
}

/** The adapter for the server at `address`, behind the prompt firewall. Nothing is asked of it yet: it may well be down. */
export function openBackend(address: BackendAddress, limits: BackendLimits): ImageBackend {
  const client = new BackendClient(address, limits.maxImageBytes);
  const access: ServerAccess = { client, sanitizePrompt };
  const adapterFor = (dialect: Dialect): ServerBackend =>
    dialect === 'comfyui' ? new ComfyUiBackend(access) : new SdapiBackend(SDAPI_HABITS[dialect], access);
  return address.dialect === 'auto' ? new DetectedBackend(access, adapterFor) : adapterFor(address.dialect);
}
