import { cloakBack, cloakFront } from './cloak';
import { trunkPath, type Figure } from './figure';
import { downwards, INK, mix, shade, shape, stroke, tint } from './ink';
import { coat, doublet, hide, leather, robe, vestment, wrap, type Garment } from './clothes';
import type { OutfitKind } from './lexicon';
import { mail, plate } from './armour';
import { holySymbol } from './holy-symbol';
import type { Look } from './subject-look';

/** Neck, clothes and armour, back to front, without the cloak's back. */
export function bust(look: Look, figure: Figure): string {
  const trunk = trunkPath(figure);
  const garment = GARMENTS[look.outfit](look, figure);
  return [
    downwards('cloth', 640, 1300, [shade(look.cloth, 0.16), look.cloth, mix(look.cloth, INK, 0.45)]),
    `<defs><clipPath id="trunk"><path d="${trunk}"/></clipPath></defs>`,
    neck(look, figure),
    shape(trunk, 'url(#cloth)', 9),
    `<g clip-path="url(#trunk)">${garment.within}${arms(figure)}${sideShadow(figure)}</g>`,
    garment.over,
    look.cloak ? cloakFront(look, figure) : '',
    look.holySymbol ? holySymbol(look) : '',
  ].join('');
}

/** What hangs behind the shoulders. */
export function bustBack(look: Look, figure: Figure): string {
  return look.cloak ? cloakBack(look, figure) : '';
}

function neck(look: Look, { neckX }: Figure): string {
  const skin = mix(look.skin, '#4a1c2c', 0.16);
  const path = `M${-neckX} 500V680C-90 720 -40 800 0 800C40 800 90 720 ${neckX} 680V500Z`;
  return (
    shape(path, skin, 8) +
    tint(`M${-neckX} 500V640C-30 690 40 660 ${neckX} 590V500Z`, mix(look.skin, '#3a1428', 0.6), 0.55)
  );
}

const GARMENTS: Readonly<Record<OutfitKind, (look: Look, figure: Figure) => Garment>> = {
  plate,
  mail,
  leather,
  hide,
  robe,
  vestment,
  wrap,
  doublet,
  coat,
};

/** Where the arms part from the trunk. */
function arms({ shoulderX: s }: Figure): string {
  const seam = (side: 1 | -1) =>
    `M${side * (s - 48)} 930C${side * (s - 60)} 1040 ${side * (s - 64)} 1140 ${side * (s - 58)} 1500`;
  return stroke(seam(1) + seam(-1), 7);
}

function sideShadow({ shoulderX: s }: Figure): string {
  return tint(`M${s + 120} 680C${s - 60} 800 ${s - 90} 1000 ${s - 60} 1500H${s + 160}Z`, '#140c18', 0.32);
}
