import { Injectable } from '@nestjs/common';
import { InternalError } from '../common/errors';
import type { EncodedPicture } from '../processing/encode-picture';
import type { EncodedVariant } from '../processing/encode-variants';
import type { JobEntity, JobKind } from './jobs/job.entity';
import type { Composition, Recipe } from './recipe';

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
}

/** A picture ready to be stored. */
export interface FinishedPicture {
  readonly original: EncodedPicture;
  readonly variants: readonly EncodedVariant[];
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

  /** Crops, resizes, frames and encodes what was painted or cut. */
  abstract finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture>;
}

/** All kinds that introduced themselves. */
@Injectable()
export class PictureKinds {
  private readonly kinds = new Map<JobKind, PictureKind>();

  register(kind: PictureKind): void {
    this.kinds.set(kind.kind, kind);
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
