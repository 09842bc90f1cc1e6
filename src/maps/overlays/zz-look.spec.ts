import { writeFileSync } from 'node:fs';
import { planMap } from '../layout/plan-map';
import { drawPlan } from '../drawing/draw-plan';
import { rasterise } from '../../processing/rasterise';
import { layOver } from '../../processing/lay-over';
import { overlayLayer } from './overlay-layer';
import type { OverlayDto } from '../overlay.dto';

const overlays = [
  {
    type: 'position',
    id: 'goblins',
    elements: [
      { position: { x: 5.5, y: 5.5 }, properties: { label: 'Гоблин', color: '#2e7d32' } },
      { position: { x: 9, y: 8 }, properties: { size: 'large', label: 'Ogre <b>&"' } },
      { position: { x: 14.5, y: 3.5 }, properties: { size: 'huge', label: 'تنين قديم 12' } },
      { position: { x: 2.5, y: 2.5 }, properties: { size: 'tiny', label: 'מכשפה' } },
    ],
  },
  {
    type: 'effect',
    elements: [
      { position: { x: 10, y: 12 }, properties: { shape: 'cone', length: 30, direction: 0, label: 'Burning' } },
      {
        position: { x: 4, y: 12 },
        properties: { shape: 'line', length: 30, width: 5, direction: 45, color: '#6a1b9a' },
      },
      { position: { x: 20, y: 4 }, properties: { shape: 'sphere', radius: 20, label: '火球 ファイア' } },
      { position: { x: 18, y: 12 }, properties: { shape: 'cube', length: 15, direction: 90, color: '#1565c0' } },
      { position: { x: 9, y: 8 }, properties: { shape: 'emanation', radius: 10, size: 'large', color: '#ff8f00' } },
    ],
  },
  { type: 'range', elements: [{ position: { x: 5.5, y: 5.5 }, properties: { radius: 30, label: '30 ft' } }] },
  { type: 'party', elements: [{ position: { x: 12.5, y: 9.5 }, properties: { label: 'Герои' } }] },
  {
    type: 'route',
    elements: [
      {
        coordinates: [
          { x: 1, y: 14 },
          { x: 6, y: 10 },
          { x: 12, y: 14.5 },
          { x: 22, y: 14 },
        ],
        properties: { style: 'dashed', label: 'πορεία' },
      },
    ],
  },
  {
    type: 'territory',
    elements: [
      {
        coordinates: [
          { x: 15, y: 8 },
          { x: 22, y: 9 },
          { x: 21, y: 12 },
          { x: 16, y: 11 },
        ],
        properties: { label: '용의 땅' },
      },
    ],
  },
  { type: 'marker', elements: [{ position: { x: 22.5, y: 1.5 }, properties: { label: 'Treasure!' } }] },
] as unknown as OverlayDto[];

it.each([
  ['square', 'dungeon'],
  ['hex_rows', 'wilderness'],
  ['hex_columns', 'cavern'],
  ['none', 'ship'],
  ['square', 'building'],
  ['square', 'city'],
] as const)(
  'look %s %s',
  async (gridType, setting) => {
    const [columns, rows, px] = [24, 16, 48];
    const plan = planMap({ setting, columns, rows, features: [], theme: 'fantasy' }, 7);
    const size = { widthPx: columns * px, heightPx: rows * px };
    const base = await rasterise(
      drawPlan(plan, { pixelsPerSquare: px, grid: { type: gridType, visible: false } }),
      size,
    );
    const layer = await rasterise(
      overlayLayer({ columns, rows, pixelsPerSquare: px, feetPerSquare: 5, gridType }, overlays, [
        'grid',
        'overlays',
        'legend',
      ]),
      size,
    );
    writeFileSync(`/tmp/maplook/${gridType}-${setting}.png`, await layOver(base, layer, size));
  },
  60000,
);
it('speed', async () => {
  for (const px of [70, 140]) {
    const t = Date.now();
    const svg = overlayLayer(
      { columns: 40, rows: 40, pixelsPerSquare: px, feetPerSquare: 5, gridType: 'square' },
      overlays,
      ['grid', 'overlays', 'legend'],
    );
    const png = await rasterise(svg, { widthPx: 40 * px, heightPx: 40 * px });
    console.log(px, Date.now() - t, 'ms', png.length);
  }
}, 60000);
