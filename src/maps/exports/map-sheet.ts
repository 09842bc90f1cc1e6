import { HttpProblem } from '../../common/http/problem';
import { isRecord } from '../../hub/envelope/json-record';
import type { ImageEntity } from '../../images/image.entity';
import { MAP_PLAN_VERSION, type MapPlan } from '../layout/map-plan';
import { GRID_TYPES, type GridType } from '../map-request.dto';
import type { OverlayDto } from '../overlay.dto';
import { storedOverlays } from '../overlays/stored-overlays';

/** The map is a picture only: there is no plan to tell walls and doors from, or none that fits the picture. */
export class MapWithoutPlanProblem extends HttpProblem {
  constructor() {
    super(409, 'CONFLICT', 'the map has no plan that fits its picture, so there are no walls or squares to export');
  }
}

/** A stored map with all that its exports need: the plan measured in squares, the picture in pixels. */
export interface MapSheet {
  readonly plan: MapPlan;
  /** Squares. */
  readonly columns: number;
  readonly rows: number;
  /** Of the stored picture: it is columns × rows × this, exactly. */
  readonly pixelsPerSquare: number;
  readonly feetPerSquare: number;
  readonly gridType: GridType;
  /** The lines are painted into the picture: nobody should draw them again. */
  readonly isGridPainted: boolean;
  /** As its owner named it, else by what it shows. Text from outside. */
  readonly name: string;
  readonly overlays: readonly OverlayDto[];
}

/**
 * Brings a stored map and its recipe together. What `PUT /maps/{id}` said of name and grid counts; the size of a square in
 * pixels is the picture's own.
 *
 * @throws MapWithoutPlanProblem when the recipe holds no plan of a version we read, or the picture is not on its grid
 */
export function mapSheet(
  image: Pick<ImageEntity, 'width' | 'height' | 'metadata'>,
  recipe: Readonly<Record<string, unknown>> | undefined,
): MapSheet {
  const plan: unknown = recipe?.['subject'];
  const output = isRecord(recipe?.['output']) ? recipe['output'] : {};
  if (!isPlan(plan)) throw new MapWithoutPlanProblem();
  const pixelsPerSquare = image.width / plan.columns;
  const isOnGrid = Number.isInteger(pixelsPerSquare) && image.height === plan.rows * pixelsPerSquare;
  if (!isOnGrid) throw new MapWithoutPlanProblem();
  const grid = isRecord(image.metadata.grid) ? image.metadata.grid : {};
  const { name } = image.metadata;
  return {
    plan,
    columns: plan.columns,
    rows: plan.rows,
    pixelsPerSquare,
    feetPerSquare: [grid['feet_per_square'], output['feet_per_square']].find(isLength) ?? 5,
    gridType: [grid['type'], output['grid_type']].find(isGridType) ?? 'square',
    isGridPainted: output['grid_visible'] === true,
    name: typeof name === 'string' && name.trim() !== '' ? name : nameOf(plan),
    overlays: storedOverlays(image.metadata.overlays),
  };
}

function isPlan(value: unknown): value is MapPlan {
  if (!isRecord(value) || value['version'] !== MAP_PLAN_VERSION) return false;
  const { columns, rows } = value;
  const isSized = Number.isInteger(columns) && Number.isInteger(rows) && Number(columns) > 0 && Number(rows) > 0;
  return isSized && ['walls', 'doors', 'lights', 'rooms', 'features'].every((list) => Array.isArray(value[list]));
}

const isLength = (value: unknown): value is number => typeof value === 'number' && value > 0;
const isGridType = (value: unknown): value is GridType => GRID_TYPES.some((type) => type === value);
const nameOf = ({ setting }: MapPlan): string => `${setting.charAt(0).toUpperCase()}${setting.slice(1)}`;
