/** Steps of the cube root's table: finer than eight bits can tell apart. */
const STEPS = 4096;
const LINEAR = Float32Array.from({ length: 256 }, (_, level) => {
  const share = level / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});
const CUBE_ROOT = Float32Array.from({ length: STEPS + 2 }, (_, step) => Math.cbrt(step / STEPS));

const rootOf = (share: number): number => CUBE_ROOT[(share * STEPS + 0.5) | 0] ?? 1;

/**
 * Writes a pixel's lightness and two colour axes in OKLab (Björn Ottosson, bottosson.github.io/posts/oklab, 2020), where
 * equal distances look about equally large: black and white are 1 apart, a just noticeable difference is about 0.02.
 *
 * @param rgb bytes, and `at` the index of the red one
 * @param out its elements 0 to 2 are written
 */
export function writeLab(rgb: Uint8Array, at: number, out: Float32Array): void {
  const red = LINEAR[rgb[at] ?? 0] ?? 0;
  const green = LINEAR[rgb[at + 1] ?? 0] ?? 0;
  const blue = LINEAR[rgb[at + 2] ?? 0] ?? 0;
  const l = rootOf(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = rootOf(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = rootOf(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  out[0] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  out[1] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  out[2] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
}
