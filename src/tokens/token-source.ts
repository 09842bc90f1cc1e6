import { Injectable } from '@nestjs/common';
import { FAILURE_CODES, ImageServiceError, ValidationFailedError, type FailureCode } from '../common/errors';
import { readTheme, type Theme } from '../common/themes';
import type { JobEntity } from '../generation/jobs/job.entity';
import { JobsReader } from '../generation/jobs/jobs.reader';
import { isFinal } from '../generation/jobs/job-states';
import { UnchangedError, WaitForJobError } from '../generation/picture-kind';
import type { Composition, Recipe } from '../generation/recipe';
import type { ImageEntity } from '../images/image.entity';
import { ImagesReader } from '../images/images.reader';
import type { DrawnFigure, TokenOutput } from './token.recipe';
import type { TokenRequestDto } from './token-request.dto';

/** The picture a token is cut from. */
export interface TokenSource {
  readonly imageId: string;
  readonly theme: Theme;
  /** Whose picture it is: the token is of the same character, owner and campaign. */
  readonly of: Pick<Composition, 'characterId' | 'ownerId' | 'campaignId'>;
  readonly focus?: TokenOutput['focus'];
  readonly figure?: DrawnFigure;
  readonly is_whole?: boolean;
}

/** The portrait that the token was to be cut from was not made. */
export class PortraitFailedError extends ImageServiceError {
  readonly code: FailureCode;
  readonly retry = 'never';

  constructor(code: string | null) {
    super('the portrait that this token is cut from could not be made');
    this.code = FAILURE_CODES.find((known) => known === code) ?? 'INTERNAL';
  }
}

/** Finds the picture a token is cut from: the same face as in the portrait, by construction. */
@Injectable()
export class TokenSourceFinder {
  constructor(
    private readonly images: ImagesReader,
    private readonly jobs: JobsReader,
  ) {}

  /**
   * The image named, else the character's newest portrait, else `undefined`.
   * @throws WaitForJobError while that portrait is being made
   * @throws ValidationFailedError when the image named is not there for this owner
   */
  async find(job: JobEntity, request: TokenRequestDto): Promise<TokenSource | undefined> {
    if (job.depends_on !== null) await this.follow(job, job.depends_on);
    if (request.image_id !== undefined) return this.named(job, request.image_id);
    if (request.character_id === undefined) return undefined;
    const portrait = await this.images.newestOf(request.character_id, 'portrait');
    if (portrait !== null && mayUse(job, portrait)) return this.source(portrait);
    const unfinished = await this.jobs.unfinishedOf(request.character_id, 'portrait');
    if (unfinished !== null) throw new WaitForJobError(unfinished.id);
    return undefined;
  }

  /** @throws UnchangedError when only a change is wanted and the newest token is cut from this very picture */
  async assertNewCut(job: JobEntity, source: TokenSource): Promise<void> {
    if (job.metadata.only_if_changed !== true || job.character_id === null) return;
    const newest = await this.images.newestOf(job.character_id, 'token');
    if (newest?.parent_id === source.imageId) throw new UnchangedError();
  }

  /** A token waits for the portrait of the same event; after an update it is also unchanged with it, and failed with it. */
  private async follow(job: JobEntity, portraitJobId: string): Promise<void> {
    const portrait = await this.jobs.find(portraitJobId);
    if (portrait === null || portrait.status === 'completed') return;
    if (!isFinal(portrait.status)) throw new WaitForJobError(portraitJobId);
    if (job.metadata.only_if_changed !== true) return;
    if (portrait.error_code === 'UNCHANGED') throw new UnchangedError();
    throw new PortraitFailedError(portrait.error_code);
  }

  private async named(job: JobEntity, imageId: string): Promise<TokenSource> {
    const image = await this.images.find(imageId);
    // Over HTTP the door has asked whether whoever named it may read it.
    const isAllowed = image !== null && (job.source === 'http' || mayUse(job, image));
    if (image === null || image.status === 'deleted' || !isAllowed) {
      throw new ValidationFailedError([{ path: 'image_id', message: 'there is no such image' }]);
    }
    return this.source(image);
  }

  private async source(image: ImageEntity): Promise<TokenSource> {
    const recipe = await this.images.recipeOf(image.id);
    // Only in our own drawing is the face where the recipe says.
    const drawn = image.backend.dialect === 'painter' ? recipe : undefined;
    return {
      imageId: image.id,
      theme: readTheme(image.theme) ?? 'fantasy',
      focus: focusIn(drawn),
      figure: figureIn(drawn),
      is_whole: image.kind === 'item' || image.kind === 'map' ? true : undefined,
      of: ownersOf(image),
    };
  }
}

/**
 * Whether a picture may be made of another. Services on the hub act for an owner when they name one; without one, and
 * for pictures that belong to nobody, they act for themselves. Over HTTP it must be the owner's or of the same campaign.
 */
function mayUse(job: JobEntity, image: ImageEntity): boolean {
  if (job.source === 'hub' && (job.owner_id === null || image.owner_id === null)) return true;
  if (job.owner_id !== null && job.owner_id === image.owner_id) return true;
  return job.campaign_id !== null && job.campaign_id === image.campaign_id;
}

function ownersOf(image: ImageEntity): TokenSource['of'] {
  return {
    characterId: image.character_id ?? undefined,
    ownerId: image.owner_id ?? undefined,
    campaignId: image.campaign_id ?? undefined,
  };
}

function focusIn(recipe: Record<string, unknown> | undefined): TokenOutput['focus'] {
  const output = recipe?.output as { sketch_focus?: TokenOutput['focus'] } | undefined;
  return output?.sketch_focus;
}

/** An edited portrait is not what its recipe alone draws. */
function figureIn(recipe: Record<string, unknown> | undefined): DrawnFigure | undefined {
  const { kind, render, edit, subject } = (recipe ?? {}) as Partial<Recipe>;
  if (kind !== 'portrait' || render === undefined || edit !== undefined) return undefined;
  const { seed, width, height } = render;
  return { subject: subject as unknown as DrawnFigure['subject'], seed, width_px: width, height_px: height };
}
