import { dot, INK, mix, n, shape, stroke, tint, type Hex } from './ink';
import type { Look } from './subject-look';

/** Centre, and half width and height of an open eye, in the coordinates of the head. */
interface Eye {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** Both eyes with lids and brows; the farther one is narrower. */
export function eyes(look: Look): string {
  const open = look.age === 'child' ? 1.3 : look.presentation === 'woman' ? 1.1 : 0.9;
  const far: Eye = { x: 212, y: 422, halfWidth: 40, halfHeight: 25 * open };
  const near: Eye = { x: 386, y: 418, halfWidth: 52, halfHeight: 28 * open };
  return [far, near].map((eye) => openEye(eye, look)).join('') + brows(look);
}

function openEye(eye: Eye, look: Look): string {
  const { x, y, halfWidth: w, halfHeight: h } = eye;
  const almond = `M${n(x - w)} ${n(y + 6)}C${n(x - w * 0.6)} ${n(y - h * 1.3)} ${n(x + w * 0.5)} ${n(y - h * 1.35)} ${n(x + w)} ${n(y - 4)}C${n(x + w * 0.5)} ${n(y + h)} ${n(x - w * 0.4)} ${n(y + h * 1.05)} ${n(x - w)} ${n(y + 6)}Z`;
  const id = `eye${x}`;
  const white = look.glowingEyes ? mix(look.eyes, '#ffffff', 0.6) : '#f8f3ea';
  const lashes = look.presentation === 'woman' ? 12 : 8;
  return [
    `<defs><clipPath id="${id}"><path d="${almond}"/></clipPath></defs>`,
    tint(almond, white),
    `<g clip-path="url(#${id})">${look.glowingEyes ? '' : iris(eye, look.eyes)}${tint(`M${x - 70} ${y - 60}H${x + 70}V${n(y - h * 0.45)}H${x - 70}Z`, '#3a2030', 0.25)}</g>`,
    stroke(
      `M${n(x - w - 4)} ${n(y + 8)}C${n(x - w * 0.6)} ${n(y - h * 1.35)} ${n(x + w * 0.5)} ${n(y - h * 1.4)} ${n(x + w + 6)} ${n(y - 6)}`,
      lashes,
    ),
    stroke(
      `M${n(x - w * 0.6)} ${n(y + h * 0.72)}C${n(x - w * 0.2)} ${n(y + h)} ${n(x + w * 0.5)} ${n(y + h * 0.8)} ${n(x + w * 0.86)} ${n(y + 6)}`,
      4,
      INK,
      0.7,
    ),
    stroke(
      `M${n(x - w * 0.7)} ${n(y - h * 1.2)}C${n(x - w * 0.2)} ${n(y - h * 1.75)} ${n(x + w * 0.5)} ${n(y - h * 1.7)} ${n(x + w * 0.9)} ${n(y - h * 0.9)}`,
      4,
      INK,
      0.35,
    ),
    look.glowingEyes
      ? `<path d="${almond}" fill="${look.eyes}" fill-opacity="0.35" stroke="${look.eyes}" stroke-width="12" stroke-opacity="0.5"/>`
      : '',
  ].join('');
}

/** Looking at the viewer: a little left of the middle, as the head is. */
function iris({ x, y, halfHeight: h }: Eye, colour: Hex): string {
  const radius = h * 0.98;
  const cx = x - 4;
  const cy = y - 3;
  return (
    `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(radius)}" fill="${colour}" stroke="${INK}" stroke-width="5"/>` +
    dot(cx, cy + radius * 0.4, radius * 0.5, mix(colour, '#ffffff', 0.45), 0.6) +
    dot(cx, cy, radius * 0.48, INK) +
    dot(cx - radius * 0.38, cy - radius * 0.38, radius * 0.26, '#ffffff')
  );
}

function brows(look: Look): string {
  const heavy = look.presentation === 'man' ? 13 : 8;
  const colour = mix(look.hair, INK, 0.45);
  const brow = (path: string) => shape(path, colour, 4);
  return (
    brow(`M160 386C186 366 222 364 252 ${380}L250 ${380 + heavy}C222 380 190 382 160 386Z`) +
    brow(`M330 ${380}C366 356 412 352 456 374C414 368 368 ${366 + heavy} 334 ${382 + heavy}Z`) +
    (look.scar
      ? stroke('M420 316C410 370 404 440 424 512', 9, mix(look.skin, '#7a1f2a', 0.55)) +
        stroke('M406 350L430 346M402 470L428 464', 5, mix(look.skin, '#7a1f2a', 0.5))
      : '')
  );
}
