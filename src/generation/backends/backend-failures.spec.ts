import { OUT_OF_MEMORY_WORDS } from '../../../test/support/simulated-a1111-faults';
import { BlankOutputError } from '../../processing/picture-errors';
import { failureNamed, failureOf } from './backend-failures';
import { BackendOutOfMemoryError, BackendRejectedError, BackendUnavailableError } from './image-backend';

describe('failureOf', () => {
  it.each([
    ...Object.values(OUT_OF_MEMORY_WORDS).map((words) => words.join(': ')),
    '{"error":"OutOfMemoryError","detail":"","errors":"CUDA out of memory. Tried to allocate 2.25 GiB"}',
    '{"error":"server_error","message":"std::bad_alloc"}',
    '{"error":"generate_image returned no results"}',
    'ggml_backend_cuda_buffer_type_alloc_buffer: failed to allocate buffer of size 3221225472',
    'vk::Device::allocateMemory: ErrorOutOfDeviceMemory',
    'VK_ERROR_OUT_OF_HOST_MEMORY',
    'Could not allocate tensor with 1 bytes. There is not enough GPU video memory available!',
    'CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate(handle)',
    "DefaultCPUAllocator: can't allocate memory",
  ])('knows that %s means a full memory', (text) => {
    expect(failureOf(500, text)).toBeInstanceOf(BackendOutOfMemoryError);
  });

  it.each([
    [500, '{"error":"NansException","errors":"A tensor with all NaNs was produced in VAE."}', BlankOutputError],
    [
      500,
      '{"error":"server_error","message":"[json.exception.type_error.302] type must be number"}',
      BackendRejectedError,
    ],
    [500, 'Internal Server Error', BackendUnavailableError],
    [500, '', BackendUnavailableError],
    [502, '<html>Bad gateway', BackendUnavailableError],
    [429, '{"error":"Rate limit exceeded"}', BackendUnavailableError],
    [408, '', BackendUnavailableError],
    [404, '', BackendRejectedError],
    [422, '{"detail":[]}', BackendRejectedError],
    [302, '', BackendRejectedError],
    // A refusal stays one, whatever words stand in it.
    [400, 'prompt: "the dungeon ran out of memory"', BackendRejectedError],
  ])('takes %i %s for what it is', (status, text, error) => {
    expect(failureOf(status, text)).toBeInstanceOf(error);
  });

  it('repeats nothing of what a server said', () => {
    expect(failureOf(500, 'SECRET').message + failureOf(400, 'SECRET').message).not.toContain('SECRET');
  });
});

describe('failureNamed', () => {
  it('knows nothing of other words', () => {
    expect(failureNamed('KeyError: 0')).toBeUndefined();
  });
});
