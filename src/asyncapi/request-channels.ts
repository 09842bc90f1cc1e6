import { FOREIGN_ID } from '../common/fields/request-fields';
import { ANSWERED_CHANNELS } from './answered-channels';
import type { DescribedChannel, Message } from './event-channels';

/** Subjects of questions: those that other services answer, and those that this one does. */
export interface RequestSubjects {
  /** `CHARACTER_DETAILS_SUBJECT`. */
  readonly details: string;
}

const CHARACTER_ID = 'char-204';

const packet = (pattern: string, data: object): object => ({
  type: 'object',
  required: ['pattern', 'data', 'id'],
  description: 'as Nest’s ClientProxy.send writes it, so that a @MessagePattern answers',
  properties: { pattern: { const: pattern }, data, id: { type: 'string', format: 'uuid' } },
});

const details: Message = {
  name: 'character details',
  title: 'The character, in any form that the character service uses; bare, or in Nest’s {response, isDisposed, id}',
  contentType: 'application/json',
  payload: { type: 'object', additionalProperties: true },
  examples: [{ payload: { id: CHARACTER_ID, name: 'Mara Fenwick', species: 'Half-Elf', class: 'Ranger', level: 5 } }],
};

/** Nest’s packet of an answer, or of an error. */
const notFound: Message = {
  name: 'no such character',
  title: 'There is no such character: the request fails with CHARACTER_NOT_FOUND and is not tried again',
  contentType: 'application/json',
  payload: {
    type: 'object',
    required: ['err'],
    properties: { err: { type: 'object', required: ['code'], properties: { code: { type: 'string' } } } },
    additionalProperties: true,
  },
  examples: [{ payload: { err: { code: 'CHARACTER_NOT_FOUND' }, isDisposed: true } }],
};

/** Every subject of questions and answers. */
export function requestChannels(subjects: RequestSubjects): readonly DescribedChannel[] {
  const data = {
    type: 'object',
    required: ['character_id'],
    properties: { character_id: { type: 'string', pattern: FOREIGN_ID.source } },
  };
  return [
    {
      address: subjects.details,
      action: 'send',
      summary: 'Asks the character service for what can be seen of a character. No stream may capture this subject',
      messages: {
        question: {
          name: 'character details asked for',
          contentType: 'application/json',
          payload: packet(subjects.details, data),
          examples: [
            {
              payload: {
                pattern: subjects.details,
                data: { character_id: CHARACTER_ID },
                id: '7d1f3c1e-5a54-4a55-9a0c-3c8b64c5d3c2',
              },
            },
          ],
        },
      },
      reply: { details, notFound },
    },
    ...ANSWERED_CHANNELS,
  ];
}
