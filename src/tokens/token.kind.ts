import { Injectable, type OnModuleInit } from '@nestjs/common';
import { cleanWords } from '../characters/clean-words';
import { IdentifiedCharacters } from '../characters/identity/identified-characters';
import { normaliseDetails } from '../characters/normalise-details';
import type { VisualSubject } from '../characters/visual-subject';
import { assertFitRequest } from '../characters/safety/assert-fit-request';
import type { Json } from '../common/canonical-json';
import { ValidationFailedError } from '../common/errors';
import { missingOneOf } from '../common/fields/request-fields';
import { seedOf } from '../common/seed';
import { validated } from '../common/validation';
import { assertMayBeShown } from '../generation/asked-character';
import { CampaignLooks, inStyle, wordsOf } from '../generation/campaign-looks';
import type { JobEntity } from '../generation/jobs/job.entity';
import {
  PictureKind,
  PictureKinds,
  type EditWishes,
  type FinishedPicture,
  type Origin,
  type ReadRequest,
} from '../generation/picture-kind';
import type { Composition, Recipe, RenderPlan } from '../generation/recipe';
import { readPriority } from '../hub/envelope/envelope-values';
import { TokenArtist } from './token-artist';
import { cutRecipe, paintedRecipe, tokenOutput, type TokenOutput } from './token.recipe';
import { TokenRequestDto } from './token-request.dto';
import { TokenSourceFinder } from './token-source';
import { fitPhrases } from '../characters/prompt-budget';
import { composePortraitPrompt } from '../characters/prompt/compose-portrait-prompt';
import { PORTRAIT_STYLES, SAFETY_NEGATIVES } from '../characters/prompt/portrait-style';

const SUBJECTS = ['character_id', 'image_id', 'description'] as const;

const LONGEST_WISH = 80;

/** Words for the wish and the style alone. */
function styleWords({ theme, style = {}, wish }: EditWishes, suffix = PORTRAIT_STYLES[theme]): string {
  const words = (text: unknown): string => cleanWords(text, LONGEST_WISH) ?? '';
  return fitPhrases([
    { text: words(wish), rank: 0 },
    ...Object.values(style as Record<string, unknown>).map((text) => ({ text: words(text), rank: 1 })),
    { text: suffix, rank: 0 },
  ]);
}

/** Tokens: cut from the character's portrait, or painted as a bust where there is none. */
@Injectable()
export class TokenKind extends PictureKind implements OnModuleInit {
  readonly kind = 'token';

  constructor(
    private readonly kinds: PictureKinds,
    private readonly characters: IdentifiedCharacters,
    private readonly sources: TokenSourceFinder,
    private readonly artist: TokenArtist,
    private readonly looks: CampaignLooks,
  ) {
    super();
  }

  onModuleInit(): void {
    this.kinds.register(this);
  }

  read(body: unknown, unknownMembers: 'refuse' | 'drop'): ReadRequest {
    const request = validated(TokenRequestDto, body, unknownMembers);
    if (SUBJECTS.every((name) => request[name] === undefined)) {
      throw new ValidationFailedError([{ path: 'character_id', message: missingOneOf(SUBJECTS) }]);
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
    const request = job.parameters as TokenRequestDto;
    const source = await this.sources.find(job, request);
    const details = await this.detailsOf(job, request);
    if (details !== undefined) assertMayBeShown(job, details);
    const owner = { ownerId: details?.ownerId, campaignId: details?.campaignId };
    const output = tokenOutput(request, request.size ?? details?.subject.size ?? 'medium');
    if (source !== undefined) {
      await this.sources.assertNewCut(job, source);
      return { recipe: cutRecipe(source, output), ...source.of };
    }
    const { subject, theme: ownTheme } = details ?? normaliseDetails({ description: request.description });
    assertFitRequest(request, subject);
    const campaignId = job.campaign_id ?? details?.campaignId;
    const { theme, style } = await this.looks.choose({ campaignId, named: request.theme, own: ownTheme });
    const words = { style: request.style, suffix: style && wordsOf(style) };
    const { prompt, negativePrompt } = composePortraitPrompt({ subject, theme, ...words, kind: 'token' });
    const seed = request.seed ?? seedOf(job.id);
    const painted = { subject: subject as unknown as Json, theme, prompt, negative_prompt: negativePrompt, seed };
    return { recipe: inStyle(paintedRecipe(painted, output), style), ...owner };
  }

  private async detailsOf(job: JobEntity, { character_id: characterId }: TokenRequestDto) {
    return characterId === undefined ? undefined : this.characters.get(characterId, job.campaign_id ?? undefined);
  }

  reworded({ subject }: Recipe, { look, ...wishes }: EditWishes): Pick<RenderPlan, 'prompt' | 'negative_prompt'> {
    const known = subject as unknown as VisualSubject;
    const suffix = look && wordsOf(look);
    // Cut from a picture that shows nobody, such as an item.
    if (!('species' in known)) return { prompt: styleWords(wishes, suffix), negative_prompt: SAFETY_NEGATIVES };
    const { prompt, negativePrompt } = composePortraitPrompt({ ...wishes, subject: known, suffix, kind: 'token' });
    return { prompt, negative_prompt: negativePrompt };
  }

  enlarged(output: Json, factor: number): Json {
    const { diameter_px: diameterPx, ...rest } = output as unknown as TokenOutput;
    return { ...rest, diameter_px: diameterPx * factor } as unknown as Json;
  }

  sketch(recipe: Recipe): Promise<Buffer> {
    return this.artist.sketch(recipe);
  }

  finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    return this.artist.finish(raw, recipe, origin);
  }
}
