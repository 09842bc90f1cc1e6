import { Injectable } from '@nestjs/common';
import type { CampaignStyle } from '../campaigns/campaign-style';
import type { Json } from '../common/canonical-json';
import { InternalError } from '../common/errors';
import type { StyleDto } from '../common/fields/style.dto';
import type { Theme } from '../common/themes';
import type { EncodedPicture } from '../processing/encode-picture';
import type { EncodedVariant } from '../processing/encode-variants';
import type { FinishPlan } from '../processing/finish-picture';
import type { JobEntity, JobKind } from './jobs/job.entity';
import type { Composition, Recipe, RenderPlan } from './recipe';
import type { RenderTiles } from './tiles/tiles-for';

/** A job whose picture is made of another's, which is not ready: it waits for that one. */
export class WaitForJobError extends Error {
  constructor(readonly jobId: string) {
    super('waits for another job');
  }
}

/** The character looks as in its newest picture: nothing is to be made, and nobody is to be told. */
export class UnchangedError extends Error {
  constructor() {
    super('nothing that can be seen has changed');
  }
}

/** A request's body, read and checked by its kind. */
export interface ReadRequest {
  /** What is stored with the job: only members the kind knows. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly characterId?: string;
  readonly campaignId?: string;
  readonly locationId?: string;
  readonly priority?: number;
  /**
   * Refuses words that must not be painted. Whoever waits for the answer is told at once (`readForCaller`), the others when
   * the picture is composed, where the same is asked again: it takes longer than all the rest of taking a request.
   * @throws ContentRefusedError
   */
  readonly assertFit?: () => void;
  /**
   * Stores what the request carries besides its parameters under the id its picture will have, before a job can run.
   * @returns the parameters that say where it is, in place of those above
   */
  readonly store?: (imageId: string) => Promise<ReadRequest['parameters']>;
}

/** How a picture of the same subject is to look after an edit. */
export interface EditWishes {
  readonly theme: Theme;
  readonly style?: StyleDto;
  /** The look of its campaign, when it is made in that. */
  readonly look?: CampaignStyle;
  /** What is to be seen above all, in the caller's words: goes first. */
  readonly wish?: string;
}

/** A picture ready to be stored. */
export interface FinishedPicture {
  readonly original: EncodedPicture;
  readonly variants: readonly EncodedVariant[];
  /** As `thumbhashOf` gives it, where it is known. */
  readonly thumbhash?: string;
}

/** Whether the raw picture came from a diffusion model, was drawn by us, or was cut from a stored image. */
export type Origin = 'diffused' | 'drawn' | 'cut';

/**
 * Port of one kind of picture: how a request becomes a recipe, and how raw pixels become the stored picture. A kind
 * is one folder on floor 5 that registers itself with `PictureKinds`.
 */
export abstract class PictureKind {
  abstract readonly kind: JobKind;

  /**
   * The same body over HTTP (members unknown to the contract are refused) and over the hub (they are dropped).
   * @throws ValidationFailedError naming every wrong field
   */
  abstract read(body: unknown, unknownMembers: 'refuse' | 'drop'): ReadRequest;

  /**
   * From the request to everything that determines the picture. Deterministic for the same request and details.
   * @throws WaitForJobError when another job must end first
   * @throws ImageServiceError which decides whether to try again
   */
  abstract compose(job: JobEntity): Promise<Composition>;

  /**
   * The picture drawn from the recipe alone, without any model: encoded bytes, of the recipe's render size or
   * larger. It is what the embedded painter delivers.
   */
  abstract sketch(recipe: Recipe): Promise<Buffer>;

  /**
   * Crops, resizes, frames and encodes what was painted or cut. With `recipe.edit` the picture is an edited one of this
   * kind already: cropped, framed and of its final size.
   */
  abstract finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture>;

  /**
   * What `finish` does, where that is encoding and nothing else: it is then done in a process of its own. `undefined`, as
   * unless given: `finish` must be asked.
   */
  finishing(_recipe: Recipe, _origin: Origin): FinishPlan | undefined {
    return undefined;
  }

  /** Words for the subject of a recipe of this kind in another style. */
  abstract reworded(recipe: Recipe, wishes: EditWishes): Pick<RenderPlan, 'prompt' | 'negative_prompt'>;

  /** A recipe's `output`, enlarged. */
  abstract enlarged(output: Json, factor: number): Json;

  /**
   * What a server paints over when the plan `starts_from` it: drawn from the recipe alone, without any mark. Encoded bytes
   * of exactly `size`, in pixels.
   */
  underpainting(_recipe: Recipe, _size: { readonly width: number; readonly height: number }): Promise<Buffer> {
    return Promise.reject(new InternalError('kind-without-underpainting'));
  }

  /** In what parts a picture with that `output` is painted over; `undefined`: in one. */
  tiles(_output: Json): RenderTiles | undefined {
    return undefined;
  }
}

/** Makes the kind of an edit job out of the kind of its source. */
export type EditedKindOf = (kind: PictureKind, job: Pick<JobEntity, 'parameters'>) => PictureKind;

/** All kinds that introduced themselves. */
@Injectable()
export class PictureKinds {
  private readonly kinds = new Map<JobKind, PictureKind>();
  private edited?: EditedKindOf;

  register(kind: PictureKind): void {
    this.kinds.set(kind.kind, kind);
  }

  /** Introduces what makes an edited picture of a kind: it works as that kind, and finishes by it. */
  registerEdits(edited: EditedKindOf): void {
    this.edited = edited;
  }

  /** Who makes the picture of a job: its kind, or the edit of it. */
  makerOf(job: Pick<JobEntity, 'kind' | 'parameters'>): PictureKind {
    const kind = this.of(job.kind);
    if (job.parameters.edit === undefined) return kind;
    if (this.edited === undefined) throw new InternalError('f0a1c2b8-7a55-4e0c-9d52-3b6f3a9d1c44');
    return this.edited(kind, job);
  }

  /** Names of the kinds that can be asked for. */
  get names(): JobKind[] {
    return [...this.kinds.keys()];
  }

  /** The kind a word names, or `undefined`. */
  named(name: unknown): PictureKind | undefined {
    return [...this.kinds.values()].find((kind) => kind.kind === name);
  }

  of(kind: JobKind): PictureKind {
    const known = this.kinds.get(kind);
    if (known === undefined) throw new InternalError('c0b1a3a4-9d55-4c1d-8d5e-8a4c8a2c7f10');
    return known;
  }
}

/**
 * Reads a body whose sender waits for the answer.
 * @throws ValidationFailedError naming every wrong field; ContentRefusedError
 */
export function readForCaller(kind: PictureKind, body: unknown, unknownMembers: 'refuse' | 'drop'): ReadRequest {
  const read = kind.read(body, unknownMembers);
  read.assertFit?.();
  return read;
}
