import type { ImageServiceError } from '../../common/errors';
import { BlankOutputError } from '../../processing/picture-errors';
import { BackendOutOfMemoryError, BackendRejectedError, BackendUnavailableError } from './image-backend';

/**
 * How servers say that a picture does not fit: PyTorch on CUDA, HIP, MPS, XPU and DirectML, ggml's allocators, Vulkan, the
 * C++ library. 'returned no results' is all that sd-server tells of it (observed, 2026-08).
 */
const OUT_OF_MEMORY = new RegExp(
  [
    'out[ _-]?of[ _-]?(device[ _]?|host[ _]?)?memory',
    'not enough ([a-z]+ ){0,3}memory',
    'insufficient memory',
    'CUDA error',
    'HIP error',
    'CUBLAS_STATUS_ALLOC_FAILED',
    'bad_alloc',
    "can(no|')t allocate memory",
    'failed to (re)?allocate',
    'Allocation on device',
    'returned no results',
  ].join('|'),
  'i',
);
const NOT_A_NUMBER = /NansException|all NaNs/i;
/** Statuses of somebody who is busy, not unwilling. */
const BUSY = new Set([408, 425, 429]);

/** What an answer means that is no success, by what its body says and then by its status. */
export function failureOf(status: number, text: string): ImageServiceError {
  if (status >= 500) return failureNamed(text) ?? new BackendUnavailableError(`answered ${status}`);
  if (BUSY.has(status)) return new BackendUnavailableError(`answered ${status}`);
  return new BackendRejectedError(`answered ${status}`);
}

/** What a server's own words about a picture that failed mean; `undefined` when they mean nothing to us. */
export function failureNamed(text: string): ImageServiceError | undefined {
  if (OUT_OF_MEMORY.test(text)) return new BackendOutOfMemoryError();
  if (NOT_A_NUMBER.test(text)) return new BlankOutputError('not a number');
  // sd-server's reader of JSON: the request is at fault, and will be the next time.
  if (text.includes('json.exception')) return new BackendRejectedError('did not understand the request');
  return undefined;
}
