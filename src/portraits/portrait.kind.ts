import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { VisualSubject } from '../characters/visual-subject';
import { assertFitRequest } from '../characters/safety/assert-fit-request';
import type { Json } from '../common/canonical-json';
import { ValidationFailedError } from '../common/errors';
import { missingOneOf } from '../common/fields/request-fields';
import { seedOf } from '../common/seed';
import type { Theme } from '../common/themes';
import { validated } from '../common/validation';
import { assertMayBeShown } from '../generation/asked-character';
import { CampaignLooks, inStyle, wordsOf } from '../generation/campaign-looks';
import type { JobEntity } from '../generation/jobs/job.entity';
import { JobsReader } from '../generation/jobs/jobs.reader';
import {
  PictureKind,
  PictureKinds,
  WaitForJobError,
  type EditWishes,
  type FinishedPicture,
  type Origin,
  type ReadRequest,
} from '../generation/picture-kind';
import { provenanceOf } from '../generation/provenance-of';
import type { Composition, Recipe, RenderPlan } from '../generation/recipe';
import { readPriority } from '../hub/envelope/envelope-values';
import { PICTURE_VARIANTS } from '../processing/encode-variants';
import { finishPicture, type FinishPlan } from '../processing/finish-picture';
import type { Marking } from '../processing/provenance';
import { rasterise } from '../processing/rasterise';
import { PortraitRequestDto } from './portrait-request.dto';
import type { RegeneratedPortrait } from './portrait-regenerations';
import { NewestPortrait } from './newest-portrait';
import { PortraitSubjects, type ToldLook } from './portrait-subjects';
import { FACE_STRENGTH, OUTFIT_STRENGTH, portraitRecipe, type PortraitIngredients } from './portrait.recipe';
import { composePortraitPrompt } from '../characters/prompt/compose-portrait-prompt';
import { SKETCH_CREDIT } from '../characters/sketch/hair-artwork';
import { drawPortraitSketch } from '../characters/sketch/portrait-sketch';

/** Portraits: from a character or a description to a picture of them. */
@Injectable()
export class PortraitKind extends PictureKind implements OnModuleInit {
  readonly kind = 'portrait';

  constructor(
    private readonly kinds: PictureKinds,
    private readonly subjects: PortraitSubjects,
    private readonly newest: NewestPortrait,
    private readonly looks: CampaignLooks,
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
      assertFit: () => assertFitRequest(request),
      characterId: request.character_id,
      campaignId: request.campaign_id,
      priority: readPriority(request.priority),
    };
  }

  async compose(job: JobEntity): Promise<Composition> {
    const request = job.parameters as PortraitRequestDto & RegeneratedPortrait;
    if (job.metadata.only_if_changed === true) await this.afterOlder(job);
    const { subject, told, ...details } = await this.subjects.of(request, job.campaign_id ?? undefined);
    assertMayBeShown(job, details);
    assertFitRequest(request, subject);
    const campaignId = job.campaign_id ?? details.campaignId;
    const { theme, style } = await this.looks.choose({ campaignId, named: request.theme, own: details.theme });
    const likeness = await this.likeness(job, told, { campaignId, theme });
    const { prompt, negativePrompt } = composePortraitPrompt({
      subject,
      theme,
      style: request.style,
      equipment: request.equipment,
      suffix: style && wordsOf(style),
      kind: 'portrait',
    });
    const { aspect = '2:3', seed = likeness.seed ?? seedOf(job.id) } = request;
    const recipe = portraitRecipe({ subject, theme, aspect, seed, prompt, negativePrompt, likeness: likeness.of });
    const { ownerId } = details;
    return { recipe: inStyle({ ...recipe, identity: told }, style), ownerId, campaignId: details.campaignId };
  }

  async sketch(recipe: Recipe): Promise<Buffer> {
    const { width = 832, height = 1216, seed = 0 } = recipe.render ?? {};
    const subject = recipe.subject as unknown as VisualSubject;
    const svg = drawPortraitSketch(subject, { seed, widthPx: width, heightPx: height, theme: recipe.theme });
    return rasterise(svg, { widthPx: width, heightPx: height });
  }

  finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    return finishPicture(raw, this.finishing(recipe, origin));
  }

  override finishing(recipe: Recipe, origin: Origin): FinishPlan {
    const provenance = provenanceOf(recipe, origin);
    const marking: Marking =
      provenance === 'trainedAlgorithmicMedia' ? { provenance } : { provenance, credit: SKETCH_CREDIT };
    return { variants: PICTURE_VARIANTS, marking };
  }

  reworded({ subject }: Recipe, { look, ...wishes }: EditWishes): Pick<RenderPlan, 'prompt' | 'negative_prompt'> {
    const known = { ...wishes, subject: subject as unknown as VisualSubject, suffix: look && wordsOf(look) };
    const { prompt, negativePrompt } = composePortraitPrompt({ ...known, kind: 'portrait' });
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

  /** What stays of an earlier portrait. @throws UnchangedError */
  private async likeness(
    { parameters, metadata }: JobEntity,
    told: ToldLook | undefined,
    { campaignId, theme }: { readonly campaignId?: string; readonly theme: Theme },
  ): Promise<{ readonly seed?: number; readonly of?: PortraitIngredients['likeness'] }> {
    const { regenerates, character_id: characterId } = parameters as PortraitRequestDto & RegeneratedPortrait;
    if (regenerates?.keep === 'face') return { of: { imageId: regenerates.image_id, strength: FACE_STRENGTH } };
    if (metadata.only_if_changed !== true || told === undefined || characterId === undefined) return {};
    const { seed, imageId } = await this.newest.likeness({ characterId, campaignId }, told, theme);
    return { seed, of: imageId === undefined ? undefined : { imageId, strength: OUTFIT_STRENGTH } };
  }
}
