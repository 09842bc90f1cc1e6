import { IsIn, IsOptional, Matches } from 'class-validator';
import { OVERLAY_LAYERS, type OverlayLayer } from '../overlays/overlay-layer';
import { PAPERS, type Paper } from './print-layout';

const BOOLEANS = ['true', 'false'] as const;
const LAYER = `(?:${OVERLAY_LAYERS.join('|')})`;

/** Query of exports that players may get: without what is hidden, unless `player=false`. */
export class AudienceQueryDto {
  @IsOptional()
  @IsIn(BOOLEANS, { message: 'expected true or false' })
  player?: (typeof BOOLEANS)[number];
}

/** Query of `overlay.png`. */
export class OverlayQueryDto extends AudienceQueryDto {
  @IsOptional()
  @Matches(new RegExp(`^${LAYER}(?:,${LAYER}){0,5}$`), {
    message: `expected ${OVERLAY_LAYERS.join(', ')}, separated by commas`,
  })
  layers?: string;

  /** The layers that are wanted, from below, each once; places and overlays when nothing is said. */
  static layersOf({ layers }: OverlayQueryDto): OverlayLayer[] {
    const wanted = new Set((layers ?? 'places,overlays').split(','));
    return OVERLAY_LAYERS.filter((layer) => wanted.has(layer));
  }
}

/** Query of `print.pdf`. */
export class PrintQueryDto {
  @IsOptional()
  @IsIn(Object.keys(PAPERS), { message: `expected one of ${Object.keys(PAPERS).join(', ')}` })
  paper?: Paper;
}
