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

/**
 * Sends pictures over HTTP. Whoever calls has found for this very request that the image is not deleted and
 * the caller may see it (`VisibleImages.shown`): nothing below asks again, and caches know no owners.
 */
@Injectable()
export class ImageDelivery {
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
    const query = pictureQuery(request.query);
    // Before what may be refused by it: a cache must not give this refusal to a caller with another Accept.
    if (query.format === undefined) void reply.header('Vary', 'Accept');
    const format = query.format ?? chosenFormat(request.headers.accept, image.content_type);
    const rendition = renditionOf(image, format, query);
    const isNegotiated = query.format === undefined;
    const file =
      rendition === undefined
        ? this.stored(image, image, { name: '', isNegotiated })
        : this.made(image, rendition, isNegotiated);
    await this.files.send(file, request, reply);
  }

  /**
   * Answers GET and HEAD with a stored variant as it is; the query and Accept do not matter.
   *
   * @throws NotFoundProblem when the image has no variant of this name; HttpProblem 416; StorageUnavailableError
   */
  async sendVariant(image: ImageEntity, name: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const variant = image.variants.find((candidate) => candidate.name === name);
    if (variant === undefined) throw new NotFoundProblem('variant');
    await this.files.send(this.stored(image, variant, { name, isNegotiated: false }), request, reply);
  }

  private stored(
    image: ImageEntity,
    file: StoredFile,
    { name, isNegotiated }: { readonly name: string; readonly isNegotiated: boolean },
  ): OutgoingFile {
    const { storage_path: path, size_bytes: sizeBytes } = file;
    return {
      etag: `"${file.sha256}"`,
      modifiedAt: image.created_at,
      contentType: file.content_type,
      filename: filenameOf(image, name, file.content_type),
      size: () => Promise.resolve(sizeBytes),
      isNegotiated,
      source: isKeptInMemory(sizeBytes)
        ? { bytes: () => this.content.file(path) }
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
      source: { bytes: (gone) => this.derived.bytes(image, rendition, gone()) },
    };
  }
}

/** Parts are ours (kind, id, variant's name, type), and cleaned all the same: the name stands in a header. */
function filenameOf({ kind, id }: ImageEntity, name: string, contentType: string): string {
  const parts = [kind, id, name].filter((part) => part !== '').map((part) => part.replace(/[^A-Za-z0-9-]/g, ''));
  const type = /^image\/([a-z0-9]+)$/.exec(contentType)?.[1] ?? 'bin';
  return `${parts.join('-')}.${type === 'jpeg' ? 'jpg' : type}`;
}
