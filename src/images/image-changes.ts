import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { canonicalJson, type Json } from '../common/canonical-json';
import { GoneProblem, HttpProblem, NotFoundProblem } from '../common/http/problem';
import { Outbox, type OutgoingEvent } from '../hub/outbox';
import { ImageEntity } from './image.entity';
import { ImagesRepository, type RetiredImage } from './images.repository';
import { mergedMetadata } from './merged-metadata';
import { ifMatchAllows } from './preconditions';
import { RetiredFiles } from './retired-files';
import { metadataEtag } from './visible-images';

/** What is to become of an image; a member that is absent stays as it is. */
export interface ImageChange {
  /** All tags from now on; repeated ones count once. Already validated (`TagsField`). */
  readonly tags?: readonly string[];
  /** Merged into the metadata at the top level: `null` removes a key, any other value replaces the key's (RFC 7396, one level). */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Who caused a change, for the event that tells of it. */
export interface ChangeCause {
  readonly correlationId: string;
  readonly causationId?: string;
  readonly traceparent?: string;
}

/** How an image is to be changed. */
export interface UpdateOptions extends ChangeCause {
  /** The request's `If-Match`; without one, whatever version is there is changed. */
  readonly ifMatch?: string;
}

/** Why an image goes: a word for programs, such as `requested` or `character_deleted`. */
export interface RemovalCause extends ChangeCause {
  readonly reason: string;
}

/**
 * Metadata that have a meaning of their own; a change of one is told under its name. Every other key is told as
 * `metadata`.
 */
const NAMED_DETAILS = new Set(['name', 'description', 'grid', 'overlays']);

/**
 * The one home of changes to stored images. Every change is one transaction with its event and with the signal
 * `image_changed` (the image's id), by which replicas drop what they remember.
 */
@Injectable()
export class ImageChanges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly images: ImagesRepository,
    private readonly outbox: Outbox,
    private readonly files: RetiredFiles,
  ) {}

  /**
   * Changes tags and metadata: version + 1 and `image.updated`. A change that changes nothing does neither.
   * Who may do it is the caller's to check (`VisibleImages.writable`).
   *
   * @returns the image as it is afterwards
   * @throws HttpProblem 412 when `ifMatch` names other versions, 400 when it cannot be read; GoneProblem;
   *   ValidationFailedError when the metadata would become too large
   */
  async update(image: Pick<ImageEntity, 'id'>, change: ImageChange, options: UpdateOptions): Promise<ImageEntity> {
    return this.dataSource.transaction(async (manager) => {
      const before = await this.locked(manager, image.id);
      if (!ifMatchAllows(options.ifMatch, metadataEtag(before))) {
        throw new HttpProblem(412, 'PRECONDITION_FAILED', 'the image has changed since: read it again');
      }
      const tags = [...new Set(change.tags ?? before.tags)];
      const metadata = mergedMetadata(before.metadata, change.metadata ?? {});
      const changes = differences(before, { tags, metadata });
      if (changes.length === 0) return before;
      const after = { ...before, tags, metadata, image_version: before.image_version + 1, updated_at: new Date() };
      await this.images.rewrite(manager, after);
      await this.outbox.append(manager, [updatedEvent(after, changes, options)]);
      return after;
    });
  }

  /**
   * Deletes an image for good: 410 from now on and `image.deleted`; then its files. Files that storage does not give up
   * now are removed by the reconciler. The image it had superseded stays superseded: what was replaced does not come
   * back by itself.
   *
   * @returns whether it was this call that deleted it
   */
  async remove(image: Pick<ImageEntity, 'id'>, cause: RemovalCause): Promise<boolean> {
    const retired = await this.dataSource.transaction(async (manager) => {
      const rows = await this.images.retire(manager, image.id);
      await this.outbox.append(
        manager,
        rows.map((row) => deletedEvent(row, cause)),
      );
      return rows;
    });
    await this.removeFiles(retired);
    return retired.length > 0;
  }

  /**
   * The same for every image of a character, as a part of the caller's transaction.
   * @returns what was deleted; hand it to `removeFiles` once the transaction is committed
   */
  async removeOfCharacter(
    manager: EntityManager,
    characterId: string,
    cause: RemovalCause,
  ): Promise<readonly RetiredImage[]> {
    const retired = await this.images.retireOfCharacter(manager, characterId);
    await this.outbox.append(
      manager,
      retired.map((row) => deletedEvent(row, cause)),
    );
    return retired;
  }

  /** Removes the files of images whose deletion is committed. Never throws: what stays is the reconciler's. */
  removeFiles(retired: readonly RetiredImage[]): Promise<void> {
    return this.files.remove(retired.map(({ id }) => id));
  }

  private async locked(manager: EntityManager, id: string): Promise<ImageEntity> {
    const image = await manager.findOne(ImageEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (image === null) throw new NotFoundProblem('image');
    if (image.status === 'deleted') throw new GoneProblem(image.kind);
    return image;
  }
}

type Changeable = Pick<ImageEntity, 'tags' | 'metadata'>;

/** Names of what differs, in the words of `image.updated`. */
function differences(before: Changeable, after: Changeable): string[] {
  const keys = new Set([...Object.keys(before.metadata), ...Object.keys(after.metadata)]);
  const changed = [...keys].filter((key) => !same(before.metadata[key], after.metadata[key]));
  const told = changed.map((key) => (NAMED_DETAILS.has(key) ? key : 'metadata'));
  return [...new Set([...(same(before.tags, after.tags) ? [] : ['tags']), ...told])].sort();
}

const same = (one: unknown, other: unknown): boolean =>
  one === other || (one !== undefined && other !== undefined && textOf(one) === textOf(other));

/** Metadata come out of JSON and go into it. */
const textOf = (value: unknown): string => canonicalJson(value as Json);

function updatedEvent(image: ImageEntity, changes: readonly string[], cause: ChangeCause): OutgoingEvent {
  const { id, kind, image_version } = image;
  return {
    type: 'image.updated',
    identity: ['updated', id, String(image_version)],
    payload: { image_id: id, kind, image_version, changes },
    ...about(id, cause),
  };
}

function deletedEvent({ id, kind, image_version }: RetiredImage, cause: RemovalCause): OutgoingEvent {
  return {
    type: 'image.deleted',
    identity: ['deleted', id],
    payload: { image_id: id, kind, image_version, reason: cause.reason },
    ...about(id, cause),
  };
}

function about(imageId: string, { correlationId, causationId, traceparent }: ChangeCause) {
  return { orderingKey: imageId, correlationId, causationId, traceparent };
}
