import { DEAD_LETTER_PREFIX, EVENT_SUBJECTS, PASSING_SUBJECTS, PUBLISHED_SUBJECTS } from '../hub/subjects';
import {
  DEAD_LETTER_HEADERS,
  exampleEnvelope,
  HEARD_HEADERS,
  heardEnvelope,
  PUBLISHED_HEADERS,
  publishedEnvelope,
} from './envelope';
import { HEARD_PAYLOADS } from './heard-payloads';
import {
  IMAGE_DELETED,
  IMAGE_FAILED,
  IMAGE_GENERATED,
  IMAGE_PROGRESS,
  IMAGE_UPDATED,
  type DescribedPayload,
} from './published-payloads';

/** One message of a channel, as AsyncAPI writes it. */
export type Message = Readonly<Record<string, unknown>>;

/** A subject with its messages, and what the service does there. */
export interface DescribedChannel {
  /** NATS subject; `{name}` stands for a part that varies. */
  readonly address: string;
  readonly action: 'send' | 'receive';
  readonly summary: string;
  readonly messages: Readonly<Record<string, Message>>;
  readonly parameters?: Readonly<
    Record<string, { readonly description: string; readonly examples: readonly string[] }>
  >;
  /** Where the other side's answer comes, with its messages; a reply goes to the inbox that the question names. */
  readonly reply?: Readonly<Record<string, Message>>;
}

type PublishedSubject = (typeof PUBLISHED_SUBJECTS)[number];

const published = (eventType: string, { summary, schema, example }: DescribedPayload): Message => ({
  name: eventType,
  title: summary,
  contentType: 'application/json',
  headers: PUBLISHED_HEADERS,
  payload: publishedEnvelope(eventType, schema),
  examples: [
    {
      headers: { 'Nats-Msg-Id': '0f6a1e0e-6c3f-5a77-9b0d-0b7c1f1b2a90', 'Content-Type': 'application/json' },
      payload: exampleEnvelope(eventType, 'image-service', example),
    },
  ],
});

const GENERATED = published('image.generated', IMAGE_GENERATED);
const FAILED = published('image.failed', IMAGE_FAILED);

/** By subject, so that a new one cannot be published without being described. */
const PUBLISHED: Readonly<Record<PublishedSubject, DescribedChannel>> = {
  'image.generated': sent('image.generated', IMAGE_GENERATED.summary, { generated: GENERATED }),
  'image.failed': sent('image.failed', IMAGE_FAILED.summary, { failed: FAILED }),
  'image.updated': sent('image.updated', IMAGE_UPDATED.summary, { updated: published('image.updated', IMAGE_UPDATED) }),
  'image.deleted': sent('image.deleted', IMAGE_DELETED.summary, { deleted: published('image.deleted', IMAGE_DELETED) }),
  'image.ready.*': {
    ...sent(
      'image.ready.{target_service}',
      'The answer once more, for the service that the request named; with an id of its own',
      { generated: GENERATED, failed: FAILED },
    ),
    parameters: { target_service: { description: 'as the request named it', examples: ['vtt'] } },
  },
};

/** By subject, as above. */
const PASSING: Readonly<Record<(typeof PASSING_SUBJECTS)[number], DescribedChannel>> = {
  'image.progress': sent('image.progress', IMAGE_PROGRESS.summary, {
    progress: published('image.progress', IMAGE_PROGRESS),
  }),
};

const DEAD_LETTERS: DescribedChannel = {
  ...sent(`${DEAD_LETTER_PREFIX}{subject}`, 'What could not be understood: the original bytes and headers, and why', {
    buried: {
      name: 'dead letter',
      title: 'A message that nobody can use',
      headers: DEAD_LETTER_HEADERS,
      payload: { description: 'the bytes of the original, whatever they are' },
    },
  }),
  parameters: { subject: { description: 'subject of the original, with its dots', examples: ['character.created'] } },
};

function sent(address: string, summary: string, messages: DescribedChannel['messages']): DescribedChannel {
  return { address, action: 'send', summary, messages };
}

function heard(subject: string): DescribedChannel {
  const type = EVENT_SUBJECTS[subject];
  if (type === undefined) throw new Error(`${subject} means no event`);
  const { summary, schema, example } = HEARD_PAYLOADS[type];
  const message = {
    name: type,
    title: summary,
    contentType: 'application/json',
    headers: HEARD_HEADERS,
    payload: heardEnvelope(type, schema),
    examples: [{ payload: exampleEnvelope(type, 'character-service', example) }],
  };
  return { address: subject, action: 'receive', summary, messages: { event: message } };
}

/** Every event that is heard or published, from the lists that the hub works by. */
export function eventChannels(): readonly DescribedChannel[] {
  return [
    ...Object.keys(EVENT_SUBJECTS).map(heard),
    ...PUBLISHED_SUBJECTS.map((subject) => PUBLISHED[subject]),
    ...PASSING_SUBJECTS.map((subject) => PASSING[subject]),
    DEAD_LETTERS,
  ];
}
