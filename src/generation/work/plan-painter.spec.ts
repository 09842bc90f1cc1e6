import { sharp } from '../../processing/sharp-settings';
import type { BackendPool } from '../backends/backend-pool';
import { BackendSubstitutedError, type PaintRequest } from '../backends/image-backend';
import type { PaintWatch } from '../progress/paint-watch';
import { SDXL_DEFAULTS, type RenderPlan } from '../recipe';
import type { AttemptChecks } from './attempt-checks';
import { PlanPainter, type PaintTask } from './plan-painter';
import type { SourceMaterial } from './source-material';
import type { WorkMetrics } from './work-metrics';

const TILES = { canvas: { width: 128, height: 64 }, width: 64, height: 64, places: [[0, 0], [32, 0], [64, 0]] } as const; // prettier-ignore
const PLAN: RenderPlan = {
  prompt: 'a map',
  negative_prompt: '',
  seed: 4294967294,
  width: 64,
  height: 64,
  ...SDXL_DEFAULTS,
  mode: 'img2img',
  starts_from: 'underpainting',
  tiles: TILES,
};
const flat = (background: string, { width, height }: { width: number; height: number }): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
const redOf = async (png: Buffer, x: number, y = 5): Promise<number> =>
  (await sharp(png).extract({ left: x, top: y, width: 1, height: 1 }).raw().toBuffer())[0] ?? -1;

interface Stage {
  readonly requests: { plan: RenderPlan; source: Buffer }[];
  readonly verified: Buffer[];
  readonly told: number[];
  readonly paint: (dialect?: string) => ReturnType<PlanPainter['paint']>;
  readonly abort: AbortController;
}

/** A server whose parts are 0, 40 and 80 red in turn, by the models that are named. */
function aStage({ models = ['m', 'm', 'm'], whenPainted = (): void => undefined } = {}): Stage {
  const [requests, verified, told]: [Stage['requests'], Buffer[], number[]] = [[], [], []];
  const abort = new AbortController();
  const pool = {
    paint: async (_member: unknown, request: PaintRequest) => {
      requests.push({ plan: request.plan, source: (await request.source?.()) ?? Buffer.alloc(0) });
      whenPainted();
      const bytes = await flat(`rgb(${(requests.length - 1) * 40}, 0, 0)`, TILES);
      const model = models[requests.length - 1] ?? 'm';
      const painting = { bytes, origin: 'diffused' as const, model, seed: request.plan.seed };
      return { painting, renderMs: 1, judge: () => undefined };
    },
  };
  const watch = {
    during: (_job: unknown, _member: unknown, paint: () => unknown) => paint(),
    inParts: (_job: unknown, paint: (done: (share: number) => Promise<void>) => unknown) =>
      paint((share) => Promise.resolve(void told.push(share))),
  };
  const checks = { verify: (bytes: Buffer) => Promise.resolve(void verified.push(bytes)) };
  const metrics = { took: () => undefined, time: (_kind: string, _stage: string, work: () => unknown) => work() };
  const material = { of: () => ({}) };
  const painter = new PlanPainter(
    pool as unknown as BackendPool,
    watch as unknown as PaintWatch,
    checks as unknown as AttemptChecks,
    material as unknown as SourceMaterial,
    metrics as unknown as WorkMetrics,
  );
  const kind = {
    underpainting: (_recipe: unknown, size: { width: number; height: number }) => flat('#c80000', size),
    sketch: () => flat('#010101', TILES),
  };
  const paint = (dialect = 'a1111') =>
    painter.paint({ kind, job: { kind: 'map', created_at: new Date(0), run_after: new Date(0) }, recipe: {}, plan: PLAN, member: { backend: { dialect } } } as unknown as PaintTask,
      { signal: abort.signal, painted: () => told.push(-1), atPlace: () => Promise.resolve() }); // prettier-ignore
  return { requests, verified, told, paint, abort };
}

describe('PlanPainter', () => {
  it('paints a large picture part by part, each from the drawing and what is painted beside it', async () => {
    const { requests, paint } = aStage();

    const { bytes } = await paint();

    const starts = await Promise.all(requests.map(({ source }) => Promise.all([redOf(source, 2), redOf(source, 60)])));
    expect(starts).toEqual([[200, 200], [0, 200], [40, 200]]); // prettier-ignore
    const all = await Promise.all([2, 120].map((x) => redOf(bytes, x)));
    expect(all).toEqual([0, 80]);
    expect(await sharp(bytes).metadata()).toMatchObject(TILES.canvas);
  });

  it('asks for each part as for a picture of its own, with seeds that count up and wrap', async () => {
    const { requests, paint } = aStage();

    const { seed } = await paint();

    expect(requests.map(({ plan }) => [plan.seed, plan.width, plan.height, plan.tiles])).toEqual([
      [4294967294, 64, 64, undefined],
      [4294967295, 64, 64, undefined],
      [0, 64, 64, undefined],
    ]);
    expect(seed).toBe(PLAN.seed);
  });

  it('looks at every part, tells how many are done, and frees its place after the last', async () => {
    const { verified, told, paint } = aStage();

    await paint();

    expect(verified).toHaveLength(3);
    expect(told).toEqual([1 / 3, 2 / 3, -1, 1]);
  });

  it('refuses a picture whose parts are by different models', async () => {
    const { paint } = aStage({ models: ['m', 'other'] });

    await expect(paint()).rejects.toBeInstanceOf(BackendSubstitutedError);
  });

  it('begins no further part once its job has ended', async () => {
    const stage = aStage({ whenPainted: () => stage.abort.abort(new Error('ended')) });

    await expect(stage.paint()).rejects.toThrow('ended');

    expect(stage.requests).toHaveLength(1);
  });

  it('lets the painter draw all of it at once', async () => {
    const { requests, paint } = aStage();

    await paint('painter');

    expect(requests).toHaveLength(1);
    expect(requests[0]?.plan.tiles).toBe(TILES);
  });
});
