import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFoundProblem } from '../../common/http/problem';
import { ObjectStore } from '../../storage/object-store';
import { ImageContent, isKeptInMemory } from '../image-content';
import type { ImageEntity } from '../image.entity';
import { chosenFormat } from './chosen-format';
import { DerivedPictures } from './derived-pictures';
import { FileSender, type OutgoingFile } from './file-sender';
import { pictureQuery } from './picture-query';
import { type Rendition, renditionOf } from './rendition';

/** A file that is stored as it is sent. */
interface StoredFile {
  readonly storage_path: string;
  readonly content_type: string;
  readonly size_bytes: number;
  readonly sha256: string;
}

/** How a stored file is asked for. */
interface Naming {
  /** Of a variant; empty for the original. */
  readonly name: string;
  readonly isNegotiated: boolean;
}

/**
 * Sends pictures over HTTP. Whoever calls has found for this very request that the image is not deleted and
 * the caller may see it (`VisibleImages.shown`): nothing below asks again, and caches know no owners.
 */
@Injectable()
export class ImageDelivery {
  private readonly described = new WeakMap<ImageEntity, Map<string, OutgoingFile>>();

  constructor(
    private readonly content: ImageContent,
    private readonly objects: ObjectStore,
    private readonly derived: DerivedPictures,
    private readonly files: FileSender,
  ) {}

  /**
   * Answers GET and HEAD with the picture: `?w&h&fit&format&q`, Accept, conditions and ranges of the request decide how.
   * The ETag is known before any work: a 304 reads no file and makes none.
   *
   * @throws HttpProblem 400 (a query that is not on the lists), 406, 416; EncoderOverloadedProblem 503;
   *   StorageUnavailableError
   */
  async send(image: ImageEntity, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.files.send(this.picture(image, request, reply), request, reply);
  }

  /**
   * Answers GET and HEAD with a stored variant as it is; the query and Accept do not matter.
   *
   * @throws NotFoundProblem when the image has no variant of this name; HttpProblem 416; StorageUnavailableError
   */
  async sendVariant(image: ImageEntity, name: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.files.send(this.variant(image, name), request, reply);
  }

  /**
   * The same for what takes no waiting.
   *
   * @param name of a variant; `undefined` for the picture
   * @returns sends it; `undefined` when only the others can answer
   * @throws what they throw before they read anything
   */
  atHand(
    image: ImageEntity,
    name: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): (() => void) | undefined {
    const file = name === undefined ? this.picture(image, request, reply) : this.variant(image, name);
    return this.files.atHand(file, request, reply);
  }

  private picture(image: ImageEntity, request: FastifyRequest, reply: FastifyReply): OutgoingFile {
    const query = pictureQuery(request.query);
    // Before what may be refused by it: a cache must not give this refusal to a caller with another Accept.
    if (query.format === undefined) void reply.header('Vary', 'Accept');
    const format = query.format ?? chosenFormat(request.headers.accept, image.content_type);
    const rendition = renditionOf(image, format, query);
    const isNegotiated = query.format === undefined;
    return rendition === undefined
      ? this.stored(image, image, { name: '', isNegotiated })
      : this.made(image, rendition, isNegotiated);
  }

  private variant(image: ImageEntity, name: string): OutgoingFile {
    const variant = image.variants.find((candidate) => candidate.name === name);
    if (variant === undefined) throw new NotFoundProblem('variant');
    return this.stored(image, variant, { name, isNegotiated: false });
  }

  /** Described once for each row that is remembered: names, dates and headers cost as much as finding the bytes. */
  private stored(image: ImageEntity, file: StoredFile, as: Naming): OutgoingFile {
    const files = this.described.get(image) ?? new Map<string, OutgoingFile>();
    this.described.set(image, files);
    const key = `${as.isNegotiated} ${as.name}`;
    const known = files.get(key);
    if (known !== undefined) return known;
    const described = this.describe(image, file, as);
    files.set(key, described);
    return described;
  }

  private describe(image: ImageEntity, file: StoredFile, { name, isNegotiated }: Naming): OutgoingFile {
    const { storage_path: path, size_bytes: sizeBytes } = file;
    return {
      etag: `"${file.sha256}"`,
      modifiedAt: image.created_at,
      contentType: file.content_type,
      filename: filenameOf(image, name, file.content_type),
      size: () => Promise.resolve(sizeBytes),
      isNegotiated,
      source: isKeptInMemory(sizeBytes)
        ? { bytes: () => this.content.file(path), held: () => this.content.held(path) }
        : { stream: (range) => this.objects.stream(path, range) },
    };
  }

  private made(image: ImageEntity, rendition: Rendition, isNegotiated: boolean): OutgoingFile {
    const { plan, hash } = rendition;
    const contentType = `image/${plan.format}`;
    return {
      etag: `"${hash}"`,
      modifiedAt: image.created_at,
      contentType,
      filename: filenameOf(image, `${plan.widthPx}x${plan.heightPx}`, contentType),
      size: () => this.derived.sizeOf(image, rendition),
      isNegotiated,
      source: {
        bytes: (gone) => this.derived.bytes(image, rendition, gone()),
        held: () => this.content.held(rendition.storagePath),
      },
    };
  }
}

/** Parts are ours (kind, id, variant's name, type), and cleaned all the same: the name stands in a header. */
function filenameOf({ kind, id }: ImageEntity, name: string, contentType: string): string {
  const parts = [kind, id, name].filter((part) => part !== '').map((part) => part.replace(/[^A-Za-z0-9-]/g, ''));
  const type = /^image\/([a-z0-9]+)$/.exec(contentType)?.[1] ?? 'bin';
  return `${parts.join('-')}.${type === 'jpeg' ? 'jpg' : type}`;
}
