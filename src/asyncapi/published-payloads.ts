import { FAILURE_CODES } from '../common/errors';
import { MAX_SEED } from '../common/seed';
import { THEMES } from '../common/themes';
import { IMAGE_KINDS } from '../images/image.entity';

/** JSON Schema of a payload, and what one looks like. */
export interface DescribedPayload {
  readonly summary: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example: Readonly<Record<string, unknown>>;
}

const IMAGE_ID = '7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10';
const JOB_ID = '0b8f5c1e-8d3a-4a57-9a3e-0a4f5d6c7b8a';
const uuid = { type: 'string', format: 'uuid' };
const pixels = { type: 'integer', minimum: 1, description: 'pixels' };
const bytes = { type: 'integer', minimum: 1, description: 'bytes' };
const foreignId = { type: 'string', maxLength: 200 };
const version = { type: 'integer', minimum: 1, description: 'counts up with every change of the image' };

/** What both answers say of the request; a member is absent when the request said nothing of it. */
const REFERENCES = {
  job_id: uuid,
  request_id: { ...foreignId, description: 'as the asker named the request' },
  character_id: foreignId,
  campaign_id: foreignId,
  location_id: foreignId,
  owner_id: { type: 'string' },
  batch_id: { ...uuid, description: 'the batch it was asked for with' },
  batch_index: { type: 'integer', minimum: 0, description: 'place in the batch' },
  target_service: { type: 'string', description: 'the answer is also on image.ready.<target_service>' },
  attempts: { type: 'integer', minimum: 0, description: 'claims that counted' },
};
const REFERENCES_EXAMPLE = {
  job_id: JOB_ID,
  kind: 'portrait',
  request_id: 'order-17',
  character_id: 'char-204',
  campaign_id: 'campaign-7',
  owner_id: 'user-17',
  attempts: 1,
};

const VARIANT = {
  type: 'object',
  required: ['name', 'url', 'width', 'height', 'content_type', 'size_bytes'],
  properties: {
    name: { type: 'string' },
    url: { type: 'string' },
    width: pixels,
    height: pixels,
    content_type: { type: 'string' },
    size_bytes: bytes,
  },
};

/** The one answer of a request that succeeded. */
export const IMAGE_GENERATED: DescribedPayload = {
  summary: 'A picture is there: the one answer of a request that succeeded',
  schema: {
    type: 'object',
    required: [
      ...[
        'image_id',
        'job_id',
        'kind',
        'image_version',
        'url',
        'content_type',
        'width',
        'height',
        'size_bytes',
        'sha256',
      ],
      ...['thumbhash', 'variants', 'seed', 'theme', 'backend', 'duration_ms', 'attempts'],
    ],
    properties: {
      ...REFERENCES,
      image_id: uuid,
      kind: { enum: IMAGE_KINDS },
      image_version: version,
      supersedes: { ...uuid, description: 'the image that this one replaces' },
      url: { type: 'string', description: 'path of the original, relative to the service' },
      content_type: { type: 'string' },
      width: pixels,
      height: pixels,
      size_bytes: bytes,
      sha256: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'of the original' },
      thumbhash: { type: 'string', description: 'a tiny preview, base64' },
      variants: { type: 'array', items: VARIANT, description: 'smaller files, largest first' },
      seed: {
        type: ['integer', 'null'],
        minimum: 0,
        maximum: MAX_SEED,
        description: 'null when nothing was drawn by lot',
      },
      theme: { enum: THEMES },
      backend: {
        type: 'object',
        required: ['dialect', 'model'],
        properties: { dialect: { type: 'string' }, model: { type: 'string' } },
      },
      duration_ms: {
        type: 'number',
        minimum: 0,
        description: 'from taking the request to the picture, waiting included',
      },
    },
  },
  example: {
    ...REFERENCES_EXAMPLE,
    image_id: IMAGE_ID,
    image_version: 1,
    url: `/api/v1/images/${IMAGE_ID}/content`,
    content_type: 'image/png',
    width: 832,
    height: 1216,
    size_bytes: 734003,
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    variants: [
      {
        name: 'large',
        url: `/api/v1/images/${IMAGE_ID}/variants/large`,
        width: 701,
        height: 1024,
        content_type: 'image/webp',
        size_bytes: 84312,
      },
    ],
    seed: 4242,
    theme: 'fantasy',
    backend: { dialect: 'painter', model: 'sketch' },
    duration_ms: 812,
  },
};

/** The one answer of a request that did not. */
export const IMAGE_FAILED: DescribedPayload = {
  summary: 'There will be no picture: the one answer of a request that failed',
  schema: {
    type: 'object',
    required: ['job_id', 'kind', 'code', 'message', 'retryable', 'attempts'],
    properties: {
      ...REFERENCES,
      kind: { enum: [...IMAGE_KINDS, 'unknown'], description: 'unknown when the type asked for is none' },
      code: { enum: FAILURE_CODES, description: 'stable code for programs' },
      message: { type: 'string', description: 'safe to show to a person' },
      retryable: { type: 'boolean', description: 'whether asking again may succeed' },
    },
  },
  example: {
    ...REFERENCES_EXAMPLE,
    code: 'BACKEND_UNAVAILABLE',
    message: 'no backend could paint the picture',
    retryable: true,
    attempts: 5,
  },
};

/** Metadata of an image have changed. */
export const IMAGE_UPDATED: DescribedPayload = {
  summary: 'Metadata of an image have changed; its pixels never do',
  schema: {
    type: 'object',
    required: ['image_id', 'kind', 'image_version', 'changes'],
    properties: {
      image_id: uuid,
      kind: { enum: IMAGE_KINDS },
      image_version: version,
      changes: { type: 'array', minItems: 1, items: { type: 'string' }, description: 'names of the fields' },
    },
  },
  example: { image_id: IMAGE_ID, kind: 'map', image_version: 2, changes: ['tags'] },
};

/** An image is gone for good. */
export const IMAGE_DELETED: DescribedPayload = {
  summary: 'An image is gone: its address answers 410 from now on',
  schema: {
    type: 'object',
    required: ['image_id', 'kind', 'image_version', 'reason'],
    properties: {
      image_id: uuid,
      kind: { enum: IMAGE_KINDS },
      image_version: version,
      reason: { type: 'string', description: 'a word for programs', examples: ['requested', 'character_deleted'] },
    },
  },
  example: { image_id: IMAGE_ID, kind: 'token', image_version: 2, reason: 'character_deleted' },
};

/** Said in passing while a picture is painted. */
export const IMAGE_PROGRESS: DescribedPayload = {
  summary:
    'How far a picture is: said in passing where PROGRESS_EVENTS is on, kept by no stream, and nothing to rely on',
  schema: {
    type: 'object',
    required: ['image_id', 'job_id', 'kind', 'fraction', 'attempts'],
    properties: {
      ...REFERENCES,
      image_id: { ...uuid, description: 'the id the picture will have' },
      kind: { enum: IMAGE_KINDS },
      fraction: { type: 'number', minimum: 0, maximum: 1, description: 'never less than before in the same attempt' },
      eta_seconds: { type: 'integer', minimum: 0, description: 'until it is painted, as the backend guesses' },
      preview: { type: 'string', description: 'path of the unfinished picture, where previews are switched on' },
    },
  },
  example: { ...REFERENCES_EXAMPLE, image_id: IMAGE_ID, fraction: 0.42, eta_seconds: 7 },
};
