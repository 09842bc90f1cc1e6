import { ValidationFailedError } from '../../common/errors';
import { validated } from '../../common/validation';
import { rasterise } from '../../processing/rasterise';
import { sharp } from '../../processing/sharp-settings';
import { AREA_SHAPES, CREATURE_SIZES, OVERLAY_TYPES, OverlayDto } from '../overlay.dto';
import { assertOnMap } from './assert-on-map';
import { withoutHidden } from './draw-overlays';
import { effectArea } from './effect-area';
import { gridCells } from './grid-cells';
import { labelText, writtenText } from './label-text';
import { OVERLAY_LAYERS, overlayLayer } from './overlay-layer';
import { storedOverlays } from './stored-overlays';

const MAP = { columns: 20, rows: 10, pixelsPerSquare: 50, feetPerSquare: 5, gridType: 'square' } as const;
const an = (type: string, ...elements: object[]): OverlayDto => validated(OverlayDto, { type, elements }, 'refuse');
const pixels = async (svg: string): Promise<{ alphaAt: (x: number, y: number) => number }> => {
  const png = await rasterise(svg, { widthPx: 1000, heightPx: 500 });
  const data = await sharp(png).ensureAlpha().extractChannel(3).raw().toBuffer();
  return { alphaAt: (x, y) => data[Math.round(y * 50) * 1000 + Math.round(x * 50)] ?? -1 };
};

describe('overlayLayer', () => {
  it.each(CREATURE_SIZES.map((size, index) => [size, [0.5, 1, 1, 2, 3, 4][index] ?? 0] as const))(
    'draws a %s creature over %d squares and nothing beyond',
    async (size, squares) => {
      const svg = overlayLayer(
        MAP,
        [an('position', { position: { x: 10, y: 5 }, properties: { size } })],
        ['overlays'],
      );

      const { alphaAt } = await pixels(svg);

      const reach = squares / 2;
      expect([alphaAt(10, 5), alphaAt(10 + reach * 0.8, 5)].every((alpha) => alpha > 80)).toBe(true);
      expect([alphaAt(10 + reach + 0.1, 5), alphaAt(10, 5 - reach - 0.1), alphaAt(19.9, 9.9)]).toEqual([0, 0, 0]);
    },
  );

  it('draws every type and shape, and the same layer for the same input', () => {
    const overlays = [
      ...OVERLAY_TYPES.map((type) => an(type, { coordinates: [{ x: 1, y: 1 }, { x: 5, y: 1 }, { x: 5, y: 4 }] })),
      ...AREA_SHAPES.map((shape) => an('effect', { position: { x: 9, y: 5 }, properties: { shape } })),
    ]; // prettier-ignore

    const alone = overlays.map((overlay) => overlayLayer(MAP, [overlay], ['overlays']));

    expect(new Set(alone).size).toBe(OVERLAY_TYPES.length + AREA_SHAPES.length - 2);
    expect(alone.every((svg) => svg.includes('<path') || svg.includes('<circle'))).toBe(true);
    expect(overlayLayer(MAP, overlays, OVERLAY_LAYERS)).toBe(overlayLayer(MAP, overlays, OVERLAY_LAYERS));
  });

  it.each(['square', 'hex_rows', 'hex_columns'] as const)('draws the grid of %s on its own layer', (gridType) => {
    const svg = overlayLayer({ ...MAP, gridType }, [an('party', { position: { x: 3, y: 3 } })], ['grid']);

    expect(svg).toContain('stroke-opacity=".2"');
    expect(svg).not.toContain('<circle');
  });

  it.each([
    '</text><script>alert(1)</script>',
    '"><image href="file:///etc/passwd"/>',
    '&lt;&xxe;',
    "' onload='x",
    '<!DOCTYPE x [<!ENTITY e "e">]>',
  ])('writes the hostile label %j as text', async (label) => {
    const svg = overlayLayer(MAP, [an('marker', { position: { x: 3, y: 3 }, properties: { label } })], OVERLAY_LAYERS);

    const text = /paint-order="stroke">([^<]*)<\/text>/.exec(svg)?.[1] ?? '';
    expect(text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))).toBe(labelText(label));
    expect(svg).not.toMatch(/<script|<image|onload='|<!/);
    await expect(pixels(svg)).resolves.toBeDefined();
  });

  it('takes less than a second for a map of 40 × 40 squares full of things', async () => {
    const elements = Array.from({ length: 200 }, (_, at) => ({
      position: { x: at % 40, y: (at * 7) % 40 },
      properties: { radius: 20, label: `No. ${at}` },
    }));
    const overlays = [an('effect', ...elements.slice(0, 100)), an('position', ...elements)];
    const before = process.cpuUsage();

    const svg = overlayLayer({ ...MAP, columns: 40, rows: 40 }, overlays, OVERLAY_LAYERS);
    await rasterise(svg, { widthPx: 2000, heightPx: 2000 });

    // Time of the processor, not of the clock: a third of a second alone, more where caches are shared.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });

  it('keeps what is hidden for the game master', () => {
    const shown = { position: { x: 1, y: 1 } };
    const hidden = { position: { x: 2, y: 2 }, properties: { hidden: true } };

    const left = withoutHidden([an('position', shown, hidden), an('marker', hidden)]);

    expect(left.map(({ elements }) => elements.length)).toEqual([1]);
  });
});

describe('effectArea', () => {
  const area = (properties: object) => effectArea({ x: 10, y: 10 }, properties, 5);

  it.each([
    ['cone', { shape: 'cone', length: 30 }, [[12, 10.9], [15.9, 12.9]], [[12, 11.1], [9.9, 10], [16.1, 10]]],
    ['cone turned down', { shape: 'cone', length: 30, direction: 90 }, [[10.9, 12]], [[11.1, 12], [12, 10.5]]],
    ['line', { shape: 'line', length: 30 }, [[15.9, 10.4]], [[15.9, 10.6], [9.9, 10]]],
    ['line, wide', { shape: 'line', length: 30, width: 10 }, [[15.9, 10.9]], [[15.9, 11.1]]],
    ['cube', { shape: 'cube', length: 10, direction: 180 }, [[8.1, 10.9]], [[7.9, 10], [10.1, 10]]],
    ['sphere', { shape: 'sphere', radius: 20 }, [[13.9, 10], [12.8, 12.8]], [[14.1, 10], [12.9, 12.9]]],
    ['emanation', { shape: 'emanation', radius: 10, size: 'large' }, [[12.9, 10.9]], [[13.1, 10], [12.9, 12.9]]],
  ] as const)('of a %s is where the rules say', (_, properties, inside, outside) => {
    const { contains } = area(properties);

    expect(inside.map(([x, y]) => contains([x, y]))).toEqual(inside.map(() => true));
    expect(outside.map(([x, y]) => contains([x, y]))).toEqual(outside.map(() => false));
  }); // prettier-ignore

  it('affects the 52 squares of a sphere of 20 ft, and the 9 of a cube of 15 ft', () => {
    const count = (properties: object): number => {
      const { box, contains } = area(properties);
      return gridCells('square', box).filter(({ centre }) => contains(centre)).length;
    };

    expect(count({ shape: 'sphere', radius: 20 })).toBe(52);
    expect(effectArea({ x: 10, y: 10.5 }, { shape: 'cube', length: 15 }, 5).box).toEqual([10, 9, 13, 12]);
  });
});

describe('gridCells', () => {
  it.each(['square', 'hex_rows', 'hex_columns'] as const)('of %s cover the map without a gap or an overlap', (type) => {
    const cells = gridCells(type, [0, 0, 12, 9]);
    const area = (corners: readonly (readonly [number, number])[]): number =>
      Math.abs(
        corners.reduce((sum, [x, y], index) => {
          const [px, py] = corners.at(index - 1) ?? [x, y];
          return sum + (px * y - x * py) / 2;
        }, 0),
      );

    const keys = new Set(cells.map(({ centre }) => centre.map((value) => value.toFixed(3)).join()));
    expect(keys.size).toBe(cells.length);
    expect(
      cells.every(({ corners }) => Math.abs(area(corners) - (type === 'square' ? 1 : Math.sqrt(3) / 2)) < 1e-9),
    ).toBe(true);
    // Whatever point is taken, some centre is as near as a corner of a cell can be.
    for (let x = 0.1; x < 12; x += 0.37) {
      for (let y = 0.1; y < 9; y += 0.41) {
        const nearest = Math.min(...cells.map(({ centre }) => Math.hypot(centre[0] - x, centre[1] - y)));
        expect(nearest).toBeLessThanOrEqual(type === 'square' ? Math.SQRT1_2 : 1 / Math.sqrt(3) + 1e-9);
      }
    }
  });
});

describe('labelText', () => {
  it.each([
    ['Гоблин', 'Гоблин'],
    ['تنين قديم', 'تنين قديم'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['a\u202eb\u2066c\u200fd', 'abcd'],
    ['a\n\tb\u0000', 'a b'],
    ['Z\u0336\u0335\u0337\u0334\u0338\u0321\u0322', 'Z\u0336\u0335\u0337'],
    ['x'.repeat(80), `${'x'.repeat(39)}…`],
    ['👨‍👩‍👧‍👦'.repeat(7), '👨‍👩‍👧‍👦'.repeat(7)],
    ['\ud800', ''],
  ])('makes of %j one visible line', (label, expected) => {
    expect([...labelText(label)]).toEqual([...expected.normalize('NFC')]);
  });
});

describe('writtenText', () => {
  it.each([
    ['Гоблин', 'Гоблин'],
    ['تنين قديم', 'تنين قديم'],
    ['מגדל', 'מגדל'],
    ['古い神殿', '古い神殿'],
    ['한국 캠프', '한국 캠프'],
    ['किला', 'किला'],
    ['มังกร', 'มังกร'],
    ['⚔ Arena ☠', '⚔ Arena ☠'],
    ['🐉 dragon', 'dragon'],
    ['👨‍👩‍👧‍👦', ''],
    ['ቤተ መቅደስ', '…'],
    ['Old தமிழ் gate', 'Old … gate'],
  ])('draws of %j what the bundled fonts can write: %j', (label, expected) => {
    expect(writtenText(label)).toBe(expected);
  });
});

describe('assertOnMap', () => {
  const at = (x: number, y: number): OverlayDto => an('position', { position: { x, y } });

  it('takes places up to the edge, and names the coordinates beyond it', () => {
    expect(() => assertOnMap([at(0, 0), at(20, 10)], MAP)).not.toThrow();
    expect(() => assertOnMap([at(1, 1), at(20.01, 10.5)], MAP)).toThrow(
      new ValidationFailedError([
        { path: 'overlays.1.elements.0.position.x', message: 'expected at most 20: the map is 20 × 10 squares' },
        { path: 'overlays.1.elements.0.position.y', message: 'expected at most 10: the map is 20 × 10 squares' },
      ]),
    );
  });

  it('checks nothing where no size is known', () => {
    expect(() => assertOnMap([at(150, 150)], undefined)).not.toThrow();
    expect(() => assertOnMap(undefined, MAP)).not.toThrow();
  });
});

describe('storedOverlays', () => {
  it('leaves out what is no overlay, and keeps its neighbours', () => {
    const good = { type: 'party', elements: [{ position: { x: 1, y: 2 } }] };

    expect(storedOverlays([null, good, { type: 'dragon', elements: [] }, 7, { ...good, more: 1 }])).toHaveLength(2);
    expect(storedOverlays('overlays')).toEqual([]);
  });
});
