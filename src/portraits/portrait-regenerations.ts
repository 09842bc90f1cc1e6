import { Injectable } from '@nestjs/common';
import { assertFitRequest } from '../characters/safety/assert-fit-request';
import { ValidationFailedError } from '../common/errors';
import { validated } from '../common/validation';
import { JobsReader } from '../generation/jobs/jobs.reader';
import type { ReadRequest } from '../generation/picture-kind';
import { readPriority } from '../hub/envelope/envelope-values';
import type { ImageEntity } from '../images/image.entity';
import { ImagesReader } from '../images/images.reader';
import type { PortraitRequestDto } from './portrait-request.dto';
import { RegeneratePortraitDto, type Keep, type PortraitChangesDto } from './regenerate-portrait.dto';

/** What a portrait job says of the portrait it takes the place of, beside the fields of the request. */
export interface RegeneratedPortrait {
  readonly regenerates?: {
    readonly keep: Keep;
    /** The portrait named in the request. */
    readonly image_id: string;
    /** The one that was first asked for: the same, unless that one is an edit. */
    readonly origin_id: string;
    /** What the changes say of the subject. */
    readonly description?: string;
  };
}

type Asked = PortraitRequestDto & RegeneratedPortrait;

/** More edits of edits than this are not followed: nobody makes them by hand. */
const MOST_EDITS = 50;

/** Reads requests to make a portrait again. */
@Injectable()
export class PortraitRegenerations {
  constructor(
    private readonly jobs: JobsReader,
    private readonly images: ImagesReader,
  ) {}

  /**
   * The request that made the portrait, with the changes. An edited portrait is made again from the request of the
   * portrait that was edited.
   *
   * @throws ValidationFailedError naming every wrong field; ContentRefusedError
   */
  async read(body: unknown, image: ImageEntity): Promise<ReadRequest> {
    const request = validated(RegeneratePortraitDto, body ?? {}, 'refuse');
    // `null` says as little as nothing at all.
    const keep = request.keep ?? 'nothing';
    const changes = request.changes ?? {};
    const tags = request.tags ?? image.tags;
    const seed = request.seed ?? undefined;
    if (seed !== undefined && keep !== 'nothing') {
      throw new ValidationFailedError([{ path: 'seed', message: `expected none: keep "${keep}" keeps the old seed` }]);
    }
    const { origin, asked } = await this.originOf(image);
    const oldSeed = origin.seed === null ? undefined : Number(origin.seed);
    // What was said of a character before still holds: its own details do not know of it.
    const description = changes.description ?? asked.regenerates?.description;
    const regenerates = { keep, image_id: image.id, origin_id: origin.id, description };
    const wanted = { ...merged(asked, changes), seed: keep === 'nothing' ? seed : oldSeed, tags, regenerates };
    await this.assertFit(wanted, image);
    return {
      parameters: wanted satisfies Asked,
      priority: readPriority(request.priority),
    };
  }

  /** Who was painted as a minor may be painted so again, whatever the words say now. */
  private async assertFit(wanted: Asked, image: ImageEntity): Promise<void> {
    const shown = (await this.images.recipeOf(image.id))?.subject as { readonly minor?: boolean } | undefined;
    assertFitRequest(wanted);
    assertFitRequest(wanted, { minor: shown?.minor === true });
  }

  private async originOf(image: ImageEntity): Promise<{ origin: ImageEntity; asked: Asked }> {
    let origin = image;
    for (let step = 0; step < MOST_EDITS; step += 1) {
      const { edit, ...asked } = (await this.jobs.find(origin.job_id))?.parameters ?? {};
      const source = edit === undefined ? null : await this.sourceOf(edit);
      if (source === null) return { origin, asked: asked };
      origin = source;
    }
    return { origin, asked: {} };
  }

  private sourceOf(edit: unknown): Promise<ImageEntity | null> {
    return this.images.find((edit as { source_image_id: string }).source_image_id);
  }
}

/** A character's looks come from the character service: there a new description adds to them, and replaces none. */
function merged(asked: Asked, changes: PortraitChangesDto): PortraitRequestDto {
  const { regenerates: _earlier, ...old } = asked;
  const { description, style, ...others } = changes;
  const isOfCharacter = old.character_id !== undefined;
  return {
    ...old,
    ...saidIn(others),
    description: isOfCharacter ? old.description : (description ?? old.description),
    style: style ? { ...old.style, ...saidIn(style) } : old.style,
  };
}

/** Without what is absent or `null`: neither changes anything. */
function saidIn<T extends object>(value: T): Partial<T> {
  const said = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(said) as Partial<T>;
}
