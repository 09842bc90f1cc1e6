import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { VisualSubject } from '../characters/visual-subject';
import type { Json } from '../common/canonical-json';
import { ValidationFailedError } from '../common/errors';
import { missingOneOf } from '../common/fields/request-fields';
import { seedOf } from '../common/seed';
import { validated } from '../common/validation';
import type { JobEntity } from '../generation/jobs/job.entity';
import { JobsReader } from '../generation/jobs/jobs.reader';
import {
  PictureKind,
  PictureKinds,
  UnchangedError,
  WaitForJobError,
  type EditWishes,
  type FinishedPicture,
  type Origin,
  type ReadRequest,
} from '../generation/picture-kind';
import { provenanceOf } from '../generation/provenance-of';
import type { Composition, Recipe, RenderPlan } from '../generation/recipe';
import { ImagesReader } from '../images/images.reader';
import { readPriority } from '../hub/envelope/envelope-values';
import { encodePicture } from '../processing/encode-picture';
import { encodeVariants, PICTURE_VARIANTS } from '../processing/encode-variants';
import type { Marking } from '../processing/provenance';
import { rasterise } from '../processing/rasterise';
import { PortraitRequestDto } from './portrait-request.dto';
import type { RegeneratedPortrait } from './portrait-regenerations';
import { PortraitSubjects } from './portrait-subjects';
import { portraitRecipe } from './portrait.recipe';
import { composePortraitPrompt } from '../characters/prompt/compose-portrait-prompt';
import { looksTheSame, type Look } from '../characters/same-look';
import { SKETCH_CREDIT } from '../characters/sketch/hair-artwork';
import { drawPortraitSketch } from '../characters/sketch/portrait-sketch';

/** Portraits: from a character or a description to a picture of them. */
@Injectable()
export class PortraitKind extends PictureKind implements OnModuleInit {
  readonly kind = 'portrait';

  constructor(
    private readonly kinds: PictureKinds,
    private readonly subjects: PortraitSubjects,
    private readonly images: ImagesReader,
    private readonly jobs: JobsReader,
  ) {
    super();
  }

  onModuleInit(): void {
    this.kinds.register(this);
  }

  read(body: unknown, unknownMembers: 'refuse' | 'drop'): ReadRequest {
    const request = validated(PortraitRequestDto, body, unknownMembers);
    if (request.character_id === undefined && request.description === undefined) {
      throw new ValidationFailedError([
        { path: 'character_id', message: missingOneOf(['character_id', 'description']) },
      ]);
    }
    return {
      parameters: { ...request },
      characterId: request.character_id,
      campaignId: request.campaign_id,
      priority: readPriority(request.priority),
    };
  }

  async compose(job: JobEntity): Promise<Composition> {
    const request = job.parameters as PortraitRequestDto & RegeneratedPortrait;
    if (job.metadata.only_if_changed === true) await this.afterOlder(job);
    const details = await this.subjects.of(request);
    const theme = request.theme ?? details.theme ?? 'fantasy';
    const { subject } = details;
    if (job.metadata.only_if_changed === true && (await this.isShown(request.character_id, { subject, theme }))) {
      throw new UnchangedError();
    }
    const { prompt, negativePrompt } = composePortraitPrompt({
      subject,
      theme,
      style: request.style,
      equipment: request.equipment,
      kind: 'portrait',
    });
    const aspect = request.aspect ?? '2:3';
    const seed = request.seed ?? seedOf(job.id);
    const face = request.regenerates?.keep === 'face' ? request.regenerates.image_id : undefined;
    const isAsTold = request.character_id === undefined || looksTheSame(details.told, { subject, theme });
    const recipe = {
      ...portraitRecipe({ subject, theme, aspect, seed, prompt, negativePrompt, face }),
      details: isAsTold ? undefined : (details.told as unknown as Recipe['details']),
    };
    return { recipe, ownerId: details.ownerId, campaignId: details.campaignId };
  }

  async sketch(recipe: Recipe): Promise<Buffer> {
    const { width = 832, height = 1216, seed = 0 } = recipe.render ?? {};
    const subject = recipe.subject as unknown as VisualSubject;
    const svg = drawPortraitSketch(subject, { seed, widthPx: width, heightPx: height, theme: recipe.theme });
    return rasterise(svg, { widthPx: width, heightPx: height });
  }

  async finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    const provenance = provenanceOf(recipe, origin);
    const marking: Marking =
      provenance === 'trainedAlgorithmicMedia' ? { provenance } : { provenance, credit: SKETCH_CREDIT };
    const original = await encodePicture(raw, { format: 'png', ...marking });
    return { original, variants: await encodeVariants(original.bytes, PICTURE_VARIANTS, marking) };
  }

  reworded({ subject }: Recipe, { theme, style }: EditWishes): Pick<RenderPlan, 'prompt' | 'negative_prompt'> {
    const known = subject as unknown as VisualSubject;
    const { prompt, negativePrompt } = composePortraitPrompt({ subject: known, theme, style, kind: 'portrait' });
    return { prompt, negative_prompt: negativePrompt };
  }

  enlarged(output: Json, factor: number): Json {
    const { width, height, ...rest } = output as { width: number; height: number } & Record<string, Json>;
    return { ...rest, width: width * factor, height: height * factor };
  }

  /** What is being painted of the character now is what a change must be measured against. */
  private async afterOlder(job: JobEntity): Promise<void> {
    const older = await this.jobs.unfinishedBefore(job);
    if (older !== undefined) throw new WaitForJobError(older);
  }

  /** Whether the character's newest portrait was made when it looked as it does now, however it was asked for. */
  private async isShown(characterId: string | undefined, look: Look): Promise<boolean> {
    const newest = await this.images.newestOf(characterId ?? '', 'portrait');
    if (newest === null) return false;
    const recipe = await this.images.recipeOf(newest.id);
    return looksTheSame(look, (recipe?.details as Record<string, unknown> | undefined) ?? recipe);
  }
}
