import type { Theme } from '../../common/themes';
import { dot, downwards, glow, mix, n, shade, stroke, tint, type Hex } from './ink';
import type { SeededRandom } from './seeded-random';

/** What part of the drawing is seen: x from `-width / 2` to `width / 2`, y from 0 to `height`. */
export interface View {
  readonly width: number;
  readonly height: number;
}

interface Scene {
  readonly sky: readonly [Hex, Hex, Hex];
  /** Light behind the head. */
  readonly halo: Hex;
  readonly draw: (view: View, random: SeededRandom, scene: Scene) => string;
}

/** Sky, light behind the head, the theme's landscape, and a vignette that keeps the eye on the face. */
export function backdrop(theme: Theme, view: View, random: SeededRandom): string {
  const scene = SCENES[theme];
  const all = `x="${n(-view.width / 2)}" y="0" width="${n(view.width)}" height="${n(view.height)}"`;
  return [
    downwards('sky', 0, view.height, scene.sky),
    `<rect ${all} fill="url(#sky)"/>`,
    glow('halo', { x: 0, y: 380, radius: 520 }, scene.halo, 0.9),
    `<rect ${all} fill="url(#halo)"/>`,
    scene.draw(view, random, scene),
    '<defs><radialGradient id="vignette" gradientUnits="userSpaceOnUse" cx="0" cy="480" r="900"><stop offset="0.5" stop-color="#000000" stop-opacity="0"/>' +
      '<stop offset="1" stop-color="#000000" stop-opacity="0.6"/></radialGradient></defs>',
    `<rect ${all} fill="url(#vignette)"/>`,
  ].join('');
}

/** A double line along the edges, over everything but the mark. */
export function border(view: View): string {
  const line = (inset: number, width: number, colour: Hex) =>
    `<rect x="${n(inset - view.width / 2)}" y="${inset}" width="${n(view.width - 2 * inset)}" height="${n(view.height - 2 * inset)}" rx="10" fill="none" stroke="${colour}" stroke-width="${width}" stroke-opacity="0.85"/>`;
  return line(10, 20, '#15100e') + line(24, 4, '#c7a664') + line(32, 2, '#c7a664');
}

/** A ridge of hills from edge to edge around height `y`. */
function ridge(view: View, random: SeededRandom, y: number, roughness: number): string {
  const half = view.width / 2;
  const points: string[] = [];
  for (let x = -half - 40; x <= half + 80; x += 70)
    points.push(`L${n(x)} ${n(y + random.between(-roughness, roughness))}`);
  return `M${n(-half - 40)} ${view.height + 40}${points.join('')}L${n(half + 80)} ${view.height + 40}Z`;
}

function stars(view: View, random: SeededRandom, count: number): string {
  return Array.from({ length: count }, () =>
    dot(
      random.between(-view.width / 2, view.width / 2),
      random.between(0, view.height),
      random.between(1, 3.4),
      '#ffffff',
      random.between(0.4, 1),
    ),
  ).join('');
}

/** An arch of masonry that frames the head. */
function arch(view: View, colour: Hex): string {
  const half = view.width / 2;
  const stone = tint(
    `M${-half} 0H${half}V${view.height}H${half - 56}V520C${half - 56} 240 200 90 0 56C-200 90 ${56 - half} 240 ${56 - half} 520V${view.height}H${-half}Z`,
    colour,
  );
  const rim = stroke(
    `M${56 - half} ${view.height}V520C${56 - half} 240 -200 90 0 56C200 90 ${half - 56} 240 ${half - 56} 520V${view.height}`,
    8,
    shade(colour, 0.22),
  );
  return stone + rim;
}

function fantasy(view: View, random: SeededRandom): string {
  const castle = `M-330 700V560h24v-20h18v20h22V470l34-64 34 64v120h60v-24h18v24h18v-24h18v24h14v120Z`;
  return [
    dot(0, 380, 300, '#fff2cf', 0.35),
    tint(ridge(view, random, 640, 60), '#7d86a8', 0.8),
    tint(castle, '#4e5578', 0.9),
    tint(ridge(view, random, 740, 34), '#4b5a72'),
    tint(ridge(view, random, 860, 26), '#2f4048'),
    arch(view, '#3a3038'),
  ].join('');
}

function western(view: View, random: SeededRandom): string {
  const mesa = (x: number, y: number, w: number) =>
    `M${x - w} ${view.height}L${x - w * 0.7} ${y}H${x + w * 0.7}L${x + w} ${view.height}Z`;
  const cactus =
    'M300 940V640C300 616 336 616 336 640V740H360V690C360 672 386 672 386 690V770C386 780 380 784 370 784H336V940Z';
  return [
    dot(0, 400, 290, '#ffe39a', 0.9),
    tint(mesa(-320, 520, 190) + mesa(330, 580, 150), '#a8502c'),
    stroke(`M-440 600H-210M-450 680H-200M250 660H420`, 6, '#7d3820', 0.6),
    tint(ridge(view, random, 780, 16), '#c27a3c'),
    tint(cactus, '#41502c'),
    tint(ridge(view, random, 940, 18), '#7d4526'),
  ].join('');
}

function cyberpunk(view: View, random: SeededRandom): string {
  const parts: string[] = [];
  for (let x = -view.width / 2; x < view.width / 2; x += 92) {
    const top = random.between(160, 560);
    parts.push(
      tint(
        `M${n(x)} ${view.height}V${n(top)}H${n(x + 84)}V${view.height}Z`,
        random.pick<Hex>(['#1a1438', '#221848', '#160f2c']),
      ),
    );
    const light = random.pick<Hex>(['#35e0e8', '#ff3fa4', '#ffd24a']);
    for (let row = 0; row < 16; row += 1) {
      const at = n(x + 14 + 20 * Math.floor(random.between(0, 3)));
      parts.push(
        `<rect x="${at}" y="${n(top + 24 + row * 34)}" width="12" height="16" fill="${light}" fill-opacity="${n(random.between(0.2, 0.9))}"/>`,
      );
    }
  }
  const sign = `<g fill="none" stroke-width="9" stroke-linecap="round"><path d="M-340 240V470M-370 240H-310" stroke="#ff3fa4"/><circle cx="340" cy="330" r="52" stroke="#35e0e8"/><path d="M310 360L370 300" stroke="#35e0e8"/></g>`;
  return parts.join('') + sign;
}

function steampunk(view: View, random: SeededRandom): string {
  const cogs = [
    [0, 380, 330],
    [-360, 180, 150],
    [370, 720, 190],
    [350, 110, 110],
    [-380, 800, 170],
  ];
  const wheels = cogs.map(([x, y, radius], index) =>
    cog({ x: x ?? 0, y: y ?? 0, radius: radius ?? 0 }, random, index === 0 ? 0.55 : 0.8),
  );
  const pipe = `M${-view.width / 2 + 60} 0V${view.height}`;
  return (
    wheels.join('') +
    stroke(pipe, 40, '#4a3018') +
    stroke(pipe, 26, '#a8743a') +
    stroke(`M${-view.width / 2 + 54} 0V${view.height}`, 6, '#e0b878', 0.8)
  );
}

function cog(
  { x, y, radius }: { x: number; y: number; radius: number },
  random: SeededRandom,
  opacity: number,
): string {
  const teeth = Math.round(radius / 12);
  const turn = random.between(0, 30);
  const colour = random.pick<Hex>(['#8a5f2e', '#6f4a26', '#9c7238']);
  const tooth = Array.from(
    { length: teeth },
    (_, at) =>
      `<rect x="-14" y="${-radius - 20}" width="28" height="40" fill="${colour}" transform="rotate(${n((at * 360) / teeth)})"/>`,
  );
  return (
    `<g transform="translate(${x} ${y}) rotate(${n(turn)})" opacity="${opacity}">${tooth.join('')}` +
    `<circle r="${radius * 0.84}" fill="none" stroke="${colour}" stroke-width="${radius * 0.32}"/><circle r="${radius * 0.7}" fill="none" stroke="#3a2412" stroke-width="5"/>` +
    `${stroke(`M${-radius * 0.7} 0H${radius * 0.7}M0 ${-radius * 0.7}V${radius * 0.7}`, 26, colour)}</g>`
  );
}

function horror(view: View, random: SeededRandom): string {
  const half = view.width / 2;
  const tree = (x: number, lean: number) =>
    `M${n(x - 34)} ${view.height}C${n(x - 20)} 800 ${n(x - 30)} 500 ${n(x + lean)} 120L${n(x + lean + 10)} 130C${n(x + 10)} 480 ${n(x + 30)} 800 ${n(x + 44)} ${view.height}Z` +
    `M${n(x - 10)} 520C${n(x + lean * 2)} 440 ${n(x + lean * 3)} 380 ${n(x + lean * 4)} 250C${n(x + lean * 3)} 400 ${n(x + lean * 2)} 470 ${n(x)} 570Z`;
  const bats = [
    [-200, 170],
    [230, 130],
    [150, 220],
  ]
    .map(([x, y]) =>
      tint(
        `M${x} ${y}q14 -22 34 -18q-8 8 -4 18q-12 -6 -18 2q-6 8 -12 0q-6 8 -12 0q-6 -8 -18 -2q4 -10 -4 -18q20 -4 34 18Z`,
        '#120e18',
      ),
    )
    .join('');
  return [
    dot(40, 340, 310, '#d8d8c0', 0.75),
    dot(-60, 280, 40, '#b8b8a4', 0.5) + dot(150, 420, 60, '#b8b8a4', 0.4),
    tint(ridge(view, random, 700, 30), '#2a3038'),
    tint(tree(-half + 70, 40) + tree(half - 60, -44) + tree(-half + 170, 16), '#14141a'),
    bats,
    tint(`M${-half} 860C-200 800 100 900 ${half} 820V${view.height}H${-half}Z`, '#8a9a94', 0.28),
    tint(`M${-half} 960C-100 900 200 1000 ${half} 930V${view.height}H${-half}Z`, '#a8b4ac', 0.22),
  ].join('');
}

function spaceFantasy(view: View, random: SeededRandom): string {
  const planet =
    '<g transform="translate(0 380) rotate(-16)"><circle r="290" fill="#7c5cc8"/><path d="M-290 0A290 290 0 0 0 290 0C200 90 -200 90 -290 0Z" fill="#4a3490" fill-opacity="0.7"/>' +
    '<ellipse rx="470" ry="86" fill="none" stroke="#e8c890" stroke-width="22" stroke-opacity="0.75"/><ellipse rx="430" ry="70" fill="none" stroke="#b890d8" stroke-width="9" stroke-opacity="0.7"/></g>';
  return [
    tint(
      `M${-view.width / 2} 900C-200 700 100 800 ${view.width / 2} 500V760C200 900 -100 900 ${-view.width / 2} 1150Z`,
      '#c0508c',
      0.22,
    ),
    stars(view, random, 120),
    planet,
    dot(320, 140, 46, '#d8e0f0') + dot(332, 132, 36, mix('#d8e0f0', '#8090b0', 0.3), 0.7),
  ].join('');
}

const SCENES: Readonly<Record<Theme, Scene>> = {
  fantasy: { sky: ['#5f7fb8', '#e8c08a', '#6d7f68'], halo: '#fff0c4', draw: fantasy },
  western: { sky: ['#d8703c', '#f0b45c', '#8a4a28'], halo: '#fff0b8', draw: western },
  cyberpunk: { sky: ['#170a34', '#5a1a72', '#120a24'], halo: '#ff4fb4', draw: cyberpunk },
  steampunk: { sky: ['#5a4028', '#c29254', '#2c1e14'], halo: '#ffe0a0', draw: steampunk },
  horror: { sky: ['#161c2a', '#46545c', '#0e1014'], halo: '#b8c8a8', draw: horror },
  space_fantasy: { sky: ['#0c0a2c', '#2c1c5c', '#0a0818'], halo: '#a878f0', draw: spaceFantasy },
};
