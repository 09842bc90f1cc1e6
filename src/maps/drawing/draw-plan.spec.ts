import { sha256 } from '../../common/canonical-json';
import { MAP_SETTINGS, MAP_THEMES, type MapBrief } from '../layout/map-brief';
import { FEATURE_KINDS, type MapPlan } from '../layout/map-plan';
import { planMap } from '../layout/plan-map';
import type { GridOptions } from './draw-grid';
import { drawGridLayer, drawPlan } from './draw-plan';

const PLAIN: GridOptions = { pixelsPerSquare: 140, grid: { type: 'none', visible: false } };
const SQUARES: GridOptions = { pixelsPerSquare: 70, grid: { type: 'square', visible: true } };

function aPlan(changes: Partial<MapBrief> = {}, seed = 42): MapPlan {
  return planMap({ setting: 'dungeon', columns: 24, rows: 18, features: [], theme: 'fantasy', ...changes }, seed);
}

/** Everything a hostile or broken SVG could hold and ours never does. */
const FORBIDDEN =
  /<(image|text|script|style|filter|foreignObject|a|use|mask)\b|href|http(?!:\/\/www\.w3\.org\/2000\/svg)|NaN|undefined|Infinity/;

describe('drawPlan', () => {
  it.each(MAP_SETTINGS)('draws a %s in every theme with numbers and own colours only', (setting) => {
    for (const theme of MAP_THEMES) {
      const svg = drawPlan(aPlan({ setting, theme, rooms: [{ label: '"><script>' }], lighting: 'night' }), SQUARES);

      expect(svg).not.toMatch(FORBIDDEN);
      expect(svg.length).toBeLessThan(3_000_000);
    }
  });

  it('is exactly columns and rows times the pixels of a square', () => {
    const svg = drawPlan(aPlan(), PLAIN);

    expect(svg).toContain('width="3360" height="2520" viewBox="0 0 24 18"');
  });

  it('draws the same plan to the same text, and another seed to another', () => {
    const svg = drawPlan(aPlan({}, 1), PLAIN);

    expect(drawPlan(aPlan({}, 1), PLAIN)).toBe(svg);
    expect(drawPlan(aPlan({}, 2), PLAIN)).not.toBe(svg);
  });

  it('keeps the drawing of a known plan across releases', () => {
    const svg = drawPlan(aPlan({ columns: 8, rows: 8 }, 7), SQUARES);

    // Renew on purpose, after looking at the picture: run this test and copy the received hash.
    expect(sha256(svg)).toBe('c578007b54ad85448e1a8520f016cf6f46f9013f103dc64e8db5ab1364bd1740');
  });

  it('draws every kind of feature in every theme', () => {
    for (const theme of MAP_THEMES) {
      for (const kind of FEATURE_KINDS) {
        const empty: MapPlan = { ...aPlan({ columns: 4, rows: 4, theme }), features: [], lights: [] };
        const plan: MapPlan = { ...empty, features: [{ kind, x: 2, y: 2, w: 2, h: 1, look: 7 }] };

        const svg = drawPlan(plan, PLAIN);

        expect(svg.length).toBeGreaterThan(drawPlan(empty, PLAIN).length + 100);
        expect(svg).not.toMatch(FORBIDDEN);
      }
    }
  });

  it('takes no colour from a plan that was tampered with', () => {
    const plan = aPlan();
    const light = { x: 2, y: 2, range: 3, intensity: 1, color: '"/><image href="x' };

    const svg = drawPlan({ ...plan, lights: [light] }, PLAIN);

    expect(svg).not.toMatch(FORBIDDEN);
  });

  it('draws a map of one square and one of 200 by 200', () => {
    const small = drawPlan(aPlan({ columns: 1, rows: 1 }), PLAIN);
    const large = drawPlan(aPlan({ columns: 200, rows: 200, setting: 'city' }), { ...PLAIN, pixelsPerSquare: 50 });

    expect(small).toContain('width="140" height="140"');
    expect(large).toContain('width="10000" height="10000"');
  });
});

describe('drawGridLayer', () => {
  it('is the grid alone: one thin black line drawing of the size of the map', () => {
    const svg = drawGridLayer(3, 2, SQUARES);

    expect(svg).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="210" height="140" viewBox="0 0 3 2">' +
        '<path d="M0 0V2M1 0V2M2 0V2M3 0V2M0 0H3M0 1H3M0 2H3" fill="none" stroke="#000" stroke-opacity=".2" stroke-width="0.01429"/></svg>',
    );
  });

  it('is empty when the grid is hidden or none', () => {
    const layers = [
      drawGridLayer(3, 2, { pixelsPerSquare: 70, grid: { type: 'square', visible: false } }),
      drawGridLayer(3, 2, { pixelsPerSquare: 70, grid: { type: 'none', visible: true } }),
    ];

    for (const layer of layers) expect(layer).not.toContain('<path');
  });

  it.each(['hex_rows', 'hex_columns'] as const)('draws %s with sides of equal length and covers the map', (type) => {
    const svg = drawGridLayer(4, 4, { pixelsPerSquare: 100, grid: { type, visible: true } });
    const numbers = (/ d="([^"]+)"/.exec(svg)?.[1] ?? '')
      .split(/(?=M)/)
      .map((part) => part.match(/-?[\d.]+/g)?.map(Number) ?? []);

    const sides = numbers.flatMap((n) => [0, 2, 4].map((at) => Math.hypot((n[at + 2] ?? 0) - (n[at] ?? 0), (n[at + 3] ?? 0) - (n[at + 1] ?? 0)))); // prettier-ignore
    const all = numbers.flat();

    expect(sides.every((length) => Math.abs(length - 1 / Math.sqrt(3)) < 0.003)).toBe(true);
    expect(Math.min(...all)).toBeLessThanOrEqual(0);
    expect(Math.max(...all)).toBeGreaterThanOrEqual(4);
  });
});
