import { PROMPT_VERSION } from '../characters/prompt/prompt-version';
import type { Json } from '../common/canonical-json';
import type { Theme } from '../common/themes';
import { SDXL_DEFAULTS, type Recipe, type RenderPlan } from '../generation/recipe';
import { nearestBucket } from '../generation/sdxl-buckets';
import { tilesFor, type RenderTiles } from '../generation/tiles/tiles-for';
import type { MapPlan } from './layout/map-plan';
import type { GridDto, GridType } from './map-request.dto';
import type { MapSize } from './map-size';

/** The finished map, as its recipe's `output` says. */
export interface MapOutput {
  readonly columns: number;
  readonly rows: number;
  readonly pixels_per_square: number;
  readonly feet_per_square: number;
  readonly grid_type: GridType;
  readonly grid_visible: boolean;
}

/** Pixels of a square where a map is painted over: what a model still draws furniture on. What is finished is enlarged. */
const PAINTED_SQUARE_PX = 64;
/** Six miles: a day on foot is four squares. */
const REGION_SQUARE_FEET = 6 * 5280;
const BATTLE_SQUARE_FEET = 5;
/** How much of the drawn plan is painted over: walls stay where they are, and what is drawn becomes what it stands for. */
const OVERPAINTING = 0.55;

/** The parts a map is painted in: of some size in squares; `undefined` for a small one. */
export function mapTiles({ columns, rows }: Pick<MapOutput, 'columns' | 'rows'>): RenderTiles | undefined {
  return tilesFor({ width: columns * PAINTED_SQUARE_PX, height: rows * PAINTED_SQUARE_PX });
}

/** The recipe of a map: its plan is the subject, and what a server paints over. */
export function mapRecipe(
  made: { plan: MapPlan; theme: Theme; size: MapSize; grid?: GridDto } & Pick<
    RenderPlan,
    'prompt' | 'negative_prompt' | 'seed'
  >,
): Recipe {
  const { plan, theme, size, grid, prompt, negative_prompt, seed } = made;
  const output: MapOutput = {
    columns: size.columns,
    rows: size.rows,
    pixels_per_square: size.pixelsPerSquare,
    feet_per_square: grid?.feet_per_square ?? (plan.setting === 'region' ? REGION_SQUARE_FEET : BATTLE_SQUARE_FEET),
    grid_type: grid?.type ?? 'square',
    grid_visible: grid?.visible ?? false,
  };
  return {
    version: 1,
    kind: 'map',
    theme,
    render: {
      prompt,
      negative_prompt,
      prompt_version: PROMPT_VERSION,
      seed,
      ...nearestBucket(size.columns, size.rows),
      ...SDXL_DEFAULTS,
      mode: 'img2img',
      starts_from: 'underpainting',
      denoising_strength: OVERPAINTING,
      tiles: mapTiles(size),
    },
    subject: plan,
    output: output as unknown as Json,
  };
}
