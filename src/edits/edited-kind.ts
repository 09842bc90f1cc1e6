import type { Json } from '../common/canonical-json';
import type { JobEntity } from '../generation/jobs/job.entity';
import {
  PictureKind,
  type EditWishes,
  type FinishedPicture,
  type Origin,
  type ReadRequest,
} from '../generation/picture-kind';
import type { Composition, Recipe, RenderPlan } from '../generation/recipe';
import type { RenderTiles } from '../generation/tiles/tiles-for';
import type { SourceMaterial } from '../generation/work/source-material';
import type { ImageContent } from '../images/image-content';
import { blendThroughMask } from '../processing/blend-through-mask';
import { withOutlineOf } from '../processing/with-outline-of';
import type { EditComposer } from './edit-composer';
import { editOf } from './edit-parameters';
import { sketchEdit } from './edit-sketch';

/** What every edit works with. */
export interface EditTools {
  readonly composer: EditComposer;
  readonly content: ImageContent;
  readonly material: SourceMaterial;
}

/**
 * A kind of picture for one job that edits such a picture: composes from the source, brings what was painted back to
 * the source's size, outline and (outside a mask) pixels, and finishes as the kind does.
 */
export class EditedKind extends PictureKind {
  readonly kind: PictureKind['kind'];

  constructor(
    private readonly inner: PictureKind,
    private readonly job: Pick<JobEntity, 'parameters'>,
    private readonly tools: EditTools,
  ) {
    super();
    this.kind = inner.kind;
  }

  read(body: unknown, unknownMembers: 'refuse' | 'drop'): ReadRequest {
    return this.inner.read(body, unknownMembers);
  }

  compose(job: JobEntity): Promise<Composition> {
    return this.tools.composer.compose(job, this.inner);
  }

  async sketch(recipe: Recipe): Promise<Buffer> {
    const { bytes: source, image } = await this.source(recipe);
    const mask = recipe.edit?.type === 'inpaint' ? await this.tools.material.mask(this.job) : undefined;
    const size = { widthPx: image.width, heightPx: image.height };
    return sketchEdit(recipe, { source, mask, size, box: editOf(this.job).mask?.box });
  }

  async finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    return this.inner.finish(await this.fitted(raw, recipe, origin), recipe, origin);
  }

  reworded(recipe: Recipe, wishes: EditWishes): Pick<RenderPlan, 'prompt' | 'negative_prompt'> {
    return this.inner.reworded(recipe, wishes);
  }

  enlarged(output: Json, factor: number): Json {
    return this.inner.enlarged(output, factor);
  }

  /** What was painted as the edited source: of its exact size, its outline, and its own pixels around a mask. */
  private async fitted(painted: Buffer, recipe: Recipe, origin: Origin): Promise<Buffer> {
    const { bytes: source, image } = await this.source(recipe);
    if (recipe.edit?.type === 'inpaint') {
      // Our own drawing of a repaint is one of the whole picture.
      const window = origin === 'drawn' ? undefined : recipe.edit.window;
      return blendThroughMask({ source, painted, mask: await this.tools.material.mask(this.job), window });
    }
    const factor = recipe.edit?.factor ?? 1;
    return withOutlineOf(painted, source, { widthPx: image.width * factor, heightPx: image.height * factor });
  }

  override tiles(output: Json): RenderTiles | undefined {
    return this.inner.tiles(output);
  }

  private source(recipe: Recipe): ReturnType<ImageContent['original']> {
    return this.tools.content.original(recipe.source_image_id ?? '');
  }
}
