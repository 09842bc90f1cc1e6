import { PROMPT_VERSION } from '../characters/prompt/prompt-version';
import type { Json } from '../common/canonical-json';
import type { Theme } from '../common/themes';
import { SDXL_DEFAULTS, type Recipe, type RenderPlan } from '../generation/recipe';
import { nearestBucket } from '../generation/sdxl-buckets';
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

/** The recipe of a map: its plan is the subject. */
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
    feet_per_square: grid?.feet_per_square ?? 5,
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
    },
    subject: plan,
    output: output as unknown as Json,
  };
}
