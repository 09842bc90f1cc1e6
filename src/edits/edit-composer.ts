import { Injectable } from '@nestjs/common';
import type { CampaignStyle } from '../campaigns/campaign-style';
import { cleanWords } from '../characters/clean-words';
import { PROMPT_VERSION } from '../characters/prompt/prompt-version';
import type { StyleDto } from '../common/fields/style.dto';
import { seedOf } from '../common/seed';
import { CampaignLooks, inStyle } from '../generation/campaign-looks';
import type { JobEntity } from '../generation/jobs/job.entity';
import type { PictureKind } from '../generation/picture-kind';
import { SDXL_DEFAULTS, type Composition, type EditPlan, type Recipe, type RenderPlan } from '../generation/recipe';
import { nearestBucket } from '../generation/sdxl-buckets';
import { SourceImageGoneError } from '../images/image-content';
import type { ImageEntity } from '../images/image.entity';
import { ImagesReader } from '../images/images.reader';
import { editOf, type EditParameters } from './edit-parameters';
import { USUAL_INPAINT_STRENGTH, USUAL_STYLE_STRENGTH } from './edit-requests.dto';
import { windowAround } from './window-around';

/** Characters of one wish. */
const LONGEST_WISH = 80;

/** Turns an edit's request into a recipe: that of its source, with what changes. */
@Injectable()
export class EditComposer {
  constructor(
    private readonly images: ImagesReader,
    private readonly looks: CampaignLooks,
  ) {}

  /** @throws SourceImageGoneError when the source has been deleted meanwhile */
  async compose(job: JobEntity, kind: PictureKind): Promise<Composition> {
    const edit = editOf(job);
    const image = await this.images.find(edit.source_image_id);
    const recipe = await this.images.recipeOf(edit.source_image_id);
    if (image === null || image.status === 'deleted' || recipe === undefined) throw new SourceImageGoneError();
    const source = recipe as unknown as Recipe;
    const { subject, campaign_style } = await this.shownBy(source);
    const base = { ...source, theme: edit.theme ?? source.theme, subject };
    const campaignId = image.campaign_id ?? undefined;
    const look = await this.looks.kept({ theme: source.theme, campaign_style }, { campaignId, named: edit.theme });
    const composed: Recipe = {
      ...base,
      source_image_id: image.id,
      edit: planOf({ edit, image, source }),
      render: renderPlan({ edit, image, kind, base, look, seed: edit.seed ?? seedOf(job.id) }),
      output: edit.factor === undefined ? base.output : kind.enlarged(base.output, edit.factor),
    };
    // Enlarged, it stays as it was made.
    return { recipe: edit.type === 'upscale' ? composed : inStyle({ ...composed, campaign_style: undefined }, look) };
  }

  /** A token that was cut shows who is on the portrait it was cut from, and how. */
  private async shownBy(source: Recipe): Promise<Pick<Recipe, 'subject' | 'campaign_style'>> {
    const { render, source_image_id: cutFrom } = source;
    if (render !== undefined || cutFrom === undefined) return source;
    const whole = (await this.images.recipeOf(cutFrom)) as unknown as Recipe | undefined;
    return whole?.kind === 'portrait' || whole?.kind === 'token' ? whole : source;
  }
}

interface Editing {
  readonly edit: EditParameters;
  readonly image: ImageEntity;
  /** Recipe of the image. */
  readonly source: Recipe;
}

function planOf({ edit, image, source }: Editing): EditPlan {
  const startedFrom = source.render?.starts_from ?? source.edit?.source_started_from;
  const plan = {
    type: edit.type,
    source_origin: originOf(image, source),
    ...(startedFrom && { source_started_from: startedFrom }),
    words: wordsOf(edit),
  };
  if (edit.type === 'style') return { ...plan, strength: edit.strength ?? USUAL_STYLE_STRENGTH };
  if (edit.type === 'upscale') return { ...plan, factor: edit.factor };
  const window = edit.mask && windowAround(edit.mask.box, image);
  const strength = edit.strength ?? USUAL_INPAINT_STRENGTH;
  return { ...plan, strength, mask_sha256: edit.mask?.sha256, ...(window && { window }) };
}

function originOf(image: ImageEntity, { edit }: Recipe): EditPlan['source_origin'] {
  const origin = image.backend.dialect === 'painter' ? 'drawn' : 'diffused';
  return edit === undefined || edit.source_origin === origin ? origin : 'mixed';
}

interface Rendering {
  readonly edit: EditParameters;
  readonly image: ImageEntity;
  readonly kind: PictureKind;
  /** The source's recipe, in the theme of the edit. */
  readonly base: Recipe;
  /** Of its campaign, when it is made in that. */
  readonly look?: CampaignStyle;
  readonly seed: number;
}

function renderPlan({ edit, image, kind, base, look, seed }: Rendering): RenderPlan {
  if (edit.type === 'upscale') {
    // Nothing is said to an upscaler; the size is that of the picture it is given.
    const size = { width: image.width, height: image.height };
    const silent = { prompt: '', negative_prompt: '', seed, ...size, ...SDXL_DEFAULTS };
    return { ...silent, mode: 'upscale', upscale_by: edit.factor };
  }
  const seen = (edit.mask && windowAround(edit.mask.box, image)) ?? image;
  const painted = {
    prompt_version: PROMPT_VERSION,
    seed,
    ...nearestBucket(seen.width, seen.height),
    ...SDXL_DEFAULTS,
  };
  // What is to be seen comes first and counts most; the rest keeps it of one piece with its surroundings.
  const wish = edit.type === 'inpaint' ? edit.prompt : undefined;
  const words = kind.reworded(base, { theme: base.theme, style: edit.style, look, wish });
  if (edit.type === 'style') {
    const strength = edit.strength ?? USUAL_STYLE_STRENGTH;
    return { ...words, ...painted, mode: 'img2img', denoising_strength: strength, tiles: kind.tiles(base.output) };
  }
  const strength = edit.strength ?? USUAL_INPAINT_STRENGTH;
  return { ...words, ...painted, mode: 'inpaint', denoising_strength: strength };
}

/** The wishes as words, for a drawing without a model. */
function wordsOf({ prompt, style }: EditParameters): string {
  const wishes = Object.values((style ?? {}) satisfies StyleDto).map((wish: unknown) => cleanWords(wish, LONGEST_WISH));
  return [prompt, ...wishes].filter((words) => words !== undefined).join(', ');
}
