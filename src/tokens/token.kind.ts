import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CharacterDetailsClient } from '../characters/character-details.client';
import { cleanWords } from '../characters/clean-words';
import { normaliseDetails } from '../characters/normalise-details';
import type { VisualSubject } from '../characters/visual-subject';
import type { Json } from '../common/canonical-json';
import { ValidationFailedError } from '../common/errors';
import { missingOneOf } from '../common/fields/request-fields';
import type { StyleDto } from '../common/fields/style.dto';
import { seedOf } from '../common/seed';
import type { Theme } from '../common/themes';
import { validated } from '../common/validation';
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
import { composePortraitPrompt } from '../characters/prompt/compose-portrait-prompt';
import { PORTRAIT_STYLES, SAFETY_NEGATIVES } from '../characters/prompt/portrait-style';

const SUBJECTS = ['character_id', 'image_id', 'description'] as const;

const LONGEST_WISH = 80;

/** Words for the style alone. */
function styleWords(theme: Theme, style: StyleDto = {}): string {
  const wishes = Object.values(style).map((wish: unknown) => cleanWords(wish, LONGEST_WISH));
  return [...wishes, PORTRAIT_STYLES[theme]].filter((words) => words !== undefined).join(', ');
}

/** Tokens: cut from the character's portrait, or painted as a bust where there is none. */
@Injectable()
export class TokenKind extends PictureKind implements OnModuleInit {
  readonly kind = 'token';

  constructor(
    private readonly kinds: PictureKinds,
    private readonly characters: CharacterDetailsClient,
    private readonly sources: TokenSourceFinder,
    private readonly artist: TokenArtist,
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
      characterId: request.character_id,
      campaignId: request.campaign_id,
      priority: readPriority(request.priority),
    };
  }

  async compose(job: JobEntity): Promise<Composition> {
    const request = job.parameters as TokenRequestDto;
    const source = await this.sources.find(job, request);
    const details = request.character_id === undefined ? undefined : await this.characters.get(request.character_id);
    const owner = { ownerId: details?.ownerId, campaignId: details?.campaignId };
    const output = tokenOutput(request, request.size ?? details?.subject.size ?? 'medium');
    if (source !== undefined) {
      await this.sources.assertNewCut(job, source);
      return { recipe: cutRecipe(source, output), ...source.of };
    }
    const { subject, theme: ownTheme } = details ?? normaliseDetails({ description: request.description });
    const theme = request.theme ?? ownTheme ?? 'fantasy';
    const { prompt, negativePrompt } = composePortraitPrompt({ subject, theme, style: request.style, kind: 'token' });
    const seed = request.seed ?? seedOf(job.id);
    const painted = { subject: subject as unknown as Json, theme, prompt, negative_prompt: negativePrompt, seed };
    return { recipe: paintedRecipe(painted, output), ...owner };
  }

  reworded({ subject }: Recipe, { theme, style }: EditWishes): Pick<RenderPlan, 'prompt' | 'negative_prompt'> {
    const known = subject as unknown as VisualSubject;
    // Cut from a picture that shows nobody, such as an item.
    if (!('species' in known)) return { prompt: styleWords(theme, style), negative_prompt: SAFETY_NEGATIVES };
    const { prompt, negativePrompt } = composePortraitPrompt({ subject: known, theme, style, kind: 'token' });
    return { prompt, negative_prompt: negativePrompt };
  }

  enlarged(output: Json, factor: number): Json {
    const { diameter_px: diameterPx, ...rest } = output as unknown as TokenOutput;
    return { ...rest, diameter_px: diameterPx * factor };
  }

  sketch(recipe: Recipe): Promise<Buffer> {
    return this.artist.sketch(recipe);
  }

  finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    return this.artist.finish(raw, recipe, origin);
  }
}
