import type { Graph } from './comfyui-validation';
import { promptEscapes } from './prompt-escapes';

const GIB = 1024 ** 3;

/** What in a graph does more than describe: commands in its words, and names of files that leave their folder. */
export function graphEscapes(graph: Graph): string[] {
  return Object.values(graph).flatMap(({ class_type, inputs }) => {
    const text = class_type === 'CLIPTextEncode' ? inputs.text : undefined;
    const prefix = class_type === 'SaveImage' ? inputs.filename_prefix : undefined;
    const leaves = typeof prefix === 'string' && /\.\.|^\/|\\|%/.test(prefix);
    return [
      ...(typeof text === 'string' ? promptEscapes('comfyui', text) : []),
      ...(leaves ? [`path: ${prefix}`] : []),
    ];
  });
}

/** Answer of `/system_stats`. */
export const SYSTEM_STATS = {
  system: { os: 'posix', ram_total: 32 * GIB, ram_free: 20 * GIB, comfyui_version: '0.3.64', python_version: '3.12' },
  devices: [
    {
      name: 'cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync',
      type: 'cuda',
      index: 0,
      vram_total: 24 * GIB,
      vram_free: 15 * GIB,
      torch_vram_total: 8 * GIB,
      torch_vram_free: GIB,
    },
  ],
};
