/**
 * A character service of its own process, as the service finds it in the wider system: answers `character.get` over the
 * hub the way a Nest `@MessagePattern` handler does on the wire.
 *
 * Environment: MESSAGE_HUB_URL, CHARACTER_DETAILS_SUBJECT.
 */
import { JSONCodec } from 'nats';
import { connectHub } from './hub.mjs';
import { CHARACTER } from './cast.mjs';

const json = JSONCodec();
const hub = await connectHub(process.env.MESSAGE_HUB_URL ?? '');
const requests = hub.subscribe(process.env.CHARACTER_DETAILS_SUBJECT ?? 'character.get', { queue: 'demo-characters' });

for await (const request of requests) {
  const { id, data } = /** @type {{id?: string, data?: {character_id?: string}}} */ (json.decode(request.data));
  const isKnown = data?.character_id === CHARACTER.id;
  const answer = isKnown
    ? { response: CHARACTER, isDisposed: true, id }
    : { err: { code: 'CHARACTER_NOT_FOUND', message: 'no such character' }, isDisposed: true, id };
  request.respond(json.encode(answer));
}
