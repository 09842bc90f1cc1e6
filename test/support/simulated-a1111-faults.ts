/**
 * What goes wrong with one render.
 *
 * No picture: `oom` (in the server's own words; `oom-hip`, `oom-cuda`, `oom-mps`, `oom-alloc` and `oom-torch` in the words of other
 * cards and libraries) and `nan` (500 in the server's words), `http500`, `http503`, `plain500` (text), `html` (200, a
 * proxy's page), `hang` (no answer, and everyone behind waits, until `revive()` or `stop()`), `reset` (the connection dies in the middle
 * of the answer), `crash` (the process dies with every connection; back after `restartMs`), `endless` (an answer without an end),
 * `empty-images`, `no-info`. A wrong picture: `truncated`, `black`, `flat`, `noise` (valid, but nothing in it), `skin` (blurred ovals in the colours of skin, which a classifier takes for more), `not-an-image`,
 * `jpeg` (valid, but not the usual format), `huge` (a valid file of 30 MB), `bomb` (20,000 x 20,000 px in 50 KB), `wrong-size` (half of it).
 * A wrong number of them: `wrong-count` (one picture more than asked), `grid` (a contact sheet before the picture, as
 * `index_of_first_image` says). A lie in `info`: `wrong-sampler`, `wrong-seed`, `wrong-model`. `slow` takes `slowMs` longer.
 */
export type SimulatedFault =
  | 'oom'
  | 'oom-hip'
  | 'oom-cuda'
  | 'oom-mps'
  | 'oom-alloc'
  | 'oom-torch'
  | 'nan'
  | 'http500'
  | 'http503'
  | 'plain500'
  | 'html'
  | 'hang'
  | 'reset'
  | 'crash'
  | 'endless'
  | 'empty-images'
  | 'no-info'
  | 'truncated'
  | 'black'
  | 'flat'
  | 'noise'
  | 'skin'
  | 'not-an-image'
  | 'jpeg'
  | 'huge'
  | 'bomb'
  | 'wrong-size'
  | 'wrong-count'
  | 'grid'
  | 'wrong-sampler'
  | 'wrong-seed'
  | 'wrong-model'
  | 'slow';

/** How libraries and cards say that the memory is full, by fault; the words of Python servers for their plain `oom` first. */
export const OUT_OF_MEMORY_WORDS = {
  oom: ['OutOfMemoryError', 'CUDA out of memory. Tried to allocate 2.25 GiB. GPU 0 has 310.12 MiB free'],
  'oom-hip': ['OutOfMemoryError', 'HIP out of memory. Tried to allocate 2.25 GiB'],
  'oom-cuda': ['RuntimeError', 'CUDA error: out of memory'],
  'oom-mps': ['RuntimeError', 'MPS backend out of memory (MPS allocated: 17.2 GB, max allowed: 18.1 GB)'],
  'oom-alloc': [
    'RuntimeError',
    "[enforce fail at alloc_cpu.cpp:80] DefaultCPUAllocator: can't allocate memory: out of memory",
  ],
  'oom-torch': ['OutOfMemoryError', 'Allocation on device 0 would exceed allowed memory. (out of memory)'],
} as const satisfies Partial<Record<SimulatedFault, readonly [string, string]>>;

/** @returns name and words of the error when `fault` is one of the memory, in any spelling */
export function outOfMemoryOf(fault: SimulatedFault | undefined): readonly [string, string] | undefined {
  return (OUT_OF_MEMORY_WORDS as Partial<Record<string, readonly [string, string]>>)[fault ?? ''];
}
