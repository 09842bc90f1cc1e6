import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { ApiProblems } from '../../common/http/api-problems';
import {
  DELIVERED_FITS,
  DELIVERED_FORMATS,
  DELIVERED_QUALITIES,
  DELIVERED_SIDES,
} from '../../images/delivery/picture-query';
import { ImageView } from '../../images/image-view.dto';
import { JobView } from '../jobs/job-view.dto';
import { AcceptedPictureView } from './accepted-picture.dto';

const text = (description: string) => ({ description, schema: { type: 'string' as const } });
const ETAG = { ETag: text('changes with every change of the metadata') };
const LOCATION = { Location: text('the job') };
const REPLAYED = { 'Idempotency-Replayed': text('`true` when the job was made by an earlier request') };
const BYTES = { schema: { type: 'string', format: 'binary' } as const };
const PICTURE = Object.fromEntries(DELIVERED_FORMATS.map((format) => [`image/${format}`, BYTES]));
const side = (what: string) => ({
  required: false,
  schema: { type: 'integer', enum: [...DELIVERED_SIDES], example: 256 } as const,
  description: `${what} of the picture in pixels; only when the picture itself is wanted`,
});

/** Header `Idempotency-Key`, as `IdempotencyKeys` reads it. */
export const ApiIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: '1 to 255 visible ASCII characters; for 24 hours the same key and body are the same request',
  });

/**
 * Documents a `POST` that `PictureDoor` answers.
 * @param body class of the request; undefined when it has none
 */
export const ApiPictureDoor = (body: Type | undefined, summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary }),
    ...(body === undefined ? [] : [ApiBody({ type: body })]),
    ApiIdempotencyKey(),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`wait=N`: answer with the picture if done in N ≤ 60 s',
    }),
    ApiResponse({
      status: 200,
      type: JobView,
      headers: { ...LOCATION, ...REPLAYED },
      description: 'with `Prefer: wait`: it was taken, and ended without a picture; `error` says why',
    }),
    ApiResponse({
      status: 201,
      type: ImageView,
      headers: { ...ETAG, ...REPLAYED, Location: text('the image') },
      description: 'with `Prefer: wait`: the picture is there',
    }),
    ApiResponse({
      status: 202,
      type: AcceptedPictureView,
      headers: { ...LOCATION, ...REPLAYED },
      description: 'it was taken',
    }),
    ApiProblems(400, 403, 409, 413, 415, 422),
  );

/** Documents a `GET` that `PictureShelf.show` answers. */
export const ApiPictureShelf = (kind: string): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(ImageView),
    ApiOperation({
      summary: `A ${kind}: its metadata, or with Accept: image/* the picture`,
      description:
        'What is wanted more decides; wanted alike, the metadata are sent. 202 while the picture is being made.',
    }),
    ApiQuery({ name: 'w', ...side('width') }),
    ApiQuery({ name: 'h', ...side('height') }),
    ApiQuery({ name: 'fit', required: false, enum: DELIVERED_FITS, description: 'matters with both w and h' }),
    ApiQuery({ name: 'format', required: false, enum: DELIVERED_FORMATS }),
    ApiQuery({ name: 'q', required: false, schema: { type: 'integer', enum: [...DELIVERED_QUALITIES], example: 80 } }),
    ApiHeader({ name: 'If-None-Match', required: false, description: 'the ETag you have' }),
    ApiHeader({ name: 'Range', required: false, description: 'one byte range of the picture' }),
    ApiResponse({
      status: 200,
      description: 'the metadata or the picture',
      headers: { ETag: text('of what is sent') },
      content: { 'application/json': { schema: { $ref: getSchemaPath(ImageView) } }, ...PICTURE },
    }),
    ApiResponse({
      status: 202,
      type: AcceptedPictureView,
      headers: { ...LOCATION, 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } },
      description: 'it is being made',
    }),
    ApiResponse({ status: 206, description: 'the range of the picture', content: PICTURE }),
    ApiResponse({ status: 304, description: 'you have it already' }),
    ApiProblems(400, 403, 404, 406, 410, 416),
  );

/** Documents a `DELETE` that `PictureShelf.remove` answers. */
export const ApiPictureRemoval = (kind: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: `Delete a ${kind} for good; while it is being made, cancel that` }),
    ApiHeader({ name: 'If-Match', required: false, description: 'the ETag of the metadata you know' }),
    ApiResponse({ status: 204, description: 'gone: its files too, and image.deleted is published' }),
    ApiProblems(400, 403, 404, 410, 412),
  );
