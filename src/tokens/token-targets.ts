import type { CreatureSize } from '../characters/visual-subject';
import type { TokenFile } from '../processing/token/encode-cascade';

/** Tabletops that a token can be made for; the name of each is that of its variant. */
export const TOKEN_TARGETS = ['foundry', 'foundry_subject', 'roll20', 'owlbear', 'dndbeyond'] as const;
export type TokenTarget = (typeof TOKEN_TARGETS)[number];

/** Squares that a creature covers in each direction (fifth edition). */
export const SQUARES: Readonly<Record<CreatureSize, number>> = {
  tiny: 0.5,
  small: 1,
  medium: 1,
  large: 2,
  huge: 3,
  gargantuan: 4,
};

/** Pixels of the stored token: enough for the squares it covers on any usual screen, no more than a portrait holds. */
export const DIAMETERS: Readonly<Record<CreatureSize, number>> = {
  tiny: 256,
  small: 512,
  medium: 512,
  large: 1024,
  huge: 1024,
  gargantuan: 1024,
};

/** Roll20 draws at 70 pixels a square and asks for four times that (help.roll20.net 360037256634, 2026-11). */
const ROLL20_PX = 280;
/** Owlbear Rodeo's own resolution: a picture of so many pixels a square needs no scaling (docs.owlbear.rodeo, 2026-11). */
const OWLBEAR_PX = 150;
/** D&D Beyond shows avatars at this size (dndbeyond-support 7747225600532, 2026-11). */
const DNDBEYOND_PX = 150;
/** Canvas of a subject for Foundry's dynamic ring, whatever the creature's size. */
export const SUBJECT_PX = 1024;

/** The file that a tabletop wants of a creature of this size. */
export function targetFile(target: TokenTarget, size: CreatureSize): TokenFile {
  switch (target) {
    case 'foundry':
      // Sized in squares on the actor, not by its pixels.
      return { name: target, format: 'webp', sidePx: DIAMETERS[size] };
    case 'foundry_subject':
      return { name: target, format: 'webp', sidePx: SUBJECT_PX };
    case 'roll20':
      return { name: target, format: 'png', sidePx: ROLL20_PX * SQUARES[size] };
    case 'owlbear':
      return { name: target, format: 'png', sidePx: OWLBEAR_PX * SQUARES[size] };
    case 'dndbeyond':
      return { name: target, format: 'png', sidePx: DNDBEYOND_PX };
  }
}
