import { Injectable } from '@nestjs/common';
import { CharacterDetailsClient } from '../characters/character-details.client';
import { normaliseDetails, type CharacterDetails } from '../characters/normalise-details';
import type { Look } from '../characters/same-look';
import type { VisualSubject } from '../characters/visual-subject';
import { readTheme } from '../common/themes';
import { SourceImageGoneError } from '../images/image-content';
import { ImagesReader } from '../images/images.reader';
import type { PortraitRequestDto } from './portrait-request.dto';
import type { RegeneratedPortrait } from './portrait-regenerations';

/** Who is to be seen, and how the character looked by its details. */
export interface PortraitSubject extends CharacterDetails {
  readonly told: Look;
}

/** Finds out who is to be seen on a portrait. */
@Injectable()
export class PortraitSubjects {
  constructor(
    private readonly characters: CharacterDetailsClient,
    private readonly images: ImagesReader,
  ) {}

  /**
   * The character as the character service describes it now, or as the description does. Regenerated with the face
   * kept, it is who was painted before; what the new description says is changed in either case.
   *
   * @throws what `CharacterDetailsClient.get` throws; SourceImageGoneError
   */
  async of(request: PortraitRequestDto & RegeneratedPortrait): Promise<PortraitSubject> {
    const { regenerates, character_id: characterId, description } = request;
    if (regenerates === undefined) {
      return withLook(
        characterId === undefined ? normaliseDetails({ description }) : await this.characters.get(characterId),
      );
    }
    const keepsFace = regenerates.keep === 'face' || (characterId === undefined && description === undefined);
    if (!keepsFace && characterId === undefined) return withLook(normaliseDetails({ description }));
    const details = keepsFace
      ? await this.painted(regenerates.origin_id)
      : withLook(await this.characters.get(characterId ?? ''));
    if (regenerates.description === undefined) return details;
    const said = normaliseDetails({ description: regenerates.description }).subject;
    return { ...details, subject: redescribed(details.subject, said, keepsFace) };
  }

  /** Who an earlier portrait shows. */
  private async painted(imageId: string): Promise<PortraitSubject> {
    const recipe = await this.images.recipeOf(imageId);
    if (recipe === undefined) throw new SourceImageGoneError();
    const shown = { subject: recipe.subject as VisualSubject, theme: readTheme(recipe.theme) ?? 'fantasy' };
    return { ...shown, told: (recipe.details as Look | undefined) ?? shown };
  }
}

const withLook = (details: CharacterDetails): PortraitSubject => ({
  ...details,
  told: { subject: details.subject, theme: details.theme ?? 'fantasy' },
});

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
