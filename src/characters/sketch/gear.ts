import type { Figure } from './figure';
import { disc, glow, mix, n, shade, shape, stroke, tint, type Hex } from './ink';
import type { GearKind } from './lexicon';
import type { Look } from './subject-look';

const STEEL: Hex = '#b4bec9';
const WOOD: Hex = '#7a4f2c';

/** Things carried on the back, seen over the shoulders: the first on the right, the second on the left. */
export function gear(look: Look, { shoulderX }: Figure): string {
  return look.gear
    .map((kind, index) => {
      const side = index === 0 ? 1 : -1;
      // Drawn upright around x 0 with its top near y -330; the shoulder is at y 0.
      const place = `translate(${n(side * (Math.min(shoulderX, 300) - 74))} 770) scale(${side} 1) rotate(${TILT[kind]})`;
      return `<g transform="${place}">${DRAWINGS[kind](look)}</g>`;
    })
    .join('');
}

const TILT: Readonly<Record<GearKind, number>> = {
  sword: 24,
  axe: 20,
  hammer: 20,
  staff: 8,
  pole: 18,
  branch: 6,
  spear: 12,
  bow: 14,
  crossbow: 22,
  dagger: 30,
  orb: 0,
  lute: 24,
  tome: 12,
  shield: 8,
};

const shaft = (top: number, colour: Hex = WOOD) =>
  shape(`M-13 ${top}H13V700H-13Z`, colour, 7) + stroke(`M-5 ${top + 20}V600`, 4, shade(colour, 0.35), 0.7);

const DRAWINGS: Readonly<Record<GearKind, (look: Look) => string>> = {
  sword: ({ trim }) =>
    shape('M-24 -150H24V700H-24Z', '#4a3326', 8) +
    shape('M-15 -290H15V-176H-15Z', '#5a3222', 7) +
    stroke('M-14 -268L14 -250M-14 -240L14 -222M-14 -212L14 -194', 5) +
    shape(
      'M-104 -176C-60 -190 60 -190 104 -176C112 -156 104 -144 92 -146C50 -156 -50 -156 -92 -146C-104 -144 -112 -156 -104 -176Z',
      trim,
      8,
    ) +
    disc(0, -310, 28, trim, 8) +
    disc(0, -310, 12, '#a83232', 4),
  axe: ({ trim }) =>
    shaft(-330) +
    shape(
      'M-12 -300C-60 -330 -130 -340 -166 -320C-200 -250 -190 -170 -150 -110C-110 -150 -60 -170 -12 -170Z',
      STEEL,
      8,
    ) +
    shape('M12 -300C60 -330 130 -340 166 -320C200 -250 190 -170 150 -110C110 -150 60 -170 12 -170Z', STEEL, 8) +
    tint('M-160 -310C-186 -250 -178 -180 -150 -126L-132 -142C-152 -190 -156 -250 -136 -316Z', '#ffffff', 0.6) +
    shape('M-22 -320H22V-150H-22Z', trim, 7),
  hammer: ({ trim }) =>
    shaft(-300) +
    shape('M-116 -330H96L124 -290V-230L96 -190H-116Z', STEEL, 9) +
    shape('M-40 -336H40V-184H-40Z', trim, 7) +
    tint('M-104 -318H-52V-290H-104Z', '#ffffff', 0.5) +
    stroke('M-26 -120H26M-26 -90H26', 6),
  pole: () =>
    shaft(-330) +
    shape('M-19 -330H19V-270H-19Z', '#4a3a30', 7) +
    stroke('M-13 -110L13 -94M-13 -84L13 -68M-13 -58L13 -42M-13 -32L13 -16', 6, '#d8c8a0'),
  staff: ({ trim, cloth }) => {
    const crystal = mix(cloth, '#7fd4ff', 0.65);
    return (
      glow('staff', { x: 0, y: -330, radius: 190 }, crystal, 0.85) +
      '<circle cx="0" cy="-330" r="190" fill="url(#staff)"/>' +
      shaft(-250) +
      shape(
        'M-14 -236C-70 -260 -84 -330 -50 -386C-54 -330 -30 -290 0 -280C30 -290 54 -330 50 -386C84 -330 70 -260 14 -236Z',
        trim,
        8,
      ) +
      shape('M0 -420L34 -350L0 -270L-34 -350Z', crystal, 7) +
      tint('M-4 -400L-24 -350L-4 -300Z', '#ffffff', 0.7)
    );
  },
  branch: () =>
    shape(
      'M-16 700C-20 300 -4 100 -18 -120C-30 -200 -70 -240 -60 -320C-40 -270 -10 -260 4 -220C10 -290 50 -320 84 -330C60 -290 40 -250 30 -180C24 -60 10 300 18 700Z',
      '#6a4a2c',
      8,
    ) +
    [
      [-66, -330, -30],
      [-30, -262, 40],
      [88, -340, 30],
      [52, -262, -30],
      [34, -150, 50],
      [-26, -170, -50],
    ]
      .map(
        ([x, y, turn]) =>
          `<g transform="translate(${x} ${y}) rotate(${turn})">${shape('M0 0C-34 -20 -34 -64 0 -92C34 -64 34 -20 0 0Z', '#6f9a4c', 6)}${stroke('M0 -8V-70', 4)}</g>`,
      )
      .join(''),
  spear: ({ trim }) =>
    shaft(-280) +
    shape('M0 -470C40 -400 44 -350 26 -290H-26C-44 -350 -40 -400 0 -470Z', STEEL, 8) +
    stroke('M0 -440V-300', 5) +
    shape('M-24 -292H24V-258H-24Z', trim, 6),
  bow: ({ trim }) =>
    shape('M60 -340C150 -200 150 240 60 420L40 412C116 230 116 -190 42 -330Z', WOOD, 8) +
    stroke('M50 -336L46 414', 4, '#e8dcc0') +
    shape('M-60 -80H24V700H-60Z', '#5a3822', 8) +
    shape('M-66 -90H30V-56H-66Z', trim, 6) +
    [-46, -18, 10]
      .map(
        (x, at) =>
          stroke(`M${x} -90V${-190 - at * 18}`, 6, '#caa56a') +
          shape(
            `M${x} ${-250 - at * 18}L${x - 16} ${-226 - at * 18}V${-160 - at * 18}L${x} ${-180 - at * 18}L${x + 16} ${-160 - at * 18}V${-226 - at * 18}Z`,
            at === 1 ? '#b3443a' : '#e8e0d0',
            5,
          ),
      )
      .join(''),
  crossbow: () =>
    shape('M-24 -300H24V700H-24Z', WOOD, 8) +
    shape('M-190 -170C-120 -270 120 -270 190 -170L172 -156C110 -230 -110 -230 -172 -156Z', STEEL, 8) +
    stroke('M-182 -162L0 -110L182 -162', 5, '#e8dcc0') +
    shape('M-34 -330H34V-290H-34Z', STEEL, 7),
  dagger: ({ trim }) =>
    [-34, 44]
      .map(
        (x) =>
          shape(`M${x - 14} -170H${x + 14}V-90H${x - 14}Z`, '#3a2a24', 6) +
          shape(`M${x - 48} -96H${x + 48}V-72H${x - 48}Z`, trim, 6) +
          shape(`M${x - 20} -72H${x + 20}V300H${x - 20}Z`, '#54402f', 7) +
          disc(x, -184, 18, trim, 6),
      )
      .join(''),
  orb: ({ trim }) => {
    const fire = mix(trim, '#ff7a2a', 0.6);
    return (
      glow('orb', { x: 30, y: -250, radius: 210 }, fire, 0.95) +
      '<circle cx="30" cy="-250" r="210" fill="url(#orb)"/>' +
      shape(
        'M30 -380C70 -330 110 -290 100 -230C96 -180 66 -160 30 -160C-6 -160 -40 -184 -40 -236C-40 -270 -14 -290 -10 -330C10 -320 24 -300 26 -290C40 -320 40 -350 30 -380Z',
        fire,
        7,
      ) +
      shape(
        'M34 -290C60 -260 70 -240 66 -210C60 -186 46 -180 30 -180C10 -180 -8 -196 -6 -220C0 -240 16 -250 18 -268C26 -262 32 -276 34 -290Z',
        '#ffe9a0',
        4,
      )
    );
  },
  lute: ({ trim }) =>
    shape('M-20 -180H20V400H-20Z', WOOD, 8) +
    shape('M-34 -330C-40 -280 -30 -210 -20 -180H20C30 -210 40 -280 34 -330Z', '#5a3620', 8) +
    [-300, -262, -224]
      .map((y) => stroke(`M-62 ${y}H62`, 9) + disc(-66, y, 12, trim, 5) + disc(66, y, 12, trim, 5))
      .join('') +
    stroke('M-8 -320V200M0 -320V200M8 -320V200', 3, '#f0e2c0') +
    stroke('M-20 -120H20M-20 -60H20M-20 0H20', 4, trim),
  tome: ({ cloth, trim }) => {
    const light: Hex = '#8fe06a';
    return (
      glow('tome', { x: 10, y: -210, radius: 220 }, light, 0.75) +
      '<circle cx="10" cy="-210" r="220" fill="url(#tome)"/>' +
      `<g transform="translate(10 -60)">${shape('M-120 -230C-70 -250 -30 -240 0 -220C30 -240 70 -250 120 -230V-60C70 -80 30 -70 0 -50C-30 -70 -70 -80 -120 -60Z', '#efe4c6', 8)}${stroke('M0 -220V-50', 6)}${stroke('M-96 -200C-70 -208 -40 -204 -20 -192M-96 -160C-70 -168 -40 -164 -20 -152M-96 -120C-70 -128 -40 -124 -20 -112M96 -200C70 -208 40 -204 20 -192M96 -160C70 -168 40 -164 20 -152', 5, mix(cloth, '#4a2a60', 0.5), 0.8)}${stroke('M-120 -60C-70 -80 -30 -70 0 -50C30 -70 70 -80 120 -60', 12, trim)}</g>`
    );
  },
  shield: ({ cloth, trim }) =>
    shape('M-130 -190C-60 -230 60 -230 130 -190C146 20 100 160 0 240C-100 160 -146 20 -130 -190Z', trim, 9) +
    shape('M-104 -164C-50 -194 50 -194 104 -164C116 10 80 120 0 190C-80 120 -116 10 -104 -164Z', cloth, 7) +
    stroke('M0 -180V180M-108 -30H108', 18, trim),
};
