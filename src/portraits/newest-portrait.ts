import { Injectable } from '@nestjs/common';
import type { CharacterId } from '../characters/identity/character-identities';
import type { Theme } from '../common/themes';
import { UnchangedError } from '../generation/picture-kind';
import type { ImageEntity } from '../images/image.entity';
import { ImagesReader } from '../images/images.reader';
import { PortraitSubjects, type ToldLook } from './portrait-subjects';

/** What a portrait takes over from the character's newest one. */
export interface Likeness {
  readonly seed?: number;
  /** The picture to start from, where a server can. */
  readonly imageId?: string;
}

/** Painted by a model: a drawing of ours is no picture to start another from. */
const isDiffused = ({ backend }: ImageEntity): boolean => backend.dialect !== 'painter' && backend.dialect !== 'none';

/** Measures how a character looks now against its newest portrait, however that was asked for. */
@Injectable()
export class NewestPortrait {
  constructor(
    private readonly images: ImagesReader,
    private readonly subjects: PortraitSubjects,
  ) {}

  /**
   * What stays: the face, when only clothes and gear have changed; nothing, when it is somebody else to look at.
   *
   * @param theme of the portrait to be made: a picture in another one is nothing to start from
   * @throws UnchangedError when the character looks the same
   */
  async likeness(who: CharacterId, now: ToldLook, theme: Theme): Promise<Likeness> {
    const newest = await this.images.newestOf(who.characterId, 'portrait');
    const recipe = newest === null ? undefined : await this.images.recipeOf(newest.id);
    if (newest === null || recipe === undefined) return {};
    const then = await this.subjects.toldIn(recipe, who);
    if (!isSamePerson(then, now)) return {};
    if (then.appearance === now.appearance) throw new UnchangedError();
    return {
      seed: newest.seed === null ? undefined : Number(newest.seed),
      imageId: isDiffused(newest) && newest.theme === theme ? newest.id : undefined,
    };
  }
}

/** A theme that one of the two does not say, because a campaign decided it, is no difference. */
function isSamePerson(then: ToldLook, now: ToldLook): boolean {
  const isThemeTheSame = then.theme === undefined || now.theme === undefined || then.theme === now.theme;
  return then.anchors === now.anchors && isThemeTheSame;
}
