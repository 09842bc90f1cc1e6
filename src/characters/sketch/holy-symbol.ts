import { disc, mix, shade, shape, stroke } from './ink';
import type { Look } from './subject-look';

/** A sun on a chain: a sign of faith of nobody's in particular. */
export function holySymbol(look: Look): string {
  const gold = mix(look.trim, '#e8c65a', 0.5);
  const rays = Array.from(
    { length: 8 },
    (_, ray) => `<g transform="rotate(${ray * 45} 0 930)">${shape('M-12 896L0 856L12 896Z', gold, 5)}</g>`,
  );
  return (
    stroke('M-112 720C-90 820 -50 880 0 902C50 880 90 820 112 720', 7, shade(gold, -0.3)) +
    rays.join('') +
    disc(0, 930, 40, gold, 7) +
    disc(0, 930, 20, shade(gold, 0.5), 5)
  );
}
