import type { RenderMode, RenderPlan } from '../recipe';

/** What a job needs of a backend. */
export interface Needs {
  readonly mode: RenderMode;
  /** Checkpoint asked for; absent: any. */
  readonly model?: string;
  /** Width times height. */
  readonly pixels: number;
}

/** What a backend can paint: the filter of the queue. */
export interface Ability {
  readonly backend: string;
  readonly modes: readonly RenderMode[];
  /** Largest picture in pixels; `undefined`: no bound is known. */
  readonly maxPixels?: number;
  /** Checkpoints it has; `undefined`: it takes whatever is asked for. */
  readonly models?: readonly string[];
}

/** What a backend must be able to do to paint the plan. */
export function needsOf(plan: RenderPlan): Needs {
  const { width, height } = plan.tiles ?? plan;
  return { mode: plan.mode ?? 'txt2img', model: plan.model, pixels: width * height };
}

/** Whether a backend of that ability can paint it; `ABLE` is the same in SQL. */
export function canPaint({ modes, maxPixels, models }: Ability, { mode, pixels, model }: Needs): boolean {
  return (
    modes.includes(mode) &&
    (maxPixels === undefined || pixels <= maxPixels) &&
    (model === undefined || models === undefined || models.includes(model))
  );
}

/** SQL: whether the composed job in row `job` can be painted by what stands in row `able` (see `abilitiesIn`). */
export const ABLE = `(job.needs_mode = ANY(able.modes) AND (able."maxPixels" IS NULL OR job.needs_pixels <= able."maxPixels")
  AND (able.models IS NULL OR job.needs_model IS NULL OR job.needs_model = ANY(able.models)))`;

/** SQL: rows `able`, one for each `Ability` of the JSON list in `parameter`. */
export const abilitiesIn = (parameter: string): string =>
  `jsonb_to_recordset(${parameter}::jsonb) AS able(backend text, modes text[], "maxPixels" bigint, models text[])`;
