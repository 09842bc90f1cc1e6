import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CharacterDetailsClient } from '../characters/character-details.client';
import { normaliseDetails, type CharacterDetails } from '../characters/normalise-details';
import type { VisualSubject } from '../characters/visual-subject';
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
  type FinishedPicture,
  type Origin,
  type ReadRequest,
} from '../generation/picture-kind';
import type { Composition, Recipe } from '../generation/recipe';
import { ImagesReader } from '../images/images.reader';
import { readPriority } from '../hub/envelope/envelope-values';
import { encodePicture } from '../processing/encode-picture';
import { encodeVariants, PICTURE_VARIANTS } from '../processing/encode-variants';
import type { Marking } from '../processing/provenance';
import { rasterise } from '../processing/rasterise';
import { PortraitRequestDto } from './portrait-request.dto';
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
    private readonly characters: CharacterDetailsClient,
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
    const request = job.parameters as PortraitRequestDto;
    if (job.metadata.only_if_changed === true) await this.afterOlder(job);
    const details = await this.detailsOf(request);
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
    const recipe = portraitRecipe({ subject, theme, aspect, seed, prompt, negativePrompt });
    return { recipe, ownerId: details.ownerId, campaignId: details.campaignId };
  }

  async sketch(recipe: Recipe): Promise<Buffer> {
    const { width = 832, height = 1216, seed = 0 } = recipe.render ?? {};
    const subject = recipe.subject as unknown as VisualSubject;
    const svg = drawPortraitSketch(subject, { seed, widthPx: width, heightPx: height, theme: recipe.theme });
    return rasterise(svg, { widthPx: width, heightPx: height });
  }

  async finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    const marking: Marking =
      origin === 'drawn'
        ? { provenance: 'algorithmicMedia', credit: SKETCH_CREDIT }
        : { provenance: 'trainedAlgorithmicMedia' };
    const original = await encodePicture(raw, { format: 'png', ...marking });
    return { original, variants: await encodeVariants(original.bytes, PICTURE_VARIANTS, marking) };
  }

  /** What is being painted of the character now is what a change must be measured against. */
  private async afterOlder(job: JobEntity): Promise<void> {
    const older = await this.jobs.unfinishedBefore(job);
    if (older !== undefined) throw new WaitForJobError(older);
  }

  /** Whether the character's newest portrait shows it as it looks now. */
  private async isShown(characterId: string | undefined, look: Look): Promise<boolean> {
    const newest = await this.images.newestOf(characterId ?? '', 'portrait');
    return newest !== null && looksTheSame(look, await this.images.recipeOf(newest.id));
  }

  private async detailsOf(request: PortraitRequestDto): Promise<CharacterDetails> {
    if (request.character_id !== undefined) return this.characters.get(request.character_id);
    return normaliseDetails({ description: request.description });
  }
}
