import { Injectable } from '@nestjs/common';
import { CharacterIdentities, type CharacterId } from '../characters/identity/character-identities';
import { IdentifiedCharacters } from '../characters/identity/identified-characters';
import { normaliseDetails, type CharacterDetails } from '../characters/normalise-details';
import type { VisualSubject } from '../characters/visual-subject';
import { readTheme, type Theme } from '../common/themes';
import type { Recipe } from '../generation/recipe';
import { SourceImageGoneError } from '../images/image-content';
import { ImagesReader } from '../images/images.reader';
import type { PortraitRequestDto } from './portrait-request.dto';
import type { RegeneratedPortrait } from './portrait-regenerations';

/** How a character looks by its details; kept with every portrait of it. */
export type ToldLook = NonNullable<Recipe['identity']>;

/** Who is to be seen, and, of a character, how it looks by its details. */
export interface PortraitSubject extends CharacterDetails {
  readonly told?: ToldLook;
}

/** Finds out who is to be seen on a portrait. */
@Injectable()
export class PortraitSubjects {
  constructor(
    private readonly characters: IdentifiedCharacters,
    private readonly identities: CharacterIdentities,
    private readonly images: ImagesReader,
  ) {}

  /**
   * The character as the character service describes it now, or as the description does. Regenerated with the face
   * kept, it is who was painted before; what the new description says is changed in either case.
   *
   * @throws what `CharacterDetailsClient.get` throws; SourceImageGoneError
   */
  async of(request: PortraitRequestDto & RegeneratedPortrait, campaignId?: string): Promise<PortraitSubject> {
    const { regenerates, character_id: characterId, description } = request;
    const asked = (): Promise<PortraitSubject> | PortraitSubject =>
      characterId === undefined ? normaliseDetails({ description }) : this.told({ characterId, campaignId });
    if (regenerates === undefined) return asked();
    const keepsFace = regenerates.keep === 'face' || (characterId === undefined && description === undefined);
    if (!keepsFace && characterId === undefined) return asked();
    const details = keepsFace ? await this.painted(regenerates.origin_id, request, campaignId) : await asked();
    if (regenerates.description === undefined) return details;
    const said = normaliseDetails({ description: regenerates.description }).subject;
    return { ...details, subject: redescribed(details.subject, said, keepsFace) };
  }

  /** How the character looked by its details when a portrait of that recipe was made; also by versions that kept no mark. */
  async toldIn(recipe: Readonly<Record<string, unknown>>, who: CharacterId): Promise<ToldLook> {
    const kept = recipe.identity as ToldLook | undefined;
    if (kept !== undefined) return kept;
    const { subject, theme } = (recipe.details as EarlierLook | undefined) ?? (recipe as unknown as EarlierLook);
    const mark = await this.identities.markOfEarlier(subject, who);
    return who.campaignId === undefined ? { ...mark, theme } : mark;
  }

  private async told(who: CharacterId): Promise<PortraitSubject> {
    const { mark, ...details } = await this.characters.get(who.characterId, who.campaignId);
    // In a campaign its look counts, and not the character's own theme.
    const isOnItsOwn = (who.campaignId ?? details.campaignId) === undefined;
    return { ...details, told: isOnItsOwn ? { ...mark, theme: details.theme ?? 'fantasy' } : mark };
  }

  /** Who an earlier portrait shows. What it left open of a character's face is as it is kept of the character. */
  private async painted(
    imageId: string,
    { character_id: characterId }: PortraitRequestDto,
    campaignId?: string,
  ): Promise<PortraitSubject> {
    const recipe = await this.images.recipeOf(imageId);
    if (recipe === undefined) throw new SourceImageGoneError();
    const shown = { subject: recipe.subject as VisualSubject, theme: readTheme(recipe.theme) ?? 'fantasy' };
    if (characterId === undefined) return shown;
    const who = { characterId, campaignId };
    const { skin, hair, eyes } = (await this.identities.recall(who))?.anchors ?? {};
    return { ...shown, subject: { skin, hair, eyes, ...shown.subject }, told: await this.toldIn(recipe, who) };
  }
}

/** What a recipe told of a character before identities were kept. */
interface EarlierLook {
  readonly subject: VisualSubject;
  readonly theme: Theme;
}

/** A subject with what a description says in place of what was known; of a kept face only clothes, gear and air change. */
function redescribed(known: VisualSubject, said: VisualSubject, keepsFace: boolean): VisualSubject {
  const listed = (own: readonly string[], told: readonly string[]): readonly string[] => (told.length > 0 ? told : own);
  const around = {
    outfit: listed(known.outfit, said.outfit),
    gear: listed(known.gear, said.gear),
    impression: said.impression ?? known.impression,
  };
  if (keepsFace) return { ...known, ...around };
  const { skin = known.skin, hair = known.hair, eyes = known.eyes, build = known.build } = said;
  // Told to be a child, it is painted as one; nothing that is said makes a child an adult.
  const minor = known.minor || said.minor;
  return { ...known, ...around, skin, hair, eyes, build, marks: listed(known.marks, said.marks), minor };
}
