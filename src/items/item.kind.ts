import { Injectable, type OnModuleInit } from '@nestjs/common';
import { wishesIn } from '../characters/safety/assert-fit-request';
import { assertFitTexts } from '../characters/safety/assert-fit-texts';
import { textsIn } from '../characters/safety/texts-in';
import { PROMPT_VERSION } from '../characters/prompt/prompt-version';
import type { Json } from '../common/canonical-json';
import { ValidationFailedError } from '../common/errors';
import { missingOneOf } from '../common/fields/request-fields';
import { seedOf } from '../common/seed';
import type { Theme } from '../common/themes';
import type { StyleDto } from '../common/fields/style.dto';
import { validated } from '../common/validation';
import { CampaignLooks, inColours, inStyle } from '../generation/campaign-looks';
import type { JobEntity } from '../generation/jobs/job.entity';
import {
  PictureKind,
  PictureKinds,
  type EditWishes,
  type FinishedPicture,
  type Origin,
  type ReadRequest,
} from '../generation/picture-kind';
import { provenanceOf } from '../generation/provenance-of';
import { SDXL_DEFAULTS, type Composition, type Recipe, type RenderPlan } from '../generation/recipe';
import { readPriority } from '../hub/envelope/envelope-values';
import { PICTURE_VARIANTS } from '../processing/encode-variants';
import { finishPicture, type FinishPlan } from '../processing/finish-picture';
import { rasterise } from '../processing/rasterise';
import { drawItem } from './drawing/draw-item';
import { composeItemPrompt } from './item-prompt';
import { ItemRequestDto } from './item-request.dto';
import { itemSubject, type ItemSubject } from './item-subject';

const TOLD_BY = ['item', 'name', 'description', 'item_type'] as const;
/** Side of the square picture in pixels. */
const SIDE_PX = 1024;

/** What is stored of a request: never the item as it came. */
interface ItemParameters {
  readonly subject: ItemSubject;
  readonly theme?: Theme;
  readonly style?: StyleDto;
  readonly seed?: number;
}

/** Items: weapons, potions, treasure. One thing on a plain backdrop. */
@Injectable()
export class ItemKind extends PictureKind implements OnModuleInit {
  readonly kind = 'item';

  constructor(
    private readonly kinds: PictureKinds,
    private readonly looks: CampaignLooks,
  ) {
    super();
  }

  onModuleInit(): void {
    this.kinds.register(this);
  }

  read(body: unknown, unknownMembers: 'refuse' | 'drop'): ReadRequest {
    const request = validated(ItemRequestDto, body, unknownMembers);
    if (TOLD_BY.every((name) => request[name] === undefined)) {
      throw new ValidationFailedError([{ path: 'item', message: missingOneOf(TOLD_BY) }]);
    }
    const { theme, style, seed, fresh, tags, name, description, item_type: type, item } = request;
    assertFitTexts([name, description, type, ...textsIn(item).visible, ...wishesIn(style)]);
    return {
      parameters: { subject: itemSubject(request), theme, style, seed, fresh, tags },
      characterId: request.character_id,
      campaignId: request.campaign_id,
      priority: readPriority(request.priority),
    };
  }

  async compose(job: JobEntity): Promise<Composition> {
    const { subject, style, seed = seedOf(job.id), ...asked } = job.parameters as unknown as ItemParameters;
    const campaignId = job.campaign_id ?? undefined;
    const { theme, style: campaignStyle } = await this.looks.choose({ campaignId, named: asked.theme });
    const size = { width: SIDE_PX, height: SIDE_PX };
    const { prompt, negative_prompt } = composeItemPrompt(subject, { theme, style });
    const words = { prompt: inColours(prompt, campaignStyle), negative_prompt };
    const recipe: Recipe = {
      version: 1,
      kind: 'item',
      theme,
      render: { ...words, prompt_version: PROMPT_VERSION, seed, ...size, ...SDXL_DEFAULTS },
      subject: subject as unknown as Json,
      output: size,
    };
    return { recipe: inStyle(recipe, campaignStyle) };
  }

  sketch({ subject, theme, render }: Recipe): Promise<Buffer> {
    const svg = drawItem(subject as unknown as ItemSubject, { theme, seed: render?.seed ?? 0, sidePx: SIDE_PX });
    return rasterise(svg, { widthPx: SIDE_PX, heightPx: SIDE_PX });
  }

  finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    return finishPicture(raw, this.finishing(recipe, origin));
  }

  override finishing(recipe: Recipe, origin: Origin): FinishPlan {
    return { variants: PICTURE_VARIANTS, marking: { provenance: provenanceOf(recipe, origin) } };
  }

  reworded({ subject }: Recipe, { look, ...wishes }: EditWishes): Pick<RenderPlan, 'prompt' | 'negative_prompt'> {
    const words = composeItemPrompt(subject as unknown as ItemSubject, wishes);
    return { ...words, prompt: inColours(words.prompt, look) };
  }

  enlarged(output: Json, factor: number): Json {
    const { width, height } = output as { width: number; height: number };
    return { width: width * factor, height: height * factor };
  }
}
