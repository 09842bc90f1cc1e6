import { MAX_SEED } from '../common/seed';
import { FOREIGN_ID } from '../common/fields/request-fields';
import { IMAGE_KINDS } from '../images/image.entity';
import type { DescribedChannel, Message } from './event-channels';

const IMAGE_ID = '7d9f3c52-6a0b-4f0e-9a53-1f6c2f6b8e10';
const PACKET_ID = '7d1f3c1e-5a54-4a55-9a0c-3c8b64c5d3c2';
const uuid = { type: 'string', format: 'uuid' };
const id = { type: 'string', pattern: FOREIGN_ID.source };

const ACCEPTED = {
  type: 'object',
  required: ['image_id', 'job_id', 'status', 'url'],
  properties: {
    image_id: uuid,
    job_id: uuid,
    status: { type: 'string', description: 'of the image once it is there, of its job until then' },
    url: { type: 'string', description: 'path of the picture; there is nothing at it before image.generated' },
  },
};
const ACCEPTED_EXAMPLE = {
  image_id: IMAGE_ID,
  job_id: '0b8f5c1e-8d3a-4a57-9a3e-0a4f5d6c7b8a',
  status: 'pending',
  url: `/api/v1/images/${IMAGE_ID}/content`,
};
/** An image: the four words of every answer, and the metadata of `GET /api/v1/images/{id}`. */
const IMAGE = { allOf: [ACCEPTED, { $ref: '#/components/schemas/ImageView' }] };

const PROBLEM = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string', description: 'as in the problems of the HTTP API' },
    message: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const REFUSED: Message = {
  name: 'refused',
  title: 'Why the question cannot be answered; nothing was done',
  contentType: 'application/json',
  payload: spelled('error', PROBLEM),
  examples: [
    { payload: { error: { code: 'NOT_FOUND', message: 'there is no such image' } } },
    { payload: { err: { code: 'NOT_FOUND', message: 'there is no such image' }, isDisposed: true, id: PACKET_ID } },
  ],
};

/** An answer is spelled as its question was: bare, or as the packet that Nest’s ClientProxy waits for. */
function spelled(what: 'value' | 'error', schema: object): object {
  const packet = {
    type: 'object',
    required: ['isDisposed', what === 'error' ? 'err' : 'response'],
    properties: {
      [what === 'error' ? 'err' : 'response']: schema,
      isDisposed: { const: true },
      id: { type: 'string', description: 'of the packet that asked' },
    },
  };
  const bare = what === 'error' ? { type: 'object', required: ['error'], properties: { error: schema } } : schema;
  return { anyOf: [bare, packet] };
}

interface Question {
  readonly address: string;
  readonly summary: string;
  /** Schema of the body. */
  readonly asks: object;
  readonly asked: object;
  readonly answers: object;
  readonly answered: object;
}

function answered({ address, summary, asks, asked, answers, answered: example }: Question): DescribedChannel {
  const packet = {
    type: 'object',
    required: ['pattern', 'data'],
    properties: { pattern: { const: address }, data: asks, id: { type: 'string' } },
  };
  const json = { contentType: 'application/json' };
  const question = {
    name: `${address} asked`,
    ...json,
    payload: { anyOf: [packet, asks] },
    examples: [{ payload: asked }],
  };
  const value = { name: 'answer', ...json, payload: spelled('value', answers), examples: [{ payload: example }] };
  return { address, action: 'receive', summary, messages: { question }, reply: { value, refused: REFUSED } };
}

const generation = (kind: string, dto: string): Question => ({
  address: `image.generate_${kind}`,
  summary: `Asks for a ${kind}: answered when the job is committed; image.generated or image.failed follows`,
  asks: {
    allOf: [
      { $ref: `#/components/schemas/${dto}` },
      {
        type: 'object',
        properties: {
          request_id: { ...id, description: 'the same id of the same source is the same job' },
          user_id: { type: 'string', description: 'the owner' },
          source: { type: 'string', description: 'the asking service' },
          seed: { type: 'integer', minimum: 0, maximum: MAX_SEED },
        },
      },
    ],
  },
  asked: { description: 'an old ranger in a green cloak', request_id: 'order-17', user_id: 'user-17', seed: 4242 },
  answers: ACCEPTED,
  answered: ACCEPTED_EXAMPLE,
});

/** Subjects on which this service answers. The one who asks names an inbox in the reply subject of the message. */
export const ANSWERED_CHANNELS: readonly DescribedChannel[] = [
  {
    address: 'image.get',
    summary: 'An image, or how far the job is that makes it',
    asks: { type: 'object', required: ['image_id'], properties: { image_id: uuid }, additionalProperties: true },
    asked: { image_id: IMAGE_ID },
    answers: { anyOf: [ACCEPTED, IMAGE] },
    answered: ACCEPTED_EXAMPLE,
  },
  {
    address: 'image.list',
    summary: 'Images of a character or a campaign, newest first, in pages',
    asks: {
      type: 'object',
      properties: {
        character_id: id,
        campaign_id: id,
        kind: { enum: IMAGE_KINDS },
        limit: { type: 'integer', minimum: 1, maximum: 100 },
        cursor: { type: 'string', description: 'next of the page before' },
      },
      additionalProperties: { description: 'the other filters of GET /api/v1/images' },
    },
    asked: { character_id: 'char-204', limit: 10 },
    answers: {
      type: 'object',
      required: ['items', 'next'],
      properties: { items: { type: 'array', items: IMAGE }, next: { type: ['string', 'null'] } },
    },
    answered: { items: [], next: null },
  },
  generation('portrait', 'PortraitRequestDto'),
  generation('map', 'MapRequestDto'),
  generation('token', 'TokenRequestDto'),
].map(answered);
