import { Injectable } from '@nestjs/common';
import { assertFitTexts } from '../characters/safety/assert-fit-texts';
import { isRecord } from '../hub/envelope/json-record';
import type { ImageEntity } from '../images/image.entity';
import { ImagesReader } from '../images/images.reader';

/** Judges the words of an edit together with what its source shows. */
@Injectable()
export class EditFitness {
  constructor(private readonly images: ImagesReader) {}

  /**
   * @param body of any edit, as it came
   * @throws ContentRefusedError
   */
  async assertFit(body: unknown, source: Pick<ImageEntity, 'id'>): Promise<void> {
    if (!isRecord(body)) return;
    const wishes = isRecord(body.style) ? Object.values(body.style) : [];
    assertFitTexts([body.prompt, ...wishes], { ofMinor: await this.showsMinor(source.id) });
  }

  /** A token that was cut shows who is on the picture it was cut from. */
  private async showsMinor(imageId: string): Promise<boolean> {
    const recipe = await this.images.recipeOf(imageId);
    if (isMinor(recipe)) return true;
    const cutFrom = recipe?.source_image_id;
    return typeof cutFrom === 'string' && isMinor(await this.images.recipeOf(cutFrom));
  }
}

function isMinor(recipe: Readonly<Record<string, unknown>> | undefined): boolean {
  return isRecord(recipe?.subject) && recipe.subject.minor === true;
}
