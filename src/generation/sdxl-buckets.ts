/** Sizes SDXL was trained on, about one megapixel each (arXiv 2307.01952, appendix); pixels. */
const BUCKETS = [
  [640, 1536], [768, 1344], [832, 1216], [896, 1152], [1024, 1024],
  [1152, 896], [1216, 832], [1344, 768], [1536, 640],
] as const; // prettier-ignore

/** The training size nearest in shape to `width` × `height` of any unit. */
export function nearestBucket(width: number, height: number): { readonly width: number; readonly height: number } {
  const wanted = Math.log(width / height);
  const distance = (bucket: readonly [number, number]): number => Math.abs(Math.log(bucket[0] / bucket[1]) - wanted);
  const [best] = [...BUCKETS].sort((one, other) => distance(one) - distance(other));
  return { width: best?.[0] ?? 1024, height: best?.[1] ?? 1024 };
}
