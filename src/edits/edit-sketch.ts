import { SeededRandom } from '../characters/sketch/seeded-random';
import { sketchMark } from '../characters/sketch/sketch-mark';
import { InternalError } from '../common/errors';
import { THEME_LOOKS, type Theme } from '../common/themes';
import type { EditPlan, Recipe } from '../generation/recipe';
import { enlarge } from '../processing/enlarge';
import { fillHole } from '../processing/fill-hole';
import { layOver } from '../processing/lay-over';
import { rasterise } from '../processing/rasterise';
import type { PixelBox } from '../processing/read-mask';
import { restyle } from '../processing/restyle';
import { namedColour } from '../common/named-colour';
import { restyleLook } from './restyle-look';

/** What an edit without a model starts from. */
export interface EditMaterial {
  /** The stored picture. */
  readonly source: Buffer;
  /** Its pixels. */
  readonly size: { readonly widthPx: number; readonly heightPx: number };
  /** PNG of the source's size, and the box around its white: for `inpaint`. */
  readonly mask?: Buffer;
  readonly box?: PixelBox;
}

/** Size of the word "sketch" in its own units. */
const MARK = { width: 128, height: 54 };
/** Shorter side of a picture on which the word is shown at its own size. */
const LEAST_MARKED_PX = 832;

/**
 * An edit drawn by us: restyled by its colours, enlarged by interpolation, or a masked part closed by the colours
 * around it under hatching in the colour that was named. Deterministic; marked as a sketch where the source is not
 * marked already. An enlargement shows nothing new, and is as much a sketch as its source.
 *
 * @returns an encoded picture of the edit's final size; of a repaint only the masked part counts
 */
export function sketchEdit(recipe: Recipe, material: EditMaterial): Promise<Buffer> {
  const { edit } = recipe;
  if (edit === undefined) throw new InternalError('0f7e1a44-6bb5-4a0e-8b61-5f4f5e0d6c21');
  if (edit.type === 'inpaint') return repainted(recipe, edit, material);
  if (edit.type === 'upscale') return enlarge(material.source, edit.factor ?? 1);
  return restyled(recipe, edit, material);
}

async function restyled(recipe: Recipe, edit: EditPlan, { source, size }: EditMaterial): Promise<Buffer> {
  const look = restyleLook(recipe, edit);
  // An ink drawing has no coloured lamps.
  const lamps = lights(recipe.theme, { brightness: (edit.strength ?? 0) * Math.min(1, look.saturation), ...size });
  const lit = await layOver(await restyle(source, look), await rasterise(documentOf(size, lamps), size), size);
  return marked(lit, edit, size);
}

/** Two lamps in the theme's colours, from the upper left and the lower right. */
function lights(
  theme: Theme,
  { brightness, widthPx, heightPx }: EditMaterial['size'] & { readonly brightness: number },
): string {
  const [, , middle, accent] = THEME_LOOKS[theme].palette;
  const radius = Math.hypot(widthPx, heightPx) * 0.75;
  const lamp = (id: string, [x, y]: readonly [number, number], colour: string): string =>
    `<defs><radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${x}" cy="${y}" r="${radius.toFixed(0)}">` +
    `<stop offset="0" stop-color="${colour}" stop-opacity="${(0.45 * brightness).toFixed(3)}"/>` +
    `<stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient></defs>` +
    `<rect width="${widthPx}" height="${heightPx}" fill="url(#${id})"/>`;
  return lamp('upper', [0, 0], accent) + lamp('lower', [widthPx, heightPx], middle);
}

async function repainted(recipe: Recipe, edit: EditPlan, material: EditMaterial): Promise<Buffer> {
  const { source, mask, box, size } = material;
  if (mask === undefined || box === undefined) throw new InternalError('6f1de1f5-21c0-4a3c-9d13-9c7b1a3f77aa');
  const colour = namedColour(edit.words) ?? THEME_LOOKS[recipe.theme].palette[2];
  const strength = edit.strength ?? 1;
  const closed = await fillHole(source, mask);
  const strokes = hatching(box, { colour, opacity: 0.25 + 0.6 * strength, seed: recipe.render?.seed ?? 0 });
  const mark = edit.source_origin === 'drawn' ? '' : markAmid(box);
  return layOver(closed, await rasterise(documentOf(size, strokes + mark), size), size);
}

/** Drawn over everything: what it says holds for the whole picture. */
async function marked(picture: Buffer, edit: EditPlan, size: EditMaterial['size']): Promise<Buffer> {
  if (edit.source_origin === 'drawn') return picture;
  const scale = Math.min(size.widthPx, size.heightPx) / LEAST_MARKED_PX;
  const mark = markAt(size.widthPx, size.heightPx, Math.max(0.5, scale));
  return layOver(picture, await rasterise(documentOf(size, mark), size), size);
}

function documentOf({ widthPx, heightPx }: EditMaterial['size'], body: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"` +
    ` viewBox="0 0 ${widthPx} ${heightPx}" fill="none">${body}</svg>`
  );
}

/** In the middle of what is repainted, at most a third as wide: a mask may have any outline, and its middle shows best. */
function markAmid({ left, top, width, height }: PixelBox): string {
  const scale = Math.min(1, Math.min(width, height) / 3 / MARK.width);
  return markAt(left + (width + MARK.width * scale) / 2, top + (height + MARK.height * scale) / 2, scale);
}

const markAt = (right: number, bottom: number, scale: number): string =>
  `<g transform="translate(${right.toFixed(1)} ${bottom.toFixed(1)}) scale(${scale.toFixed(4)})">${sketchMark(0, 0)}</g>`;

interface Hatching {
  readonly colour: string;
  readonly opacity: number;
  readonly seed: number;
}

/** Crossed strokes of a broad pen from edge to edge of the box, in shades of one colour. */
function hatching(box: PixelBox, { colour, opacity, seed }: Hatching): string {
  const random = new SeededRandom(seed);
  const reach = Math.max(box.width, box.height);
  const gap = Math.max(3, reach / 22);
  const shades = [colour, colour, lighter(colour), darker(colour)] as const;
  const wash = `<rect x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}" fill="${colour}" fill-opacity="${(opacity * 0.6).toFixed(2)}"/>`;
  const strokes: string[] = [];
  for (let at = -reach; at < reach; at += gap) {
    const wobble = (): number => random.between(-gap / 2, gap / 2);
    const shade = shades[Math.floor(random.fraction() * shades.length)] ?? colour;
    const [x, y] = [box.left + at + wobble(), box.top + box.height + wobble()];
    strokes.push(
      `<path d="M${x.toFixed(1)} ${y.toFixed(1)}q${(reach / 2 + wobble()).toFixed(1)} ${(-reach / 2 + wobble()).toFixed(1)} ${reach} ${-reach}"` +
        ` stroke="${shade}" stroke-width="${(gap * random.between(0.3, 0.9)).toFixed(1)}" stroke-linecap="round" stroke-opacity="${(opacity * 0.8).toFixed(2)}"/>`,
    );
  }
  return wash + strokes.join('');
}

const lighter = (colour: string): string => mixed(colour, 255);
const darker = (colour: string): string => mixed(colour, 0);

function mixed(colour: string, other: number): string {
  const parts = [1, 3, 5].map((at) => Math.round(parseInt(colour.slice(at, at + 2), 16) * 0.7 + other * 0.3));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
