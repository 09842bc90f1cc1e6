/** @typedef {import('./draw-maps.mjs').MapWish} MapWish */

/**
 * Every kind of battle map, grid and theme, with labels in many scripts.
 * @type {readonly MapWish[]}
 */
export const MAP_WISHES = [
  {
    brief: {
      setting: 'dungeon',
      columns: 28,
      rows: 20,
      rooms: rooms(7),
      features: ['altar', 'statue', 'bed'],
      lighting: 'torchlit',
    },
    isGridVisible: true,
    overlays: [
      at('position', 6.5, 5.5, 'गोब्लिन'),
      at('party', 14.5, 13.5, 'Heroes'),
      area('circle', 20, 10, '火球', { radius: 20 }),
    ],
    seed: 3,
  },
  {
    brief: { setting: 'wilderness', columns: 28, rows: 20, features: ['river', 'bridge', 'campfire', 'tent'] },
    grid: 'hex_rows',
    isGridVisible: true,
    overlays: [
      at('marker', 6, 5, 'หมู่บ้าน'),
      region('غابة البنين'),
      area('cone', 14, 10, 'Cone 30 ft', { length: 30, direction: 70 }),
    ],
    seed: 5,
  },
  {
    brief: { setting: 'cavern', columns: 28, rows: 20, features: ['pool', 'crystals', 'mushrooms'] },
    grid: 'hex_columns',
    isGridVisible: true,
    overlays: [
      at('range', 13, 9, '25 ft', { radius: 25 }),
      at('position', 13, 9, 'תולעת', { size: 'large' }),
      at('marker', 22, 6, '洞口'),
    ],
    seed: 8,
  },
  {
    brief: {
      setting: 'building',
      columns: 22,
      rows: 16,
      rooms: named('Taproom', 'Kitchen', 'Storage', 'Bedroom', 'Bedroom'),
      features: ['fireplace', 'bar'],
    },
    isGridVisible: true,
    overlays: [at('position', 10.5, 5.5, 'ครูส'), area('line', 4, 12, 'रेखा', { length: 40, direction: -25 })],
    seed: 4,
  },
  {
    brief: { setting: 'ship', columns: 30, rows: 14, theme: 'space_fantasy' },
    overlays: [area('cube', 16, 7, 'Cube 20 ft', { length: 20 }), at('position', 11.5, 9.5, '용', { size: 'huge' })],
    isGridVisible: true,
    seed: 2,
  },
  {
    brief: { setting: 'city', columns: 30, rows: 22, features: ['fountain', 'market stall', 'well'] },
    overlays: [route('route'), at('party', 8, 16, 'Partie'), at('marker', 24, 5, 'Guild & Co. <§>')],
    grid: 'none',
    seed: 6,
  },
  {
    brief: { setting: 'dungeon', columns: 24, rows: 18, theme: 'horror', features: ['coffin', 'altar'] },
    isGridVisible: true,
    grid: 'square',
    seed: 12,
  },
  {
    brief: {
      setting: 'building',
      columns: 20,
      rows: 14,
      theme: 'western',
      rooms: named('Saloon', 'Kitchen', 'Bedroom'),
    },
    seed: 14,
    grid: 'none',
  },
  {
    brief: { setting: 'city', columns: 26, rows: 18, theme: 'cyberpunk', lighting: 'night' },
    isGridVisible: true,
    seed: 15,
  },
  {
    brief: { setting: 'wilderness', columns: 24, rows: 16, theme: 'steampunk', features: ['ruins', 'lake', 'road'] },
    grid: 'hex_columns',
    isGridVisible: true,
    seed: 16,
  },
  { brief: { setting: 'ship', columns: 28, rows: 12, theme: 'fantasy' }, isGridVisible: true, seed: 17 },
  {
    brief: { setting: 'cavern', columns: 24, rows: 18, theme: 'horror', features: ['lava', 'bones'] },
    grid: 'none',
    seed: 18,
  },
];

/** @param {number} count */
function rooms(count) {
  return Array.from({ length: count }, () => ({}));
}

/** @param {...string} labels */
function named(...labels) {
  return labels.map((label) => ({ label }));
}

/**
 * @param {string} type
 * @param {number} x
 * @param {number} y
 * @param {string} label
 * @param {object} [more]
 */
function at(type, x, y, label, more = {}) {
  return { type, elements: [{ position: { x, y }, properties: { label, ...more } }] };
}

/**
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {string} label
 * @param {object} more
 */
function area(shape, x, y, label, more) {
  return at('effect', x, y, label, { shape, ...more });
}

/** @param {string} label */
function region(label) {
  const coordinates = [{ x: 17, y: 1 }, { x: 27, y: 1 }, { x: 27, y: 7 }, { x: 20, y: 7 }]; // prettier-ignore
  return { type: 'territory', elements: [{ coordinates, properties: { label, style: 'dashed' } }] };
}

/** @param {string} label */
function route(label) {
  const coordinates = [{ x: 8, y: 16 }, { x: 15, y: 15 }, { x: 15, y: 8 }, { x: 24, y: 6 }]; // prettier-ignore
  return { type: 'route', elements: [{ coordinates, properties: { label } }] };
}

const PLACES = [
  { kind: 'city', label: 'Aurenhold' },
  { kind: 'village', label: 'Бережки' },
  { kind: 'village', label: 'हरिपुर' },
  { kind: 'port', label: 'مرفأ اللؤلؤ' },
  { kind: 'castle', label: 'Κάστρο' },
  { kind: 'tower', label: 'מגדל' },
  { kind: 'ruin', label: '古い神殿' },
  { kind: 'cave', label: 'Dragonmaw' },
  { kind: 'mine', label: 'เหมืองเก่า' },
  { kind: 'camp', label: '한국 캠프' },
];

/**
 * The land from afar, in every form and some themes.
 * @type {readonly MapWish[]}
 */
export const REGION_WISHES = [
  land('coast', 'fantasy', { grid: 'hex_rows', isGridVisible: true, seed: 21 }),
  land('island', 'fantasy', { seed: 22 }),
  land('valley', 'western', { seed: 23 }),
  land('inland', 'horror', { grid: 'hex_columns', isGridVisible: true, seed: 24 }),
];

/**
 * @param {string} landform
 * @param {string} theme
 * @param {Omit<MapWish, 'brief'>} more
 * @returns {MapWish}
 */
function land(landform, theme, more) {
  return { brief: { setting: 'region', columns: 30, rows: 22, theme, landform, places: PLACES }, ...more };
}
