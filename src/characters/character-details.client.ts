import { Inject, Injectable, Logger } from '@nestjs/common';
import { DependencyAwayError, ImageServiceError } from '../common/errors';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { HubConnection } from '../hub/hub-connection';
import { HubRequests, NoReplyError } from '../hub/hub-requests';
import { askingForDetails } from './details-time';
import { normaliseDetails, type CharacterDetails } from './normalise-details';
import { readDetailsReply } from './read-details-reply';
import { assertFitDetails } from './safety/assert-fit-details';

/** How long one question may take; the job's attempts give more tries. */
const ANSWER_MS = 3000;

/** The character service says that there is no such character. */
export class CharacterNotFoundError extends ImageServiceError {
  readonly code = 'CHARACTER_NOT_FOUND';
  readonly retry = 'never';

  constructor() {
    super('there is no such character');
  }
}

/** The character's details cannot be had now. */
export class CharacterUnavailableError extends ImageServiceError {
  readonly code = 'CHARACTER_UNAVAILABLE';
  readonly retry = 'later';

  constructor(reason: string, options?: ErrorOptions) {
    super(`the character's details cannot be had: ${reason}`, options);
  }
}

/** Asks the character service for what can be seen of a character. */
@Injectable()
export class CharacterDetailsClient {
  private readonly log = new Logger(CharacterDetailsClient.name);

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly requests: HubRequests,
    private readonly hub: HubConnection,
  ) {}

  /**
   * @throws CharacterNotFoundError, CharacterUnavailableError; ContentRefusedError for what nobody paints;
   *   DependencyAwayError while the hub is away
   */
  async get(characterId: string): Promise<CharacterDetails> {
    if (!this.hub.isConnected()) throw new DependencyAwayError('the hub');
    const reply = readDetailsReply(await askingForDetails(() => this.ask(characterId)));
    if ('details' in reply) return fit(reply.details);
    if ('notFound' in reply) throw new CharacterNotFoundError();
    if ('pubAck' in reply) {
      this.log.error({
        msg: 'a JetStream stream captures the subject of character details and answers in place of the character service; take the subject out of the stream',
        subject: this.config.CHARACTER_DETAILS_SUBJECT,
      });
      throw new CharacterUnavailableError('a stream captures the request subject');
    }
    throw new CharacterUnavailableError(reply.error);
  }

  private async ask(characterId: string): Promise<unknown> {
    try {
      return await this.requests.ask(this.config.CHARACTER_DETAILS_SUBJECT, { character_id: characterId }, ANSWER_MS);
    } catch (error) {
      if (error instanceof NoReplyError) throw new CharacterUnavailableError('nobody answered', { cause: error });
      throw error;
    }
  }
}

function fit(details: unknown): CharacterDetails {
  const read = normaliseDetails(details);
  assertFitDetails(details, read.subject.minor);
  return read;
}
